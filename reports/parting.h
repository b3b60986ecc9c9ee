// `replock diverge`: one schedule on two series side by side, where they part, and whether the fault is still in reach.
#pragma once

#include <optional>
#include <string>

#include "schedules/follow.h"

namespace replock::reports {

/// One series' side. The schedule goes as far as it does there.
struct PartingSide {
  std::string series;
  const model::World* world = nullptr;
  schedules::Schedule schedule;
};

enum class Fault : std::uint8_t { gone, shown };

/// What a search for the same fault by any other schedule said.
struct SearchedAgain {
  schedules::End end = schedules::End::exhausted;
  std::uint64_t states = 0;
  std::optional<std::size_t> steps;  ///< of the shortest schedule to it
};

struct Parting {
  std::string scenario, check, sentence;
  PartingSide with_fault, with_fix;
  schedules::Following following;  ///< the first side's schedule, row by row, on the second's program
  Fault at_the_end = Fault::gone;  ///< of that schedule, where it was followed to its end
  SearchedAgain again;
};

std::string parting_report(const Parting& parting);

}  // namespace replock::reports
