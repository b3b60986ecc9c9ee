// The search itself: level by level, each state once, in one fixed order.
#include "schedules/explorer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <tuple>

#include "schedules/rules.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/trace_back.h"
#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t look_up_every =
    65'536;  // expansions between two looks at the clock; a multiple of Growth::run_max
constexpr double progress_every_s = 0.25;

template <unsigned W>
class Search {
 public:
  Search(const model::World& world, const model::Layout& layout, const std::vector<model::Claim>& claims,
         const Options& options)
      : world_(world),
        layout_(layout),
        rules_(world, layout),
        watch_(world, layout, rules_, claims),
        successors_(world, layout, rules_, claims, options),
        options_(options) {
    if (options.reduction != Reduction::none) growth_.run = 1;  // few states, each with a long way to the next ones
  }

  Result run() {
    const Words<W> initial = rules_.pack(model::initial_state(world_));
    store_.add(initial);
    store_.settle();
    watch_.look_at_entry(initial);
    while (!ended_ && next_ < store_.size()) search_level();
    return result();
  }

 private:
  void search_level() {
    const std::uint64_t level_end = store_.size();
    for (; next_ < level_end; ++next_) {
      if (next_ % growth_.run == 0) note_growth();
      if (store_.size() >= look_at_bounds_from_) look_at_bounds();
      if (ended_) break;
      first_transition_ = transitions_;
      if (options_.reduction == Reduction::none && options_.past_corruption == PastCorruption::go_on)
        expand(store_[next_]);
      else
        expand_some(store_[next_]);
    }
    store_.settle();
    if (store_.size() > level_end) ++depth_;
  }

  void expand(const Words<W> state) {
    unsigned blocked = 0;
    bool moved = false;
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) {
      const Stand& stand = rules_.stand(rules_.stand_number(thread, state));
      const bool moves = rules_.moves(stand, state, [&](std::uint32_t rule, const Words<W>& after) {
        look(rule, state, after);
        store_.add(after);
      });
      moved |= moves;
      if (!moves && !stand.rests) blocked |= 1U << thread;
    }
    look_at(state, blocked, moved ? Others::go_on : Others::stand_still);
  }

  /// Only what a reduction follows, and nothing past corrupted memory.
  void expand_some(const Words<W> state) {
    const Scene scene = successors_.scene(state);
    successors_.follow(state, scene, [&](const Hop<W>& hop) {
      look(hop.rule, hop.before, hop.after);
      if (hop.ends && !hop.corrupts) store_.add(hop.after);
    });
    look_at(state, scene.blocked, scene.moving != 0 ? Others::go_on : Others::stand_still);
  }

  void look(std::uint32_t rule, const Words<W>& before, const Words<W>& after) {
    const auto number = static_cast<std::uint32_t>(transitions_++ - first_transition_);
    if (watch_.wants(rule)) watch_.look(rule, before, after, {next_, number});
  }

  enum class Others : std::uint8_t { go_on, stand_still };

  void look_at(const Words<W>& state, unsigned blocked, Others others) {
    if (blocked != 0) look_at_blocked(state, blocked, others);
    if (blocked == 0 && others == Others::stand_still) watch_.look_at_rest(state, next_);
  }

  void look_at_blocked(const Words<W>& state, unsigned blocked, Others others) {
    Waiting waiting;
    waiting.blocked = static_cast<ThreadBits>(blocked);
    for (unsigned rest = blocked; rest != 0; rest &= rest - 1) {
      const auto thread = static_cast<unsigned>(__builtin_ctz(rest));
      waiting.steps[thread] = rules_.step(thread, state);
      waiting.whom[thread] = rules_.waits_for(rules_.stand(rules_.stand_number(thread, state)), state);
    }
    const ThreadBits in_rings = tied(waiting);
    if (in_rings != 0) {
      stuck_.add_rings(waiting, in_rings, next_);
    } else if (others == Others::stand_still) {
      stuck_.add_standstill(waiting, next_);
    }
  }

  void note_growth() {
    store_.settle();
    growth_.sizes.push_back(static_cast<std::uint32_t>(store_.size()));
    if (next_ % look_up_every == 0) look_up();
  }

  /// Away from the search: the clock, the user.
  void look_up() {
    const double now_s = seconds();
    if (options_.interrupted != nullptr && options_.interrupted->load(std::memory_order_relaxed)) {
      ended_ = End::interrupted;
    } else if (options_.bounds.seconds_max > 0 && now_s >= options_.bounds.seconds_max) {
      ended_ = End::seconds_bound;
    }
    if (!options_.on_progress || now_s < next_progress_s_) return;
    next_progress_s_ = now_s + progress_every_s;
    options_.on_progress({store_.size(), transitions_, store_.size() - next_, depth_, store_.memory_bytes(), now_s});
  }

  /// Memory is counted ahead: what one more state's moves and the batch may add, and the table's doubling.
  void look_at_bounds() {
    const Bounds& bounds = options_.bounds;
    const std::uint64_t slack = Store<W>::batch_max + rules_.moves_max();
    const std::uint64_t fit = store_.states_that_fit(bounds.memory_max_bytes);
    const std::uint64_t before_full = fit > slack ? fit - slack : 0;
    if (store_.size() >= bounds.states_max) {
      ended_ = End::states_bound;
    } else if (fit <= store_.grows_at() && store_.size() >= before_full) {
      ended_ = End::memory_bound;
    }
    const std::uint64_t memory_from = fit <= store_.grows_at() ? before_full : store_.grows_at();
    look_at_bounds_from_ = std::min(bounds.states_max, memory_from);
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

  Result result() {
    Result result;
    result.end = ended_.value_or(End::exhausted);
    result.states = store_.size();
    result.transitions = transitions_;
    result.depth = depth_;
    result.left = store_.size() - next_;
    result.memory_bytes = store_.memory_bytes();
    result.state_words = W;
    result.reached = watch_.reached();
    if (options_.digesting == Digesting::on) result.digest = digest();
    TraceBack<W> trace_back(world_, rules_, successors_, store_, growth_);
    add_sightings(trace_back, result);
    result.reduction = options_.reduction;
    result.past_corruption = options_.past_corruption;
    result.seconds = seconds();
    return result;
  }

  WorldDigest digest() const {
    const StateDigests digests(world_, layout_);
    WorldDigest sums;
    for (std::uint64_t index = 0; index < store_.size(); ++index) {
      const Words<W> state = store_[index];
      const Digest own = digests.of(state.data());
      sums.states += own;
      if (index >= next_) continue;  // never expanded
      for (unsigned thread = 0; thread < rules_.threads(); ++thread)
        rules_.moves(
            rules_.stand(rules_.stand_number(thread, state)), state,
            [&](std::uint32_t, const Words<W>& after) { sums.transitions += in_order(own, digests.of(after.data())); });
    }
    return sums;
  }

  void add_sightings(TraceBack<W>& trace_back, Result& result) const {
    for (const ClaimSeen& seen : watch_.claims()) result.hits.push_back({seen.claim, trace_back.schedule(seen.at)});
    for (const StuckSeen& seen : stuck_.seen())
      result.stuck.push_back({seen.cycle, seen.steps, seen.threads, trace_back.schedule({seen.state, std::nullopt})});
    for (const AcquisitionSeen& seen : watch_.acquisitions())
      result.acquisitions.push_back({seen.thread, seen.step, seen.held, trace_back.schedule(seen.at)});
    std::sort(result.hits.begin(), result.hits.end(),
              [](const ClaimHit& left, const ClaimHit& right) { return left.claim < right.claim; });
    std::sort(result.acquisitions.begin(), result.acquisitions.end(),
              [](const Acquisition& left, const Acquisition& right) {
                return std::tie(left.thread, left.step, left.held) < std::tie(right.thread, right.step, right.held);
              });
  }

  const model::World& world_;
  const model::Layout& layout_;
  Rules<W> rules_;
  Watch<W> watch_;
  Successors<W> successors_;
  const Options& options_;
  Store<W> store_;
  StuckLog stuck_;
  Growth growth_;
  std::uint64_t next_ = 0;  // the state to expand
  std::uint64_t transitions_ = 0, depth_ = 0;
  std::uint64_t first_transition_ = 0;  // of this state's
  std::uint64_t look_at_bounds_from_ = 0;
  std::optional<End> ended_;
  const Clock::time_point began_ = Clock::now();
  double next_progress_s_ = progress_every_s;
};

}  // namespace

std::string words(End end) {
  switch (end) {
    case End::exhausted:
      return "exhausted";
    case End::states_bound:
      return "bound on states";
    case End::memory_bound:
      return "bound on memory";
    case End::seconds_bound:
      return "bound on time";
    case End::interrupted:
      return "interrupted";
    case End::schedules_bound:
      return "bound on schedules";
  }
  return "exhausted";
}

std::string words(Reduction reduction) { return reduction == Reduction::none ? "none" : "persistent"; }

Result explore(const model::World& world, const std::vector<model::Claim>& claims, const Options& options) {
  const model::Layout layout = model::lay_out(world);
  switch (layout.words) {
    case 1:
      return Search<1>(world, layout, claims, options).run();
    case 2:
      return Search<2>(world, layout, claims, options).run();
    case 3:
      return Search<3>(world, layout, claims, options).run();
    case 4:
      return Search<4>(world, layout, claims, options).run();
    case 5:
      return Search<5>(world, layout, claims, options).run();
    case 6:
      return Search<6>(world, layout, claims, options).run();
    case 7:
      return Search<7>(world, layout, claims, options).run();
    case 8:
      return Search<8>(world, layout, claims, options).run();
    default:
      break;
  }
  throw model::ModelFault{"a state of " + std::to_string(layout.words) + " words; at most " +
                          std::to_string(words_max)};
}

}  // namespace replock::schedules
