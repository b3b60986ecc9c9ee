// Scenarios by name, and with other bounds than their own.
#include <charconv>
#include <set>

#include "model/composed.h"
#include "model/refusal.h"

namespace replock::model {
namespace {

struct Bound {
  std::string_view key;
  unsigned least, most;
  unsigned& (*of)(Scenario&);
};

constexpr Bound bounds[] = {
    {"failures", 0, 3, [](Scenario& s) -> unsigned& { return s.failures; }},
    {"vfs", 0, 2, [](Scenario& s) -> unsigned& { return s.topology.vfs; }},
    {"slots", 1, 8, [](Scenario& s) -> unsigned& { return s.topology.work_slots; }},
    {"generations", 2, 16, [](Scenario& s) -> unsigned& { return s.topology.generations; }},
};

std::string bounds_words() {
  std::string text;
  for (const Bound& bound : bounds)
    text += (text.empty() ? "" : ", ") + std::string(bound.key) + "=" + std::to_string(bound.least) + ".." +
            std::to_string(bound.most);
  return text;
}

void apply(Scenario& scenario, std::string_view edit, const std::string& name) {
  const std::size_t equals = edit.find('=');
  for (const Bound& bound : bounds) {
    if (equals == std::string_view::npos || edit.substr(0, equals) != bound.key) continue;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(edit.data() + equals + 1, edit.data() + edit.size(), value);
    if (error == std::errc{} && end == edit.data() + edit.size() && value >= bound.least && value <= bound.most) {
      bound.of(scenario) = value;
      return;
    }
  }
  throw Refusal("scenario '" + name + "': can't take '" + std::string(edit) + "'; behind the @ write, separated by " +
                "commas, any of " + bounds_words());
}

/// Of a composed one: it has them for one failure, and what takes back what a further one broke off invalidates too.
unsigned more_generations(const Scenario& scenario) {
  constexpr unsigned by_failure = 3;
  return scenario.failures > 1 ? by_failure * (scenario.failures - 1) : 0;
}

Scenario plain_scenario(const std::string& name) {
  if (name.find('/') != std::string::npos) return composed_named(name);  // not the lists: they are made of these
  std::string known;
  for (const auto* const list : {&scenarios(), &merged_scenarios()})
    for (const Scenario& scenario : *list) {
      if (scenario.name == name) return scenario;
      known += (known.empty() ? "" : ", ") + scenario.name;
    }
  throw Refusal("scenario '" + name + "': there is no such scenario; use one of " + known +
                ", or compose one: OPERATION+OPERATION/FIRST-STATE, see 'replock list operations'");
}

}  // namespace

Scenario scenario_named(const std::string& name) {
  const std::size_t at = name.find('@');
  Scenario scenario = plain_scenario(name.substr(0, at));
  if (at == std::string::npos) return scenario;
  scenario.name = name;
  const auto checked = [&name](Scenario made) {
    const bool vfs = made.topology.vfs > 0 && (made.first.vfs || !made.topology.vfs_change);
    if (made.first.lag == LagState::on && vfs)
      throw Refusal("scenario '" + name + "': starts with a RoCE LAG, which SR-IOV excludes; write vfs=0");
    return made;
  };
  std::set<std::string_view> seen;
  std::string_view edits = std::string_view(name).substr(at + 1);
  while (true) {
    const std::size_t comma = edits.find(',');
    const std::string_view edit = edits.substr(0, comma);
    if (!seen.insert(edit.substr(0, edit.find('='))).second)
      throw Refusal("scenario '" + name + "': gives '" + std::string(edit.substr(0, edit.find('='))) +
                    "' twice; give each bound once");
    apply(scenario, edit, name);
    if (comma == std::string_view::npos) {
      const bool composed = name.find('/') != std::string::npos;
      if (composed && !seen.contains("generations")) scenario.topology.generations += more_generations(scenario);
      return checked(scenario);
    }
    edits.remove_prefix(comma + 1);
  }
}

}  // namespace replock::model
