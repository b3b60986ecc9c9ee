// Searches flows with one line wrong, and says what catches it.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks/journal.h"
#include "checks/judge.h"
#include "checks/mutants.h"
#include "checks/progress.h"
#include "schedules/mutation.h"

namespace replock::checks {

struct MutationSearch {
  model::Series series;
  std::vector<model::Scenario> scenarios;
  std::string only;                      ///< part of a line's file, function or words; "" for all
  std::uint64_t states_max = 2'000'000;  ///< of each search
};

/// A journal for that search. Throws Refusal as Journal::open() does. Stays closed where Ctrl-C comes before.
void open_for(const MutationSearch& search, const Attention& attention, Journal& journal, const std::string& path);

/// A scenario as it is: what is found there, and how large it is.
struct Original {
  Question question;
  std::set<std::pair<std::string, std::string>> findings;  ///< check and sentence
  std::uint64_t states = 0;
};
/// Smaller ones first; none of those that keep more states than is worth a search for each mutant.
std::vector<Original> originals(const MutationSearch& search, const Attention& attention);

/// Where the line is not, the scenario is not searched. The first scenario that shows something new decides.
schedules::MutantResult fate_of(const Mutant& mutant, const std::vector<Original>& originals,
                                const schedules::Options& options);

/// In the order of the lines, whatever the number of threads. What the journal has is not searched again.
schedules::Mutation mutate(const MutationSearch& search, const Attention& attention, Journal& journal);

/// What somebody has said about a mutant that nothing catches: why it is the same, or what is missing.
struct ExplainedMutant {
  Mutant::Does does = Mutant::Does::drop;
  std::string function, words;  ///< of the mutant; `words` may be a part
  bool equivalent = false;
  std::string why;
  unsigned nth = 0;  ///< of the mutants of these words there, by line; 0: each
};
const std::vector<ExplainedMutant>& explained_mutants();

}  // namespace replock::checks
