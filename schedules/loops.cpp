// What could still go round is narrowed down to nothing, with a cut wherever that gets stuck.
#include "schedules/loops.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "schedules/effects.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::Test;

/// The fields of one queue, the next item first: in a way round no more of them become 0 than get something else.
using Slots = std::vector<FieldId>;

/// Where the alternative drops what this field holds and moves the items behind it up, the last slot becoming 0.
std::optional<Slots> taken_from(const Alternative& alternative, FieldId first) {
  const Effect* effect = effect_on(alternative, first);
  if (effect == nullptr) return std::nullopt;
  Slots slots{first};
  while (effect != nullptr) {
    if (effect->does == Effect::Does::set && effect->operand == 0) return slots;
    if (effect->does != Effect::Does::copy || std::ranges::count(slots, effect->operand) != 0) return std::nullopt;
    slots.push_back(effect->operand);
    effect = effect_on(alternative, effect->operand);
  }
  return std::nullopt;
}

std::vector<Slots> taken_by(const Alternative& alternative) {
  std::vector<Slots> taken;
  for (const Test& test : alternative.guard)
    if (test.is == Test::Is::equal && test.operand != 0)
      if (const std::optional<Slots> slots = taken_from(alternative, test.field)) taken.push_back(*slots);
  return taken;
}

/// An alternative as an edge of its thread's program.
struct Edge {
  model::StepId from = 0, to = 0;
  std::vector<std::size_t> takes, puts;  ///< queues, by number
  bool rests = false;                    ///< from where its thread may stay
};

enum class Visit : std::uint8_t { fresh, open, done };

class Rounds {
 public:
  Rounds(const model::World& world, const std::vector<std::vector<bool>>& passed, const RuleBits& possible)
      : passed_(passed) {
    each_rule(world, possible, [&](const Rule& rule) {
      for (const Slots& slots : taken_by(*rule.alternative)) queues_.try_emplace(slots, queues_.size());
    });
    edges_.resize(world.threads.size());
    each_rule(world, possible, [&](const Rule& rule) {
      edges_[rule.thread].push_back(
          edge(rule.step, world.threads[rule.thread].steps[rule.step].rests, *rule.alternative));
    });
    for (const std::vector<Edge>& edges : edges_) now_.open.emplace_back(edges.size(), std::uint8_t{1});
    for (const model::Program& program : world.threads) now_.heads.emplace_back(program.steps.size(), false);
  }

  std::vector<std::vector<bool>> cut() {
    narrow(now_);
    while (cut_a_worker()) {
    }
    cut_loops();
    return std::move(now_.heads);
  }

 private:
  /// How far it is.
  struct Cut {
    std::vector<std::vector<std::uint8_t>> open;  ///< by thread and edge, 1 or 0: may be part of a way round not cut
    std::vector<std::vector<bool>> heads;         ///< by thread and step
  };

  Edge edge(model::StepId from, bool rests, const Alternative& alternative) const {
    Edge edge{.from = from, .to = alternative.next, .takes = {}, .puts = {}, .rests = rests};
    const std::vector<Slots> taken = taken_by(alternative);
    for (const auto& [slots, number] : queues_) {
      if (std::ranges::count(taken, slots) != 0)
        edge.takes.push_back(number);
      else if (may_put(alternative, slots))
        edge.puts.push_back(number);
    }
    return edge;
  }

  static bool may_put(const Alternative& alternative, const Slots& slots) {
    return std::ranges::any_of(alternative.effects, [&](const Effect& effect) {
      const bool clears = effect.does == Effect::Does::set && effect.operand == 0;
      return !clears && std::ranges::count(slots, effect.field) != 0;
    });
  }

  /// Closes edges until each that is open is led to and on, and each item taken is put there by another.
  void narrow(Cut& cut) const {
    while (close_dead_ends(cut) || close_unfed(cut)) {
    }
  }

  /// Steps mostly lead on: backwards a whole run that leads nowhere closes at once, forwards one that nothing leads to.
  bool close_dead_ends(Cut& cut) const {
    bool any = false;
    for (std::size_t thread = 0; thread < edges_.size(); ++thread) {
      const std::vector<Edge>& edges = edges_[thread];
      std::vector<std::uint8_t>& open = cut.open[thread];
      std::vector<unsigned> leading_to(cut.heads[thread].size()), leading_on(leading_to);
      for (std::size_t one = 0; one < edges.size(); ++one)
        leading_to[edges[one].to] += open[one], leading_on[edges[one].from] += open[one];
      const auto close = [&](std::size_t one) {
        const Edge& edge = edges[one];
        if (open[one] == 0 || (leading_to[edge.from] != 0 && leading_on[edge.to] != 0)) return;
        open[one] = 0, any = true;
        --leading_to[edge.to], --leading_on[edge.from];
      };
      for (std::size_t one = edges.size(); one-- > 0;) close(one);
      for (std::size_t one = 0; one < edges.size(); ++one) close(one);
    }
    return any;
  }

  bool close_unfed(Cut& cut) const {
    const std::vector<bool> fed = this->fed(cut);
    bool any = false;
    for (std::size_t thread = 0; thread < edges_.size(); ++thread)
      for (std::size_t one = 0; one < edges_[thread].size(); ++one) {
        const std::vector<std::size_t>& takes = edges_[thread][one].takes;
        if (cut.open[thread][one] != 0 && std::ranges::any_of(takes, [&](std::size_t queue) { return !fed[queue]; }))
          cut.open[thread][one] = 0, any = true;
      }
    return any;
  }

  /// By queue: some step could still put something there.
  std::vector<bool> fed(const Cut& cut) const {
    std::vector<bool> fed(queues_.size(), false);
    for (std::size_t thread = 0; thread < edges_.size(); ++thread)
      for (std::size_t one = 0; one < edges_[thread].size(); ++one)
        for (const std::size_t queue : edges_[thread][one].puts) fed[queue] = fed[queue] || cut.open[thread][one] != 0;
    return fed;
  }

  static std::size_t count_open(const Cut& cut) {
    std::size_t count = 0;
    for (const std::vector<std::uint8_t>& open : cut.open)
      count += static_cast<std::size_t>(std::ranges::count(open, std::uint8_t{1}));
    return count;
  }

  /// At a step that is only passed: behind it, for it has one way on.
  void cut_at(std::size_t thread, model::StepId step, Cut& cut) const {
    const std::vector<Edge>& edges = edges_[thread];
    if (passed_[thread][step]) step = std::ranges::find(edges, step, &Edge::from)->to;
    cut.heads[thread][step] = true;
    for (std::size_t one = first_of(thread, step); one < edges.size() && edges[one].from == step; ++one)
      cut.open[thread][one] = 0;
  }

  /// Of the workers that still go round, the one that keeps the fewest others going; false where there is none.
  bool cut_a_worker() {
    std::optional<Cut> best;
    for (std::size_t thread = 0; thread < edges_.size(); ++thread)
      for (std::size_t one = 0; one < edges_[thread].size(); ++one) {
        if (now_.open[thread][one] == 0 || !edges_[thread][one].rests) continue;
        Cut without = now_;
        cut_at(thread, edges_[thread][one].from, without);
        narrow(without);
        if (!best || count_open(without) < count_open(*best)) best = std::move(without);
        break;
      }
    if (best) now_ = std::move(*best);
    return best.has_value();
  }

  /// Where a depth-first walk over open edges jumps back.
  void cut_loops() {
    for (std::size_t thread = 0; thread < edges_.size(); ++thread) {
      std::vector<Visit> visits(now_.heads[thread].size(), Visit::fresh);
      for (std::size_t step = 0; step < visits.size(); ++step)
        if (visits[step] == Visit::fresh) walk(thread, static_cast<model::StepId>(step), visits);
    }
  }

  /// The first edge from the step, or of one behind it.
  std::size_t first_of(std::size_t thread, model::StepId step) const {
    const std::vector<Edge>& edges = edges_[thread];
    return static_cast<std::size_t>(std::ranges::lower_bound(edges, step, {}, &Edge::from) - edges.begin());
  }

  void walk(std::size_t thread, model::StepId start, std::vector<Visit>& visits) {
    const std::vector<Edge>& edges = edges_[thread];
    std::vector<std::pair<model::StepId, std::size_t>> path{{start, first_of(thread, start)}};  // step, next edge
    visits[start] = Visit::open;
    while (!path.empty()) {
      const model::StepId step = path.back().first;
      const std::size_t next = path.back().second++;
      if (next == edges.size() || edges[next].from != step) {
        visits[step] = Visit::done;
        path.pop_back();
        continue;
      }
      const model::StepId to = edges[next].to;
      if (now_.open[thread][next] == 0) continue;
      if (visits[to] == Visit::open) cut_at(thread, to, now_);
      if (visits[to] != Visit::fresh) continue;
      visits[to] = Visit::open;
      path.emplace_back(to, first_of(thread, to));
    }
  }

  const std::vector<std::vector<bool>>& passed_;
  std::map<Slots, std::size_t> queues_;
  std::vector<std::vector<Edge>> edges_;  ///< by thread, by `from`
  Cut now_;
};

}  // namespace

std::vector<std::vector<bool>> loop_heads(const model::World& world, const std::vector<std::vector<bool>>& passed,
                                          const RuleBits& possible) {
  return Rounds(world, passed, possible).cut();
}

}  // namespace replock::schedules
