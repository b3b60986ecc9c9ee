// Reads the ring off the schedule's end, and takes instances out of texts.
#include "checks/in_common.h"

#include <algorithm>
#include <cctype>

#include "checks/lock_order.h"
#include "schedules/end_state.h"

namespace replock::checks {
namespace {

using model::State;
using model::Step;
using model::World;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool ends_word(const std::string& text, std::size_t at) { return at >= text.size() || !is_word(text[at]); }

/// The longest name of a thread that stands at `at`; null where none does.
const model::Program* thread_at(const World& world, const std::string& text, std::size_t at) {
  const model::Program* longest = nullptr;
  for (const model::Program& thread : world.threads) {
    const std::string& name = thread.name;
    if (text.compare(at, name.size(), name) != 0 || !ends_word(text, at + name.size())) continue;
    if (longest == nullptr || name.size() > longest->name.size()) longest = &thread;
  }
  return longest;
}

/// Length of "esw0", "d1", "vf0", "sf0" without its number; 0 where none stands at `at`.
std::size_t instance_at(const std::string& text, std::size_t at) {
  for (const std::string_view kind : {"esw", "d", "vf", "sf"}) {
    std::size_t end = at + kind.size();
    if (text.compare(at, kind.size(), kind) != 0 || end >= text.size() || !is_digit(text[end])) continue;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (ends_word(text, end)) return kind.size();
  }
  return 0;
}

std::string ring(const World& world, const State& state, const std::vector<model::ThreadId>& cycle) {
  std::vector<std::string> waits;
  for (const model::ThreadId thread : cycle) waits.push_back(wanted_where(world, model::step_of(world, state, thread)));
  std::vector<std::string> first = waits;
  for (std::size_t i = 1; i < waits.size(); ++i) {
    std::rotate(waits.begin(), waits.begin() + 1, waits.end());
    first = std::min(first, waits);
  }
  std::string text = first.size() == 1 ? "a thread waits for what it holds: " : "a ring of waits: ";
  for (std::size_t i = 0; i < first.size(); ++i) text += (i == 0 ? "" : " -> ") + first[i];
  return text;
}

std::string standstill(const World& world, const State& state) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < world.threads.size(); ++i) {
    const Step& step = model::step_of(world, state, static_cast<model::ThreadId>(i));
    if (!step.rests) places.push_back("'" + without_instances(world, step.words) + "'");
  }
  std::ranges::sort(places);
  std::string text = "no thread can go on: they stand at ";
  for (std::size_t i = 0; i < places.size(); ++i) text += (i == 0 ? "" : ", ") + places[i];
  return text;
}

}  // namespace

std::string in_common(const World& world, const schedules::Finding& finding) {
  if (finding.check != info(Check::deadlock).id && finding.check != info(Check::recursion).id)
    return without_instances(world, finding.sentence);
  const State state = schedules::end_state(world, finding.schedule);
  return finding.cycle.empty() ? standstill(world, state) : ring(world, state, finding.cycle);
}

std::string wanted_where(const World& world, const Step& step) {
  const std::string& function = model::function_of(world, step);
  return without_instances(world, wanted(world, step)) + (function.empty() ? "" : " in " + function + "()");
}

std::string without_instances(const World& world, const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !is_word(text[at - 1]);
    const std::size_t kind = begins ? instance_at(text, at) : 0;
    const model::Program* thread = begins ? thread_at(world, text, at) : nullptr;
    if (kind > 0) {
      plain += text.substr(at, kind) + "N";
      for (at += kind; !ends_word(text, at);) ++at;
    } else if (thread != nullptr) {
      plain += thread->worker ? thread->name : "a thread";  // "bond worker" is not the user who bonds
      at += thread->name.size();
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

}  // namespace replock::checks
