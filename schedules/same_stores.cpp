// Only where several threads do nothing to the field but store that value, and one more thread does anything else: more
// would take more bits than there are.
#include "schedules/same_stores.h"

#include <algorithm>
#include <map>
#include <set>

#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::Test;
using model::ThreadId;

/// Stores a constant, whatever was there.
bool is_blind(const Alternative& alternative, const Effect& effect) {
  const auto asks = [&](const Test& test) { return is_about(test, effect.field); };
  const auto copies = [&](const Effect& other) {
    return other.does == Effect::Does::copy && other.operand == effect.field;
  };
  return effect.does == Effect::Does::set && std::ranges::none_of(alternative.guard, asks) &&
         std::ranges::none_of(alternative.effects, copies);
}

/// Who stores a value blindly, and who else does something to the field.
struct Users {
  std::map<std::uint16_t, std::set<ThreadId>> storing;  // by value
  std::set<ThreadId> others;
};

std::map<FieldId, Users> users(const model::World& world) {
  std::map<FieldId, Users> all;
  for (std::size_t index = 0; index < world.threads.size(); ++index)
    for (const model::Step& step : world.threads[index].steps)
      for (const Alternative& alternative : step.alternatives) {
        const auto thread = static_cast<ThreadId>(index);
        for (const Test& test : alternative.guard) {
          all[test.field].others.insert(thread);
          if (compares_fields(test)) all[test.operand].others.insert(thread);
        }
        for (const Effect& effect : alternative.effects) {
          if (effect.does == Effect::Does::copy) all[effect.operand].others.insert(thread);
          if (is_blind(alternative, effect))
            all[effect.field].storing[effect.operand].insert(thread);
          else
            all[effect.field].others.insert(thread);
        }
      }
  return all;
}

}  // namespace

SameStores::SameStores(const model::World& world) : stores_(world.fields.size()), fields_(world.fields.size()) {
  for (const auto& [field, by] : users(world)) {
    if (by.storing.size() != 1 || by.others.size() != 1) continue;
    const auto& [value, threads] = *by.storing.begin();
    if (threads.size() < 2) continue;
    Stores stores{value, std::vector<FieldId>(world.threads.size(), model::none)};
    for (const ThreadId thread : threads) stores.own[thread] = static_cast<FieldId>(fields_++);
    stores_[field] = std::move(stores);
  }
}

std::optional<FieldId> SameStores::of(ThreadId thread, const Alternative& alternative, const Effect& effect) const {
  const std::optional<Stores>& stores = stores_[effect.field];
  if (!stores || effect.operand != stores->value || !is_blind(alternative, effect)) return std::nullopt;
  return stores->own[thread];
}

void SameStores::add(FieldId field, std::vector<FieldId>& fields) const {
  if (field >= stores_.size() || !stores_[field]) return;
  for (const FieldId own : stores_[field]->own)
    if (own != model::none) fields.push_back(own);
}

}  // namespace replock::schedules
