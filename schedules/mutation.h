// What became of flows with one line wrong: the value that checks/ fills in and reports/ renders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replock::schedules {

enum class Fate : std::uint8_t {
  killed,      ///< a check is violated that holds with the line as it is, or the model faults
  missed,      ///< nothing is violated that was not before, but something no longer is: only the catalogue tells
  equivalent,  ///< nobody can tell the difference: shown by the program, or explained by hand
  survived,
  open,        ///< a bound ended a search, and nothing was found before
  interrupted  ///< Ctrl-C came first: it was not tried, or not to the end
};
std::string words(Fate fate);

struct MutantResult {
  std::string does;             ///< "drop", "swap"
  std::string where, function;  ///< "lag.cpp:139", "mlx5_lag_add_netdev"
  std::string next;             ///< swap: where the line behind it is
  std::string words;            ///< "lock ldev->lock"
  Fate fate = Fate::survived;
  std::string check, sentence;  ///< killed: what is violated (check "model": a fault of the model); missed: what was
  std::string scenario;         ///< in which
  std::uint64_t steps = 0;      ///< killed: of the schedule
  bool shortest = false;        ///< of all schedules in that scenario
  std::string why;              ///< equivalent, survived: why, where somebody has said so
  std::uint64_t scenarios = 0;  ///< searched
};

struct Mutation {
  std::string series;
  std::uint64_t assertions = 0;       ///< lines that only assert: left out, for nothing but the assertion changes
  std::vector<MutantResult> mutants;  ///< by line, function, and what was done
};

}  // namespace replock::schedules
