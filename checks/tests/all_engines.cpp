// What each search says, in one form.
#include "checks/tests/all_engines.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "checks/tests/agreement.h"
#include "checks/tests/reference_search.h"
#include "checks/tests/unless_fault.h"
#include "schedules/relacy_search.h"

namespace replock::tests {
namespace {

using engine::Reference;
using schedules::Result;

/// What all searches must agree on.
struct Said {
  std::set<std::uint32_t> claims;
  std::set<std::tuple<model::ThreadId, model::StepId, std::vector<model::LockId>>> acquired;
  bool waits_in_vain = false;  ///< somebody waits for himself, or all stand still
};

Said said(const Result& result) {
  Said all;
  for (const schedules::ClaimHit& hit : result.hits) all.claims.insert(hit.claim);
  for (const schedules::Acquisition& one : result.acquisitions) all.acquired.emplace(one.thread, one.step, one.held);
  all.waits_in_vain = !result.stuck.empty();
  return all;
}

Said said(const Reference& plain) {
  Said all;
  for (std::size_t claim = 0; claim < plain.claims.size(); ++claim)
    if (plain.claims[claim] != Reference::never) all.claims.insert(static_cast<std::uint32_t>(claim));
  for (const auto& [acquisition, length] : plain.acquisitions) all.acquired.insert(acquisition);
  all.waits_in_vain = plain.first_stuck != Reference::never;
  return all;
}

std::string compare(const std::string& who, const Said& one, const Said& plain) {
  std::string text;
  if (one.claims != plain.claims) text += who + ": other claims are violated\n";
  if (one.acquired != plain.acquired) text += who + ": other locks are acquired, or with others held\n";
  if (one.waits_in_vain != plain.waits_in_vain) text += who + ": only one of them sees a deadlock\n";
  return text;
}

std::string compare_part(const Said& one, const Said& plain) {
  const bool part = std::ranges::includes(plain.claims, one.claims) &&
                    std::ranges::includes(plain.acquired, one.acquired) && (plain.waits_in_vain || !one.waits_in_vain);
  return part ? "" : "Relacy: sees what is not there\n";
}

Result without_stuck(Result result) {
  result.stuck.clear();
  return result;
}

std::string compare_orders(const model::World& world, const std::string& who, const Result& one, const Result& other) {
  const bool same = lock_order_words(world, without_stuck(one)) == lock_order_words(world, without_stuck(other));
  return same ? "" : who + ": another lock order\n";
}

std::optional<Result> by_explorer(const WorldOfEach& worlds, const std::vector<model::Claim>& claims,
                                  schedules::Reduction reduction) {
  return unless_fault([&] {
    schedules::Options options;
    options.reduction = reduction;
    return schedules::explore(reduction == schedules::Reduction::none ? worlds.explorer : worlds.reduced, claims,
                              options);
  });
}

std::optional<schedules::RelacyResult> by_relacy(const model::World& world, const std::vector<model::Claim>& claims) {
  schedules::RelacyOptions options;
  options.executions_max = 3'000;
  options.operations_max = 1'000;  // some run in circles
  return unless_fault([&] { return schedules::relacy_search(world, claims, options); });
}

}  // namespace

AllEngines ask_all(const WorldOfEach& worlds, const std::vector<model::Claim>& claims) {
  const auto plain = unless_fault([&] { return engine::search_plainly(worlds.plain, claims); });
  const auto full = by_explorer(worlds, claims, schedules::Reduction::none);
  AllEngines all;
  const bool may_miss = !plain && overflows(worlds.plain);
  for (const schedules::Reduction reduction : schedules::reductions)
    if (by_explorer(worlds, claims, reduction).has_value() != plain.has_value() &&
        (reduction == schedules::Reduction::none || !may_miss))
      all.difference += "explorer, " + words(reduction) + ": only one of them finds a fault of the model\n";
  if (!plain || !all.difference.empty()) return all;

  for (const schedules::Reduction reduction : schedules::reductions) {
    const Result one = *by_explorer(worlds, claims, reduction);
    const std::string who = "explorer, " + words(reduction);
    all.difference += compare(who, said(one), said(*plain)) + compare_orders(worlds.plain, who, one, *full);
  }
  if (std::tuple(full->states, full->transitions, full->depth) !=
      std::tuple(plain->states, plain->transitions, plain->depth))
    all.difference += "explorer: other counts\n";

  if (!schedules::has_relacy()) return all;
  const auto relacy = by_relacy(worlds.relacy, claims);
  if (!relacy) {
    all.difference += "Relacy: finds a fault of the model\n";
    return all;
  }
  all.relacy_complete = relacy->run.end == schedules::RelacyEnd::complete;
  Said all_stand_still = said(*plain);  // Relacy sees a ring of waits when nobody else goes on
  all_stand_still.waits_in_vain = plain->deadlocks > 0;
  all.difference += all.relacy_complete ? compare("Relacy", said(relacy->result), all_stand_still) +
                                              compare_orders(worlds.plain, "Relacy", relacy->result, *full)
                                        : compare_part(said(relacy->result), said(*plain));
  return all;
}

}  // namespace replock::tests
