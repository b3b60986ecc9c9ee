// The exhaustive explorer: breadth first over packed states, exact, deterministic, shortest schedules.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/step.h"
#include "schedules/digest.h"
#include "schedules/toward.h"
#include "schedules/value_ranges.h"

namespace replock::schedules {

class PersistentSets;
struct Renaming;
class SleepSets;
class Workers;

/// The moves from the initial state, in order.
using Schedule = std::vector<model::Move>;

struct Bounds {
  std::uint64_t states_max = 4'000'000'000;
  std::uint64_t memory_max_bytes = 20ULL << 30;
  double seconds_max = 0;  ///< 0: no bound
};

struct Progress {
  std::uint64_t states = 0, transitions = 0, frontier = 0, depth = 0, memory_bytes = 0;
  double seconds = 0;
};

enum class Digesting : std::uint8_t { off, on };

/// Which interleavings are left out, because others show the same (schedules/reduction.h). No reduction changes what is
/// found: claims, waits in a ring, states without a move, acquisitions, steps reached. But schedules are no longer the
/// shortest ones, and the counts are of what was searched, not of what there is.
///   local:       a thread whose step touches nothing of others goes first
///   persistent:  so does a group of threads that the others can not disturb before it moves; what is taken and dropped
///                at once is one move (schedules/momentary.h)
///   symmetric:   that, and of states in which equal threads have changed places one is kept (schedules/symmetry.h);
///                where no threads are equal it is `persistent`, and the result says so
enum class Reduction : std::uint8_t { none, local, persistent, symmetric };
inline constexpr Reduction reductions[] = {Reduction::none, Reduction::local, Reduction::persistent,
                                           Reduction::symmetric};
/// The one to ask for where only what is found matters.
inline constexpr Reduction strongest = Reduction::symmetric;
std::string words(Reduction reduction);

/// Behind a move that violates a claim about memory (model::Claim::corrupts): a kernel that has used what was freed may
/// do anything, the model only what the flow says next.
enum class PastCorruption : std::uint8_t { go_on, stop };

struct Options {
  Bounds bounds;
  Reduction reduction = Reduction::none;
  /// Those of this world with these claims and this reduction, where many searches share them; null: each works them
  /// out.
  std::shared_ptr<const PersistentSets> sets;
  /// The alternatives that are taken in schedules of interest, or more; null: each works them out. Explore() sees to
  /// it.
  std::shared_ptr<const RuleBits> rules;
  /// Those of this world with these claims; explore() sees to it where the reduction is `symmetric`.
  std::shared_ptr<const std::vector<Renaming>> renamings;
  PastCorruption past_corruption = PastCorruption::go_on;
  /// Without a reduction: what another move leads to in any case is not looked up (schedules/sleep_sets.h). What is
  /// found is the same; of schedules as short, with as few switches, it may be another one.
  bool sleep_sets = true;
  /// Those of this world; explore() sees to it where every move is followed.
  std::shared_ptr<const SleepSets> sleepers;
  /// Only schedules to this are of interest: what else is seen on the way is true, but not all there is. Levels are
  /// moves, so what is found of that ending is a shortest schedule to it; without a reduction all shortest schedules to
  /// it are followed, and it is one with the fewest switches.
  std::optional<Ending> ending;
  Digesting digesting = Digesting::off;
  bool beside = false;  ///< also say what is done where others stand (Result::beside); without a reduction
  /// Not 0: known states are kept as bits in so many bytes (schedules/bitstate.h), which may take new states for known
  /// ones; no schedule is shown to be shortest. Without an ending, a digest, `beside` and a checkpoint.
  std::uint64_t bitstate_bytes = 0;
  std::string checkpoint;  ///< a file to keep the search in, from time to time and at its end; "": none
  double checkpoint_every_s = 60;
  std::string resume;                                ///< the file of a search to go on with; "": from the beginning
  std::function<void(const Progress&)> on_progress;  ///< called a few times a second; may be empty
  const std::atomic<bool>* interrupted = nullptr;    ///< set from a signal handler: stop, keep what is known
  bool is_interrupted() const { return interrupted != nullptr && interrupted->load(std::memory_order_relaxed); }
  Workers* workers = nullptr;          ///< who is free among them helps; the result is the same
  std::uint64_t shared_from = 2048;    ///< ... with that many states at least: fewer are not worth the waits
  std::uint64_t parted_from = 50'000;  ///< ... of so many in all: the store has parts then (schedules/store.h)
  /// States are packed with room for all that can be stored at all (schedules/possible.h). If there are so many, no
  /// reduction and no ending, they are packed anew with room for what a quick reduced search of at most `sampled_max`
  /// states sees stored (schedules/value_ranges.h); whenever more is stored after all, again.
  std::uint64_t narrowed_from = 100'000;
  std::uint64_t sampled_max = 500'000;
};

/// Why the search ended. Anything but `exhausted` makes every clean check incomplete. `probabilistic`: nothing is left,
/// but it is not sure that every state was looked at (Omission).
enum class End : std::uint8_t {
  exhausted,
  states_bound,
  memory_bound,
  seconds_bound,
  interrupted,
  schedules_bound,
  probabilistic
};
std::string words(End end);

/// A claim that was violated, with a schedule to and with the violating move. At rest and at entry: the schedule ends
/// in the violating state. Here and below: a shortest schedule, and of these one with the fewest switches between
/// threads (schedules/fewest_switches.h); with a reduction or by bits only some schedule.
struct ClaimHit {
  std::uint32_t claim = 0;  ///< index into the claims searched for
  Schedule schedule;
  friend bool operator==(const ClaimHit&, const ClaimHit&) = default;
};

/// Threads that can never go on. `cycle`: t0 waits for t1 waits for ... waits for t0 (one thread: it waits for itself);
/// empty: no more moves, no known cycle, and `threads` are those that stand still outside of rest.
struct Stuck {
  std::vector<model::ThreadId> cycle;
  std::vector<model::StepId> steps;  ///< where each of `cycle` (or of `threads`) stands
  std::vector<model::ThreadId> threads;
  Schedule schedule;  ///< to a state where it is so
  friend bool operator==(const Stuck&, const Stuck&) = default;
};

/// A lock was taken (lock or a successful try_lock), or a wait for other threads ended, at this step while these were
/// held; one per step and held set.
struct Acquisition {
  model::ThreadId thread = 0;
  model::StepId step = 0;
  std::vector<model::LockId> held;  ///< before the acquisition, by LockId
  Schedule schedule;                ///< ends with the acquisition
  friend bool operator==(const Acquisition&, const Acquisition&) = default;
};

/// Two accesses to a plain field that nothing orders, one of them a store: only Relacy sees one.
struct Race {
  struct Access {
    model::ThreadId thread = 0;
    model::StepId step = 0;
    bool stores = false;
    friend auto operator<=>(const Access&, const Access&) = default;
  };
  model::FieldId field = model::none;
  Access earlier, later;
  Schedule schedule;  ///< shortest found that ends with the later access
};

/// How much a search that keeps known states as bits has missed, by estimate.
struct Omission {
  std::uint64_t array_bytes = 0;
  std::uint64_t bits_set = 0;  ///< at the end
  double chance = 0;           ///< at the end, that a state never seen is taken for a known one
  /// Expected, of the states that the search came to: so many were taken for known ones. What lies only behind them is
  /// not counted. Where `chance` is 1 there were more.
  double states = 0;
};

/// In which order threads see each other's stores: all in one, or as the kernel's accesses have it (model::Access).
enum class Memory : std::uint8_t { sequential, kernel };

struct Result {
  Memory memory = Memory::sequential;
  End end = End::exhausted;
  std::uint64_t states = 0;       ///< distinct reachable states, the initial one included; reduced: those kept
  std::uint64_t transitions = 0;  ///< enabled moves summed over the expanded states; reduced: moves made
  std::uint64_t depth = 0;        ///< moves on the longest of the shortest paths; reduced: levels of the search;
                                  ///< by bits: states on the longest way gone, but the first
  std::uint64_t left = 0;         ///< states found but not expanded (0 when exhausted)
  std::uint64_t memory_bytes = 0;
  unsigned state_words = 0;  ///< 64-bit words of a packed state, at the end
  unsigned layouts = 1;      ///< how often the states were packed anew, and one
  RuleBits foreseen;         ///< they are packed with room for what these store; empty: for all values
  double seconds = 0;
  std::string unkept;                 ///< why the checkpoint is not what the search ended with; empty: it is
  std::optional<Omission> omission;   ///< where it was a search by bits
  std::optional<WorldDigest> digest;  ///< where it was asked for
  Reduction reduction = Reduction::none;
  PastCorruption past_corruption = PastCorruption::go_on;
  std::vector<ClaimHit> hits;              ///< by claim; at most one per claim
  std::vector<Stuck> stuck;                ///< in the order found; one per set of (thread, step) in the cycle
  std::vector<Acquisition> acquisitions;   ///< sorted by (thread, step, held)
  std::vector<Race> races;                 ///< looked for with Memory::kernel only
  std::vector<std::vector<bool>> reached;  ///< [thread][step]: some reachable state stands there
  std::vector<std::vector<std::vector<bool>>> taken;  ///< [thread][step][alternative]: some state takes it
  /// [stand][alternative], each counted through all threads, steps (and alternatives) in order: some expanded state
  /// takes this alternative of a thread while another one stands there. Where it was asked for.
  std::vector<std::vector<bool>> beside;
};

/// The user ended it before anything was known.
struct Interrupted {
  std::string meanwhile;  ///< "FILE was read"
};

/// Explores every interleaving of the world. Throws model::ModelFault where the model itself is wrong, Refusal where a
/// checkpoint cannot be written from the beginning or gone on with, and Interrupted while one is read.
Result explore(const model::World& world, const std::vector<model::Claim>& claims, const Options& options);

}  // namespace replock::schedules
