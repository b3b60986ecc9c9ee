// Flows with lines wrong, from first values that nobody meant, with claims about anything: worlds as large as those of
// the catalogue, and like none of them. What a reduced search finds there must be what a full one finds.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "checks/judge.h"
#include "checks/mutants.h"
#include "checks/tests/agreement.h"
#include "checks/tests/random_worlds.h"
#include "checks/tests/unless_fault.h"
#include "schedules/possible.h"
#include "schedules/reduction.h"

namespace replock::tests {
namespace {

using model::Claim;
using model::World;
using schedules::Options;
using schedules::Reduction;
using schedules::Result;

struct Mutated {
  World world;
  std::vector<Claim> claims;
  schedules::PastCorruption past_corruption = schedules::PastCorruption::go_on;
  std::string words;
};

/// A scenario, at most three lines of it wrong, at most two first values, and at most six claims besides.
class RandomMutants {
 public:
  explicit RandomMutants(std::uint32_t seed) : random_(seed) {}

  Mutated one() {
    model::Scenario scenario = model::scenarios()[pick(model::scenarios().size())];
    scenario.failures = pick(2);
    const char* const series = std::vector{"L7", "L5", "L3", "V1", "W1"}[pick(5)];
    checks::Question question = checks::ask(scenario, model::Series::parse(series));
    made_.words = scenario.name + " at " + series;
    break_lines(question.recorded);
    change_first_values(question.recorded.world);
    made_.world = question.recorded.world;
    made_.claims = checks::claims_of(question.recorded);
    doubt();
    if (pick(3) == 0) made_.past_corruption = schedules::PastCorruption::stop;
    return made_;
  }

 private:
  unsigned pick(std::size_t of) { return static_cast<unsigned>(random_() % of); }

  void break_lines(model::Recorded& recorded) {
    const std::vector<checks::Mutant> mutants = checks::mutants_of(recorded);
    std::set<std::string> broken;
    for (unsigned left = pick(4); left > 0; --left) {
      const checks::Mutant& mutant = mutants[pick(mutants.size())];
      const bool swaps = mutant.does == checks::Mutant::Does::swap;
      if (!broken.insert(mutant.line.where).second || (swaps && !broken.insert(mutant.next.where).second)) continue;
      checks::apply(mutant, recorded);
      made_.words += (swaps ? "; swapped " : "; dropped ") + mutant.words;
    }
  }

  void change_first_values(World& world) {
    for (unsigned left = pick(3); left > 0; --left) {
      model::Field& field = world.fields[pick(world.fields.size())];
      if (field.role != model::Role::variable) continue;
      field.initial = static_cast<std::uint16_t>(pick(field.max + 1U));
      made_.words += "; at first " + field.name + " = " + std::to_string(field.initial);
    }
  }

  void doubt() {
    std::vector<Doubt> doubts(pick(7));
    for (Doubt& one : doubts) one = {pick(32), pick(32), pick(1000), pick(8), pick(1000), pick(8)};
    for (Claim& claim : claims(made_.world, doubts)) {
      claim.sentence = "doubt " + std::to_string(made_.claims.size());
      made_.claims.push_back(claim);
    }
  }

  std::minstd_rand random_;
  Mutated made_;
};

/// Claims with equal sentences are one finding: which slot of a queue was filled, say, is no difference.
Result by_sentence(Result result, const std::vector<Claim>& claims) {
  for (schedules::ClaimHit& hit : result.hits)
    hit.claim = static_cast<std::uint32_t>(std::ranges::find(claims, claims[hit.claim].sentence, &Claim::sentence) -
                                           claims.begin());
  return result;
}

constexpr std::uint64_t states_max = 20'000;

std::optional<Result> search(const Mutated& mutated, Options options) {
  options.bounds.states_max = states_max;
  options.past_corruption = mutated.past_corruption;
  return unless_fault(
      [&] { return by_sentence(schedules::explore(mutated.world, mutated.claims, options), mutated.claims); });
}

/// With what the claims ask for left out, so that threads count as independent which are not.
std::shared_ptr<const schedules::PersistentSets> blind_sets(const World& world) {
  return std::make_shared<const schedules::PersistentSets>(world, std::vector<Claim>{}, Reduction::persistent,
                                                           schedules::possible_rules(world));
}

#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
constexpr std::uint32_t worlds = 30;
#else
constexpr std::uint32_t worlds = 400;
#endif

}  // namespace

TEST_CASE("in flows with lines wrong the reduced search finds what the full one does",
          "[explorer][reduction][random][mutation]") {
  std::uint32_t compared = 0, hits = 0, seen_blind = 0;
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    const Mutated mutated = RandomMutants(seed).one();
    INFO("seed " << seed << ": " << mutated.words);
    const std::optional<Result> full = search(mutated, {});
    if (full && full->end != schedules::End::exhausted) continue;
    ++compared;
    hits += full ? static_cast<std::uint32_t>(full->hits.size()) : 0U;
    for (const Reduction reduction : {Reduction::local, Reduction::persistent, Reduction::symmetric}) {
      INFO(words(reduction));
      Options options;
      options.reduction = reduction;
      CHECK(differences(mutated.world, full, search(mutated, options)) == "");
    }
    Options blind;
    blind.reduction = Reduction::persistent;
    blind.sets = blind_sets(mutated.world);
    seen_blind += differences(mutated.world, full, search(mutated, blind)).empty() ? 0U : 1U;
  }
  CHECK(compared > worlds / 4 * 3);
  CHECK(hits > compared);
  CHECK(seen_blind > worlds / 20);  // a search that is blind for claims is told from one that is not
}

}  // namespace replock::tests
