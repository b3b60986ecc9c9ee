// Every first state that the words for it can say, and that makes sense.
#include "model/first_states.h"

#include <algorithm>
#include <array>

namespace replock::model {
namespace {

constexpr auto legacy = Mode::legacy, switchdev = Mode::offloads;

/// What two PFs do together.
struct LagStart {
  std::string_view word;  ///< "": no LAG
  FirstState first;       ///< the LAG's part of it, and its modes; no modes: any
};

// A RoCE LAG excludes SR-IOV. `bonding`: the user has enslaved both netdevs, and the bond work is about to run.
const LagStart lag_starts[] = {
    {"", {}},
    {bonding_word, {.modes = {switchdev, switchdev}, .bonded = true, .bond_work = true}},
    {shared_fdb_word, {.modes = {switchdev, switchdev}, .lag = LagState::shared_fdb}},
    {"-mpesw", {.modes = {switchdev, switchdev}, .lag = LagState::mpesw}},
    {"-roce-lag", {.modes = {legacy, legacy}, .vfs = false, .lag = LagState::on}},
};

std::string modes_words(const std::vector<Mode>& modes) {
  std::string text = std::to_string(modes.size()) + "pf";
  for (const Mode mode : modes) text += mode == legacy ? "-legacy" : "-switchdev";
  return text;
}

/// VFs where the LAG allows them; SFs, on each PF that is in switchdev, where there is one.
void add_variants(const Start& usual, std::vector<Start>& list) {
  const bool sf_fits = std::ranges::count(usual.first.modes, switchdev) > 0;
  for (const bool vfs : {true, false})
    for (const bool ib : {true, false})
      for (const bool sf : {false, true}) {
        if ((vfs && !usual.first.vfs) || (sf && !sf_fits)) continue;
        Start start = usual;
        start.first.vfs = vfs, start.first.ib_module = ib, start.first.sf = sf;
        if (!vfs && usual.first.vfs) start.name += "-no-vfs";
        if (!ib) start.name += "-no-ib";
        if (sf) start.name += "-sf";
        list.push_back(std::move(start));
      }
}

std::vector<Start> make() {
  const std::vector<std::vector<Mode>> all_modes{
      {legacy}, {switchdev}, {legacy, legacy}, {legacy, switchdev}, {switchdev, legacy}, {switchdev, switchdev}};
  std::vector<Start> list;
  for (const std::vector<Mode>& modes : all_modes)
    for (const LagStart& lag : lag_starts) {
      if (!lag.first.modes.empty() && lag.first.modes != modes) continue;
      Start start{modes_words(modes) + std::string(lag.word), lag.first};
      start.first.modes = modes;
      add_variants(start, list);
    }
  return list;
}

unsigned lag_facts(const FirstState& first) {
  if (first.modes.size() < 2) return fact::nothing;
  const bool same = std::ranges::count(first.modes, first.modes.front()) == std::ssize(first.modes);
  const bool alike = same && (first.modes.front() == switchdev || !first.vfs);
  const bool bonded = first.bonded || first.lag != LagState::off;
  // A LAG that comes or goes takes the IB devices away and brings them back.
  const unsigned mpesw = first.lag == LagState::mpesw ? fact::mpesw : fact::nothing;
  return mpesw | (bonded ? fact::bonded | fact::ib_bound | fact::ib_unbound : fact::unbonded) |
         (alike ? fact::alike : 0U);
}

}  // namespace

const std::vector<Start>& starts() {
  static const std::vector<Start> all = make();
  return all;
}

unsigned facts(const Start& start, unsigned pf) {
  const FirstState& first = start.first;
  unsigned facts = lag_facts(first) | (first.vfs ? fact::vfs : fact::no_vfs);
  facts |= first.ib_module ? fact::module : fact::no_module;
  if (first.modes.at(pf) == legacy) return facts | fact::legacy | fact::no_sf;
  facts |= fact::switchdev | fact::eth_bound | (first.sf ? fact::sf : fact::no_sf);
  return facts | (first.ib_module ? fact::ib_bound : fact::ib_unbound);
}

}  // namespace replock::model
