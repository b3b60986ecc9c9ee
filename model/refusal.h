// The one exception type for the user's mistakes: what, where, and what to do. Caught once, in main; exit code 2.
#pragma once

#include <stdexcept>
#include <string>

namespace replock::model {

struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;  ///< one line: "PLACE: what is wrong; what to do"
};

}  // namespace replock::model
