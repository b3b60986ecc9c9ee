// Golden files lie beside the tests, in the source tree.
#include "checks/tests/golden.h"

#include <cstdlib>
#include <sstream>

#include "model/refusal.h"
#include "schedules/files.h"

namespace replock::tests {
namespace {

std::string first_difference(const std::string& wanted, const std::string& got) {
  std::istringstream left(wanted), right(got);
  std::string old_line, new_line;
  for (unsigned number = 1;; ++number) {
    const bool has_old = static_cast<bool>(std::getline(left, old_line));
    const bool has_new = static_cast<bool>(std::getline(right, new_line));
    if (!has_old && !has_new) return "the last newline";
    if (!has_old || !has_new || old_line != new_line)
      return "line " + std::to_string(number) + "\n- " + (has_old ? old_line : "(end)") + "\n+ " +
             (has_new ? new_line : "(end)");
  }
}

}  // namespace

std::string differs_from_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string{}.append(REPLOCK_SOURCE_DIR).append("/checks/tests/golden/").append(name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    schedules::write_file(path, text);
    return "";
  }
  std::string wanted;
  try {
    wanted = schedules::read_file(path);
  } catch (const model::Refusal& refusal) {
    return refusal.what();
  }
  if (wanted == text) return "";
  return name + " differs at " + first_difference(wanted, text) + "\nif it should: UPDATE_GOLDEN=1 ./replock test";
}

}  // namespace replock::tests
