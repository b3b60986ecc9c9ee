// The checks' ids and phrases.
#include "checks/checks.h"

#include "model/refusal.h"

namespace replock::checks {
namespace {

constexpr std::array<CheckInfo, checks> table{{
    {"deadlock", "some thread can always go on, or all are done and the workers idle"},
    {"recursion", "no thread waits for what it holds itself"},
    {"lock-order", "the graph 'held -> acquired' over lock classes has no cycle"},
    {"nesting-rules", "the authors' rules 1 to 6 hold from the patch that introduces each"},
    {"lock-balance", "nobody returns holding a lock, nor unlocks what it does not hold"},
    {"assert-held", "where the kernel asserts a lock, that thread holds it"},
    {"sleep-in-atomic", "nothing sleeps in atomic context, nor while it keeps others spinning"},
    {"needless-atomic", "no GFP_ATOMIC where the context may sleep"},
    {"rep-state", "a type goes UNREGISTERED, REGISTERED, LOADED and back along these edges only; callbacks alternate"},
    {"callback-overlap", "load and unload of one (representor, type) never run at once"},
    {"devlink-held", "representors are loaded and unloaded under their PF's devlink lock"},
    {"ops-lifetime", "no callback through missing ops or through a module that is gone"},
    {"device-lifetime", "nothing uses a device, its private data, a queue or a devcom component that is gone"},
    {"unwind", "a failed load unloads only what that same attempt loaded"},
    {"failed-load", "a load that failed leaves REGISTERED, never LOADED"},
    {"unregister-complete", "once unregister returned, nothing of that type is loaded"},
    {"eventually-loaded",
     "at rest, what is registered in switchdev with ETH loaded is loaded, unless its own load failed"},
    {"unprovoked-error", "no operation returns an error that no chosen failure explains"},
    {"stale-work", "work of an old generation changes nothing"},
    {"counter-balance", "mode_changes_in_progress is zero at rest and never negative"},
    {"guarded-by", "what a lock guards is stored under that lock only"},
    {"bookkeeping", "at rest, modes, flags, counts, devices and the LAG agree with each other"},
}};

}  // namespace

const CheckInfo& info(Check check) { return table.at(static_cast<std::size_t>(check)); }

std::array<Check, checks> all_checks() {
  std::array<Check, checks> all{};
  for (std::size_t i = 0; i < checks; ++i) all.at(i) = static_cast<Check>(i);
  return all;
}

Check check_named(std::string_view id) {
  for (const Check check : all_checks())
    if (info(check).id == id) return check;
  throw model::Refusal("check '" + std::string(id) + "': there is no such check; see 'replock list checks'");
}

}  // namespace replock::checks
