// Hands a world to the script through a file, and reads its one line.
#include "checks/tests/toy_explore.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "checks/tests/world_json.h"

namespace replock::tests {

std::string by_brute_force(const model::World& world) {
  std::string name = std::filesystem::temp_directory_path() / "replock-toy-XXXXXX";
  const int file = mkstemp(name.data());
  REQUIRE(file >= 0);
  std::ofstream(name) << world_json(world);
  std::string command = "python3 '";
  command.append(REPLOCK_SOURCE_DIR).append("/checks/tests/toy_explore.py' < ").append(name);
  FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char line[200] = "";
  const bool printed = fgets(line, sizeof line, pipe) != nullptr;
  REQUIRE(pclose(pipe) == 0);
  std::remove(name.c_str());
  close(file);
  REQUIRE(printed);
  return line;
}

}  // namespace replock::tests
