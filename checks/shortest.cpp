// From a finding to all endings that would be the same mistake, and a search for each.
#include "checks/shortest.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "checks/confirm.h"
#include "checks/in_common.h"
#include "checks/lock_order.h"
#include "checks/trim.h"
#include "schedules/about.h"
#include "schedules/end_state.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using model::StepId;
using model::ThreadId;
using model::World;
using schedules::Ending;
using schedules::Finding;
using schedules::is_simpler;
using schedules::Shown;

/// What a thread stands at, in words; empty: at nothing that could be in a ring.
using Place = std::function<std::string(const model::Step&)>;

std::vector<StepId> steps_where(const model::Program& program, const std::function<bool(const model::Step&)>& wanted) {
  std::vector<StepId> steps;
  for (std::size_t step = 0; step < program.steps.size(); ++step)
    if (wanted(program.steps[step])) steps.push_back(static_cast<StepId>(step));
  return steps;
}

/// Everybody rests, or stands at one of these places.
Ending everybody_at(const World& world, const std::vector<std::string>& places) {
  Ending ending;
  ending.final = true;
  for (const model::Program& program : world.threads)
    ending.stands.push_back(steps_where(program, [&](const model::Step& step) {
      return step.rests || std::ranges::count(places, without_instances(world, step.words)) != 0;
    }));
  return ending;
}

/// One thread each at these places, whichever: all ways to choose them.
class Rings {
 public:
  Rings(const World& world, std::vector<std::string> places, Place place)
      : world_(world), places_(std::move(places)), place_(std::move(place)) {}

  std::vector<Ending> all() {
    choose(0, {std::vector<std::vector<StepId>>(world_.threads.size()), std::nullopt, false, {}, 0});
    return std::move(endings_);
  }

 private:
  void choose(std::size_t at, const Ending& so_far) {
    if (at == places_.size()) {
      endings_.push_back(so_far);
      return;
    }
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) {
      if (!so_far.stands[thread].empty()) continue;
      Ending ending = so_far;
      ending.stands[thread] =
          steps_where(world_.threads[thread], [&](const model::Step& step) { return place_(step) == places_[at]; });
      if (!ending.stands[thread].empty()) choose(at + 1, ending);
    }
  }

  const World& world_;
  std::vector<std::string> places_;
  Place place_;
  std::vector<Ending> endings_;
};

bool is(const Finding& finding, Check check) { return finding.check == info(check).id; }

bool stores(const model::Step& step, model::FieldId field) {
  return std::ranges::any_of(step.alternatives, [&](const auto& one) { return schedules::stores(one, field); });
}

/// Some thread's move from one of these steps of its.
using Wanted = std::function<bool(ThreadId, StepId)>;
std::vector<Ending> moves_from(const World& world, const Wanted& wanted) {
  std::vector<Ending> endings;
  for (std::size_t i = 0; i < world.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    Ending ending{std::vector<std::vector<StepId>>(world.threads.size()), thread, false, {}, 0};
    for (std::size_t step = 0; step < world.threads[i].steps.size(); ++step)
      if (wanted(thread, static_cast<StepId>(step))) ending.stands[i].push_back(static_cast<StepId>(step));
    if (!ending.stands[i].empty()) endings.push_back(std::move(ending));
  }
  return endings;
}

/// The tests that all of these claims make, about fields that their own steps leave alone.
model::Conjunction in_all(const World& world, const std::vector<const model::Claim*>& claims) {
  model::Conjunction common = claims.front()->bad;
  std::erase_if(common, [&](const model::Test& test) {
    return !std::ranges::all_of(claims, [&](const model::Claim* claim) {
      const bool by_itself = !claim->at_rest && stores(world.step(claim->thread, claim->step), test.field);
      return !by_itself && std::ranges::count(claim->bad, test) > 0;
    });
  });
  return common;
}

std::vector<Ending> endings_of(const World& world, const std::vector<model::Claim>& claims) {
  std::vector<Ending> endings;
  std::vector<const model::Claim*> at_rest;
  std::map<ThreadId, std::vector<const model::Claim*>> by_thread;
  for (const model::Claim& claim : claims)
    if (!claim.at_entry) (claim.at_rest ? at_rest : by_thread[claim.thread]).push_back(&claim);
  for (const auto& [thread, its_claims] : by_thread) {
    Ending ending{std::vector<std::vector<StepId>>(world.threads.size()), thread, false, {}, 0};
    for (const model::Claim* claim : its_claims) ending.stands[thread].push_back(claim->step);
    ending.holds = in_all(world, its_claims);
    endings.push_back(std::move(ending));
  }
  if (!at_rest.empty()) {
    endings.push_back(everybody_at(world, {}));
    endings.back().holds = in_all(world, at_rest);
  }
  return endings;
}

/// Some thread takes it, or gets past that wait, or stands there for ever. `acquired`: a lock class or an awaited
/// thread, without instances.
std::vector<Ending> acquisitions_of(const World& world, const std::string& acquired) {
  std::vector<Ending> endings = moves_from(world, [&](ThreadId thread, StepId step) {
    const model::Step& at = world.step(thread, step);
    return !at.rests && without_instances(world, wanted(world, at)) == acquired;
  });
  for (std::size_t i = endings.size(); i-- > 0;) {
    endings.push_back(endings[i]);
    endings.back().last.reset();
  }
  return endings;
}

/// "gated cycle devlink -> reps_lock -> devlink": devlink, reps_lock.
std::vector<std::string> classes_in(const std::string& sentence) {
  const std::string_view word = " cycle ", arrow = " -> ";
  std::vector<std::string> classes;
  std::size_t at = sentence.find(word) + word.size();
  for (std::size_t end = sentence.find(arrow, at); end != std::string::npos; end = sentence.find(arrow, at)) {
    classes.push_back(sentence.substr(at, end - at));
    at = end + arrow.size();
  }
  return classes;
}

/// For those that wait in the end: in a ring, or because nobody moves.
std::vector<Ending> waits_of(const World& world, const Finding& finding, const std::vector<ThreadId>& ring) {
  const model::State end = schedules::end_state(world, finding.schedule);
  const bool by_class = is(finding, Check::lock_order);
  const Place place = [&world, by_class](const model::Step& step) {
    if (step.rests) return std::string();
    return by_class ? wanted(world, step) : wanted_where(world, step);
  };
  std::vector<std::string> places;
  for (const ThreadId thread : ring) places.push_back(place(model::step_of(world, end, thread)));
  if (!ring.empty()) return Rings(world, places, place).all();
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    places.push_back(without_instances(world, model::step_of(world, end, static_cast<ThreadId>(thread)).words));
  return {everybody_at(world, places)};
}

/// The searches for one finding.
class Shortening {
 public:
  Shortening(const Question& question, const Finding& finding, Same same, schedules::Options options,
             std::uint64_t full_states_max)
      : question_(question),
        wanted_(finding),
        common_(in_common(question.recorded.world, finding)),
        same_(same),
        full_states_max_(full_states_max) {
    options_ = std::move(options);
    options_.checkpoint.clear(), options_.resume.clear();  // of the search that found it
    options_.sets = nullptr, options_.rules = nullptr;
    narrow();
  }

  Shortened run() {
    best_.finding = wanted_;
    best_.finding.shown = Shown::fewest_switches;
    const World& world = question_.recorded.world;
    const std::vector<ThreadId> ring = wait_ring(world, schedules::end_state(world, wanted_.schedule));
    // Of an order the last step is all that trimmed() looks at: too little for a rule, or for all edges of a cycle.
    const bool by_order = is(wanted_, Check::nesting_rules) || (is(wanted_, Check::lock_order) && ring.empty());
    if (!by_order) best_.finding.schedule = trimmed(question_, wanted_);
    if (is(wanted_, Check::lock_order) && ring.empty())
      look_for_edges();
    else
      look_for(endings(ring));
    return std::move(best_);
  }

 private:
  /// The claims of the finding's kind, about whatever instance.
  std::vector<model::Claim> claims_alike() const {
    const World& world = question_.recorded.world;
    std::vector<model::Claim> alike;
    for (const model::Claim& claim : question_.claims)
      if (info(static_cast<Check>(claim.check)).id == wanted_.check &&
          without_instances(world, claim.sentence) == common_)
        alike.push_back(claim);
    return alike;
  }

  /// REQUIRES: it is no cycle that nobody waits in.
  std::vector<Ending> endings(const std::vector<ThreadId>& ring) const {
    const World& world = question_.recorded.world;
    if (is(wanted_, Check::deadlock) || is(wanted_, Check::recursion)) return waits_of(world, wanted_, wanted_.cycle);
    if (is(wanted_, Check::lock_order)) return waits_of(world, wanted_, ring);
    if (!is(wanted_, Check::nesting_rules)) return endings_of(world, claims_alike());
    const schedules::Schedule& schedule = wanted_.schedule;
    const model::State before = schedules::end_state(world, {schedule.begin(), schedule.end() - 1});
    const model::Step& last = model::step_of(world, before, schedule.back().thread);
    return acquisitions_of(world, without_instances(world, wanted(world, last)));
  }

  /// Other claims only make the search larger; but what ends a run has to.
  void narrow() {
    std::erase_if(question_.claims, [&](const model::Claim& claim) {
      return info(static_cast<Check>(claim.check)).id != wanted_.check && !claim.corrupts;
    });
  }

  /// A search that goes for that ending alone.
  schedules::Verdict toward(const Ending& ending, std::uint64_t moves_max) {
    options_.ending = ending;
    options_.ending->moves_max = moves_max;
    schedules::Verdict verdict = answer(question_, options_);
    best_.states += verdict.result.states;
    if (options_.reduction == schedules::Reduction::none) ++best_.full_searches;
    return verdict;
  }

  /// What a search that hit a bound leaves open.
  void note_end(const schedules::Verdict& verdict, Shown still) {
    if (verdict.result.end != schedules::End::exhausted) best_.finding.shown = std::min(best_.finding.shown, still);
  }

  /// A reduced search for an ending, and what it kept.
  struct Reduced {
    std::uint64_t moves_max = 0, states = 0;
  };

  void look_for(const std::vector<Ending>& endings) {
    std::vector<Reduced> reduced;
    for (const Ending& ending : endings) {
      if (best_.finding.schedule.empty()) return;
      const std::size_t moves = best_.finding.schedule.size();
      const schedules::Verdict verdict = toward(ending, moves - 1);
      reduced.push_back({moves - 1, verdict.result.states});
      take_best(verdict);
      // Breadth first: the first one found is a shortest one to that ending, however the search ended.
      if (best_.finding.schedule.size() == moves) note_end(verdict, Shown::nothing);
    }
    if (begin_full_searches()) look_for_fewest_switches(endings, reduced);
  }

  /// Without the reduction a search for an ending keeps no fewer states, mostly several times as many: left out is one
  /// whose reduced search kept more than half its bound, or as many as that of one that hit it.
  void look_for_fewest_switches(const std::vector<Ending>& endings, const std::vector<Reduced>& reduced) {
    std::uint64_t too_many = options_.bounds.states_max / 2 + 1;
    for (std::size_t i = 0; i < endings.size(); ++i) {
      const std::uint64_t moves_max = best_.finding.schedule.size();
      const std::uint64_t at_least = reduced[i].moves_max <= moves_max ? reduced[i].states : 0;
      if (at_least >= too_many) {
        best_.finding.shown = Shown::shortest;
        continue;
      }
      const schedules::Verdict verdict = toward(endings[i], moves_max);
      note_end(verdict, Shown::shortest);
      if (verdict.result.end != schedules::End::exhausted) too_many = std::min(too_many, at_least);
      take_best(verdict);
    }
  }

  /// False where it is not worth while.
  bool begin_full_searches() {
    options_.reduction = schedules::Reduction::none;
    options_.bounds.states_max = std::min(options_.bounds.states_max, full_states_max_);
    return best_.finding.shown != Shown::nothing;
  }

  /// "While this was held, that was taken", over lock classes.
  struct Edge {
    std::string held, acquired;
  };

  /// A cycle that nobody waits in is seen when the last of its edges is: the one that takes longest.
  void look_for_edges() {
    const std::vector<std::string> classes = classes_in(common_);
    const std::uint64_t moves_max = wanted_.schedule.size();
    schedules::Schedule longest;
    Edge last;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const Edge edge{classes[i], classes[(i + 1) % classes.size()]};
      const std::optional<schedules::Schedule> schedule = simplest_edge(edge, moves_max, Shown::nothing);
      if (!schedule) best_.finding.shown = Shown::nothing;
      if (schedule && schedule->size() >= longest.size()) longest = *schedule, last = edge;
    }
    if (!begin_full_searches()) return;
    const std::optional<schedules::Schedule> schedule = simplest_edge(last, longest.size(), Shown::shortest);
    best_.finding.schedule = schedule && is_simpler(*schedule, longest) ? *schedule : longest;
  }

  /// `bounded`: what is shown at most where a search hits its bound.
  std::optional<schedules::Schedule> simplest_edge(const Edge& wanted, std::uint64_t moves_max, Shown bounded) {
    const World& world = question_.recorded.world;
    std::optional<schedules::Schedule> best;
    for (const Ending& ending : acquisitions_of(world, wanted.acquired)) {
      const schedules::Verdict verdict = toward(ending, best ? best->size() : moves_max);
      for (const schedules::LockEdge& edge : verdict.edges) {
        const bool closes = edge.kind != schedules::EdgeKind::nested || edge.held != edge.acquired;
        const bool is_this = without_instances(world, edge.held) == wanted.held &&
                             without_instances(world, edge.acquired) == wanted.acquired;
        if (closes && is_this && (!best || is_simpler(edge.schedule, *best))) best = edge.schedule;
      }
      note_end(verdict, bounded);
    }
    return best;
  }

  bool is_same(const Finding& found) const {
    if (found.check != wanted_.check) return false;
    return same_ == Same::sentence ? found.sentence == wanted_.sentence
                                   : in_common(question_.recorded.world, found) == common_;
  }

  void take_best(const schedules::Verdict& verdict) {
    for (const Finding& found : verdict.findings) {
      if (!is_same(found) || !is_simpler(found.schedule, best_.finding.schedule)) continue;
      best_.finding.schedule = found.schedule;
      best_.finding.cycle = found.cycle;
      best_.finding.sentence = found.sentence;
    }
  }

  Question question_;
  Finding wanted_;
  std::string common_;
  Same same_;
  std::uint64_t full_states_max_;
  schedules::Options options_;
  Shortened best_;
};

}  // namespace

Shortened shortened(const Question& question, const Finding& finding, Same same, const schedules::Options& options,
                    std::uint64_t full_states_max) {
  return Shortening(question, finding, same, options, full_states_max).run();
}

}  // namespace replock::checks
