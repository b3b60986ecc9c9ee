// What a finding shares with findings of the same mistake in other worlds.
#pragma once

#include <string>

#include "checks/judge.h"

namespace replock::checks {

/// For deadlock and recursion: the ring as lock classes and waits, each with the function that it is wanted in, whoever
/// the threads are; starts with the smallest rotation. For the others: the sentence, with instances made one.
std::string in_common(const model::World& world, const schedules::Finding& finding);

/// What a thread that stands at this step wants, and the function that it stands in: a place of such a ring.
std::string wanted_where(const model::World& world, const model::Step& step);

/// "SF add d0 returns holding reps_lock(esw0)" is "a thread returns holding reps_lock(eswN)".
std::string without_instances(const model::World& world, const std::string& text);

}  // namespace replock::checks
