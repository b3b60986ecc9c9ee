// Whether another series shows the fault that a saved schedule tells of.
#pragma once

#include <string>
#include <vector>

#include "checks/judge.h"
#include "schedules/saved.h"

namespace replock::checks {

/// What makes a fault the same one at another series. A claim's: check and sentence. A wait cycle's: the lock classes
/// that its threads wait for, in their order. Of lock-order and nesting-rules, besides the sentence: the class that the
/// last step takes (with "/1" where nested), and those held there.
struct Fault {
  std::string check, sentence;
  std::vector<std::string> ring;  ///< begins where it is least; empty where nobody waits in a ring
  std::string taken;
  std::vector<std::string> held;
};

/// REQUIRES: the schedule ends in what was saved.
Fault fault_of(const Question& question, const schedules::SavedSchedule& saved, const schedules::Schedule& schedule);

/// A cycle that nothing realises: a schedule shows the edge that closes it, and only a search that the others are
/// there.
bool is_closing_edge(const Fault& fault);

/// The schedule ends in that fault, or with its closing edge.
bool shows(const Question& question, const Fault& fault, const schedules::Schedule& schedule);
/// A finding of a search is that fault.
bool is_same(const Question& question, const Fault& fault, const schedules::Finding& finding);

}  // namespace replock::checks
