// The same model for Spin: exported, compiled as its manual has it for speed, and searched.
#pragma once

#include "checks/bench/measured.h"
#include "checks/bench/temporary_folder.h"

namespace replock::bench {

bool spin_is_installed();

/// Two verifiers, without a reduction and with Spin's own, both by gcc -O2 and with 16 GB to use. Making them takes
/// from seconds to minutes.
class SpinModel {
 public:
  /// REQUIRES: spin_is_installed().
  explicit SpinModel(const checks::Question& question);

  /// Its hash table is made for that many states, as an expert would; the stack for a million moves.
  Measured measure(schedules::Reduction reduction, std::uint64_t states) const;

 private:
  TemporaryFolder folder_;
  bool built_ = false;
};

}  // namespace replock::bench
