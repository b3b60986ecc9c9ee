// What the checks claim, as C that Spin's verifier runs beside its search and that is no part of a state.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "model/program.h"
#include "reports/promela_names.h"

namespace replock::reports {

/// For each claim, the number under which the verifier prints "violated: NUMBER, SENTENCE" when it first sees it so.
/// Claims with equal check and sentence are one finding, and have one number; counted from 0, without gaps.
std::vector<unsigned> promela_claim_numbers(const std::vector<model::Claim>& claims);

class PromelaClaims {
 public:
  /// REQUIRES: world and names outlive this; no claim is about a program counter.
  PromelaClaims(const model::World& world, const PromelaNames& names, const std::vector<model::Claim>& claims);

  /// The statement that looks at the claims about this alternative, before or after its changes; "" where there are
  /// none.
  std::string at(model::ThreadId thread, model::StepId step, std::size_t alternative, model::Phase phase) const;
  std::string declarations() const;  ///< goes before the processes
  /// A process that never has a move, and so adds neither states nor transitions: to find that out, Spin asks it in
  /// each state. What it asks are the claims at rest and at the beginning. "" where there are none of them.
  std::string process() const;

 private:
  using Place = std::tuple<model::ThreadId, model::StepId, std::size_t, model::Phase>;
  std::string look(const std::string& calls) const;
  std::string rest(const model::Program& thread, const std::string& name) const;

  const model::World& world_;
  const PromelaNames& names_;
  std::vector<std::string> sentences_;  // by number
  std::map<Place, std::string> at_;     // calls in C
  std::vector<std::string> together_;   // of these, each that is more than one call
  std::string at_rest_, at_entry_;
};

/// "a_lock == 0 && x != y"; `prefix` before each field's name. REQUIRES: no program counter.
std::string promela_condition(const PromelaNames& names, const model::Conjunction& tests, const std::string& prefix);
/// "s5", or "end_5" where the thread may stay for ever.
std::string promela_label(const model::Program& thread, model::StepId step);

}  // namespace replock::reports
