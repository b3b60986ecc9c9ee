// Jobs in processes of their own, so many at once: for a search that can be in a process only once, as Relacy's.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace replock::checks {

struct Jobs {
  std::size_t count = 0;
  unsigned at_once = 1;
  std::function<std::string(std::size_t)> run;    ///< in a process that ends with it: only the text comes back
  std::function<void(std::size_t done)> on_done;  ///< here, after each
  std::function<bool()> interrupted;              ///< begin no more, and interrupt (SIGINT) those at work
};

/// What each job returned, in order, however many run at once; nothing where one was not begun.
/// Throws Refusal and ModelFault as the first such job did, ModelFault where a process died. REQUIRES: no other thread.
std::vector<std::optional<std::string>> run_in_processes(const Jobs& jobs);

}  // namespace replock::checks
