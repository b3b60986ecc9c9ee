// The windows of the flows: text for people, JSON for machines.
#pragma once

#include <functional>
#include <string>

#include "schedules/windows.h"

namespace replock::reports {

/// The world that a schedule is from, recorded again.
using WorldOf = std::function<model::World(const schedules::StaleWindowRead&)>;

/// One paragraph per window, with a trace for each read that can be stale behind it.
std::string windows_report(const schedules::Windows& windows, const WorldOf& world_of);
/// Schedules as lists of [thread's name, alternative].
std::string windows_json(const schedules::Windows& windows, const WorldOf& world_of);

}  // namespace replock::reports
