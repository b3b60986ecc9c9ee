// Which plain fields a step reads and stores.
#include "schedules/relacy_touches.h"

#include <algorithm>

namespace replock::schedules {
namespace {

bool is_wait(model::Verb verb) {
  return verb == model::Verb::wait_until || verb == model::Verb::wait_for_completion || verb == model::Verb::dequeue;
}

bool is_plain(const Places& places, model::FieldId field) {
  return places.is_shared[field] && places.access[field] == model::Access::plain;
}

}  // namespace

Touches::Touches(const model::World& world, const Places& places) : world_(world) {
  for (const model::Program& thread : world.threads) {
    auto& steps = touched_.emplace_back();
    for (const model::Step& step : thread.steps) {
      auto& alternatives = steps.emplace_back();
      for (std::size_t index = 0; index < step.alternatives.size(); ++index)
        alternatives.push_back(along(places, step, index));
    }
  }
  begin();
}

void Touches::begin() { last_.assign(world_.fields.size() * world_.threads.size() * 2, model::none); }

std::vector<Touches::Touch> Touches::along(const Places& places, const model::Step& step, std::size_t alternative) {
  std::vector<Touch> touches;
  if (is_wait(step.verb)) return touches;
  const auto add = [&](model::FieldId field, bool stores) {
    const auto same = [&](const Touch& one) { return one.field == field && one.stores == stores; };
    if (is_plain(places, field) && std::ranges::none_of(touches, same)) touches.push_back({field, stores});
  };
  for (std::size_t index = 0; index <= alternative; ++index)
    for_each_read(step.alternatives[index], [&](model::FieldId field) { add(field, false); });
  for (const model::Effect& effect : step.alternatives[alternative].effects) add(effect.field, true);
  return touches;
}

Race::Access Touches::last(model::FieldId field, model::ThreadId thread, bool stores) const {
  return {thread, last_[place(field, thread, stores)], stores};
}

void Touches::note(model::FieldId field, const schedules::Race::Access& access) {
  last_[place(field, access.thread, access.stores)] = access.step;
}

}  // namespace replock::schedules
