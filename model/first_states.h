// First states by name: where composed scenarios can start.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/operations.h"

namespace replock::model {

/// "2pf-legacy-legacy-roce-lag-no-ib": PFs and their modes, then what is not as usual. Usual: no LAG, one VF on each
/// PF, mlx5_ib loaded, no SF.
struct Start {
  std::string name;
  FirstState first;  ///< first.vfs: there are VFs
  unsigned pfs() const { return static_cast<unsigned>(first.modes.size()); }
};

/// All that there are, one PF first.
const std::vector<Start>& starts();

/// In names: the first state that becomes shared FDB before anybody acts, by the workers alone and without a failure.
inline constexpr std::string_view bonding_word = "-bonding", shared_fdb_word = "-shared-fdb";

/// What is true of a PF at first.
unsigned facts(const Start& start, unsigned pf);

}  // namespace replock::model
