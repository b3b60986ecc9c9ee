// Walks the schedule and remembers who stored what.
#include "reports/stale_reads.h"

#include <algorithm>
#include <map>
#include <vector>

#include "reports/text.h"
#include "schedules/stale.h"

namespace replock::reports {
namespace {

using model::FieldId;
using model::Move;
using model::World;

struct Store {
  std::uint16_t value = 0;
  std::string by;  ///< "its first value", "stored in step 3 by modprobe mlx5_ib in f()"
};

std::string storer(const World& world, const model::Step& step, Move move, std::size_t number) {
  const std::string& function = model::function_of(world, step);
  return "stored in step " + std::to_string(number) + " by " + world.threads[move.thread].name +
         (function.empty() ? "" : " in " + function + "()");
}

std::string read_words(const World& world, Move move, std::size_t number, const std::vector<Store>& stores) {
  const auto seen =
      std::find_if(stores.rbegin(), stores.rend(), [&](const Store& it) { return it.value == move.seen; });
  const auto told = [&](const Store& it) { return model::value_words(world, move.stale, it.value) + ", " + it.by; };
  return "step " + std::to_string(number) + ", " + world.threads[move.thread].name + ": reads " +
         world.fields[move.stale].name + " as " + (seen == stores.rend() ? "what it never was" : told(*seen)) +
         "; the newest is " + told(stores.back());
}

}  // namespace

std::string step_words(const model::Step& step, Move move) {
  return step.alternatives[move.alternative].words + (move.stale == model::none ? "" : " (STALE READ)");
}

std::string stale_reads(const World& world, const schedules::Schedule& schedule, std::size_t width) {
  if (schedules::count_stale(schedule) == 0) return "";
  std::string text = paragraph(
      "", "stale reads: weak memory allows them; in one order of all accesses there is no such schedule", width);
  std::map<FieldId, std::vector<Store>> stores;
  model::State state = model::initial_state(world);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    const Move move = schedule[i];
    const model::Step& step = model::step_of(world, state, move.thread);
    if (move.stale != model::none) {
      const std::vector<Store> first{{world.fields[move.stale].initial, "its first value"}};
      const auto found = stores.find(move.stale);
      text += paragraph("  ", printable(read_words(world, move, i + 1, found == stores.end() ? first : found->second)),
                        width);
    }
    state = model::after(world, state, move);
    for (const model::Effect& effect : step.alternatives[move.alternative].effects) {
      std::vector<Store>& of_field = stores[effect.field];
      if (of_field.empty()) of_field.push_back({world.fields[effect.field].initial, "its first value"});
      of_field.push_back({state[effect.field], storer(world, step, move, i + 1)});
    }
  }
  return text;
}

}  // namespace replock::reports
