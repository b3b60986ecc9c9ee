// Composes scenarios, and reads their names.
#include "model/composed.h"

#include <algorithm>
#include <cassert>

#include "model/refusal.h"

namespace replock::model {
namespace {

// What each actor can leave behind before a worker gets to it: a mode set invalidates three times, and a LAG that goes
// up and down registers IB on each PF again and again.
constexpr unsigned generations_per_actor = 3;
constexpr unsigned slots_per_actor = 3, slots_per_actor_of_lag = 6;

std::string joined_words(const std::vector<Actor>& actors, const std::string& separator) {
  std::string text;
  for (const Actor& actor : actors) text += (text.empty() ? "" : separator) + word(actor);
  return text;
}

bool any_changes(const std::vector<Actor>& actors, Changes what) {
  return std::ranges::any_of(actors, [&](const Actor& actor) { return info(actor.operation).changes == what; });
}

Topology topology_for(const std::vector<Actor>& actors, const Start& start) {
  const auto count = static_cast<unsigned>(actors.size());
  Topology topology;
  topology.pfs = start.pfs();
  topology.vfs_change = any_changes(actors, Changes::vfs);
  topology.vfs = start.first.vfs || topology.vfs_change ? 1 : 0;
  topology.unload = any_changes(actors, Changes::driver);
  topology.eth_unbind = any_changes(actors, Changes::eth_device);
  topology.eth_device = topology.unload || topology.eth_unbind;
  topology.sf = start.first.sf || any_changes(actors, Changes::sf);
  topology.work_slots = (topology.pfs > 1 ? slots_per_actor_of_lag : slots_per_actor) * count;
  topology.generations = std::max(topology.generations, generations_per_actor * count);
  return topology;
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Refusal("scenario '" + name + "': " + why);
}

const Start& start_named(const std::string& word, const std::string& name) {
  for (const Start& start : starts())
    if (start.name == word) return start;
  refuse(name, "there is no first state '" + word +
                   "'; behind the / write 1pf or 2pf, the mode of each (-legacy, -switchdev), for two of a kind a LAG "
                   "(-bonding, -shared-fdb, -mpesw, -roce-lag), then any of -no-vfs, -no-ib, -sf");
}

/// "set-legacy.d0 or set-legacy.d1"
std::string forms(const OperationInfo& about, unsigned pfs) {
  std::string text;
  for (unsigned pf = 0; pf < ways(about, pfs); ++pf) text += (pf == 0 ? "" : " or ") + word({about.operation, pf});
  return text;
}

Actor actor_named(const std::string& text, const Start& start, const std::string& name) {
  for (const OperationInfo& about : operations())
    for (unsigned pf = 0; pf < ways(about, start.pfs()); ++pf)
      if (word({about.operation, pf}) == text) return {about.operation, pf};
  for (const OperationInfo& about : operations()) {
    if (text.substr(0, text.find('.')) != about.word) continue;
    if (ways(about, start.pfs()) == 0) refuse(name, "'" + text + "' is about a LAG; start it from a state of 2pf");
    refuse(name, "can't take '" + text + "'; write " + forms(about, start.pfs()));
  }
  refuse(name, "there is no operation '" + text + "'; use any of " + operation_words() +
                   ", with the PF behind it where it is about one (.d0)");
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

}  // namespace

Scenario composed(std::vector<Actor> actors, const Start& start) {
  assert(!actors.empty());
  std::ranges::stable_sort(actors, {}, [](const Actor& actor) { return word(actor); });
  Scenario scenario;
  scenario.name = joined_words(actors, "+") + "/" + start.name;
  scenario.question = joined_words(actors, " and ") + " at the same time, from " + start.name;
  scenario.topology = topology_for(actors, start);
  scenario.first = start.first;
  scenario.first.vfs |= !scenario.topology.vfs_change;  // then Topology::vfs says it
  scenario.actors = std::move(actors);
  return scenario;
}

Scenario composed_named(const std::string& name) {
  const std::size_t slash = name.find('/');
  const Start& start = start_named(slash == std::string::npos ? "" : name.substr(slash + 1), name);
  const std::vector<std::string> words = split(name.substr(0, slash), '+');
  if (words.size() > operations_max)
    refuse(name,
           "is about " + std::to_string(words.size()) + " operations; name at most " + std::to_string(operations_max));
  std::vector<Actor> actors;
  for (const std::string& text : words) actors.push_back(actor_named(text, start, name));
  Scenario scenario = composed(std::move(actors), start);
  if (scenario.name != name) refuse(name, "its operations are not in order; write " + scenario.name);
  return scenario;
}

std::string operations_of(const Scenario& scenario) {
  std::vector<std::string_view> words;
  for (const Actor& actor : scenario.actors) words.push_back(info(actor.operation).word);
  std::ranges::sort(words);
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : "+") + std::string(word);
  return text;
}

std::string operation_words() {
  std::string text;
  for (const OperationInfo& about : operations()) text += (text.empty() ? "" : ", ") + std::string(about.word);
  return text;
}

}  // namespace replock::model
