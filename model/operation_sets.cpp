// Combines operations with first states, and drops what another combination shows.
#include "model/operation_sets.h"

#include <algorithm>

namespace replock::model {
namespace {

using Actors = std::vector<Actor>;

bool has(const Actors& actors, Operation operation) {
  return std::ranges::count(actors, operation, &Actor::operation) > 0;
}

bool any_changes(const Actors& actors, Changes what) {
  return std::ranges::any_of(actors, [&](const Actor& actor) { return info(actor.operation).changes == what; });
}

Actors all_actors(unsigned pfs) {
  Actors all;
  for (const OperationInfo& about : operations())
    for (unsigned pf = 0; pf < ways(about, pfs); ++pf) all.push_back({about.operation, pf});
  return all;
}

/// Sets of that size over all[from...], in the order of the table; an actor is in it again where two users can be.
void add_sets(const Actors& all, std::size_t from, std::size_t size, Actors& begun, std::vector<Actors>& sets) {
  if (begun.size() == size) {
    sets.push_back(begun);
    return;
  }
  for (std::size_t i = from; i < all.size(); ++i) {
    begun.push_back(all[i]);
    add_sets(all, info(all[i].operation).twice == Twice::yes ? i : i + 1, size, begun, sets);
    begun.pop_back();
  }
}

/// The first state differs from its siblings in what these actors change.
bool matters(const Start& start, const Actors& actors) {
  const FirstState& first = start.first;
  if (first.lag == LagState::shared_fdb) return false;
  const bool comes = has(actors, Operation::modprobe_ib), goes = has(actors, Operation::rmmod_ib);
  if (first.ib_module ? comes && !goes : !comes) return false;
  if (first.sf && !any_changes(actors, Changes::sf)) return false;
  if (first.vfs || first.lag == LagState::on) return true;
  // Two PFs in legacy become a LAG only without VFs.
  const bool bonds = has(actors, Operation::bond) && std::ranges::count(first.modes, Mode::offloads) == 0;
  return any_changes(actors, Changes::vfs) || bonds;
}

/// Nothing in the set can tell d0 from d1.
bool mirrors(const Start& start, const Actors& actors) {
  if (start.pfs() < 2 || (facts(start, 0) & fact::bonded) != 0) return false;
  return std::ranges::all_of(actors, [](const Actor& actor) {
    const OperationInfo& about = info(actor.operation);
    return concerns_pf(about) && (about.brings & fact::bonded) == 0;
  });
}

bool is_mirror_image(const Start& start, const Actors& actors) {
  if (!mirrors(start, actors)) return false;
  const auto key = [](const std::vector<Mode>& modes, const Actors& all) {
    std::vector<std::string> words;
    for (const Actor& actor : all) words.push_back(word(actor));
    std::ranges::sort(words);
    return std::pair(modes, words);
  };
  Actors swapped = actors;
  for (Actor& actor : swapped) actor.pf = 1 - actor.pf;
  const std::vector<Mode>& modes = start.first.modes;
  return key({modes.rbegin(), modes.rend()}, swapped) < key(modes, actors);
}

Scenario with_failures(Scenario scenario, unsigned failures) {
  if (failures == 0) return scenario;
  scenario.failures = failures;
  scenario.name += "@failures=" + std::to_string(failures);
  return scenario;
}

}  // namespace

bool can_all_act(const Start& start, const Actors& actors) {
  std::vector<unsigned> true_of;
  for (unsigned pf = 0; pf < start.pfs(); ++pf) true_of.push_back(facts(start, pf));
  Actors idle = actors;
  const auto acts = [&](const Actor& actor) {
    const OperationInfo& about = info(actor.operation);
    const auto fits = [&](unsigned facts) { return (about.needs & ~facts) == 0; };
    const bool pf_only = concerns_pf(about);
    if (pf_only ? !fits(true_of[actor.pf]) : std::ranges::none_of(true_of, fits)) return false;
    for (unsigned pf = 0; pf < true_of.size(); ++pf)
      true_of[pf] |= pf_only && pf != actor.pf ? about.brings & fact::of_all : about.brings;
    return true;
  };
  while (std::erase_if(idle, acts) > 0) {
  }
  return idle.empty();
}

std::vector<Scenario> operation_sets(const OperationSets& wanted) {
  std::vector<Scenario> list;
  for (const unsigned pfs : wanted.pfs) {
    std::vector<Actors> sets;
    Actors begun;
    add_sets(all_actors(pfs), 0, wanted.size, begun, sets);
    for (const Actors& actors : sets)
      for (const Start& start : starts()) {
        if (start.pfs() != pfs || (wanted.only && !has(actors, *wanted.only))) continue;
        if (!matters(start, actors) || !can_all_act(start, actors) || is_mirror_image(start, actors)) continue;
        list.push_back(with_failures(composed(actors, start), wanted.failures));
      }
  }
  return list;
}

std::optional<Scenario> part_left_out(const Scenario& scenario) {
  const std::size_t at = scenario.name.find(bonding_word);
  if (at == std::string::npos) return std::nullopt;
  return scenario_named(std::string(scenario.name).replace(at, bonding_word.size(), shared_fdb_word));
}

}  // namespace replock::model
