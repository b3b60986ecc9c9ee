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
  Slots slots{first};
  for (const Effect* effect = effect_on(alternative, first); effect != nullptr;) {
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
  bool open = true;                      ///< may be part of a way round that is not cut
};

enum class Visit : std::uint8_t { fresh, open, done };

class Rounds {
 public:
  Rounds(const model::World& world, const std::vector<std::vector<bool>>& passed) : passed_(&passed) {
    for (const model::Program& program : world.threads) heads_.emplace_back(program.steps.size(), false);
    for (const model::Program& program : world.threads) add_takes(program);
    for (const model::Program& program : world.threads) add_edges(program);
  }

  std::vector<std::vector<bool>> cut() {
    narrow();
    while (cut_a_worker()) {
    }
    cut_loops();
    return heads_;
  }

 private:
  void add_takes(const model::Program& program) {
    for (const model::Step& step : program.steps)
      for (const Alternative& alternative : step.alternatives)
        for (const Slots& slots : taken_by(alternative)) queues_.try_emplace(slots, queues_.size());
  }

  void add_edges(const model::Program& program) {
    std::vector<Edge>& edges = edges_.emplace_back();
    for (std::size_t step = 0; step < program.steps.size(); ++step)
      for (const Alternative& alternative : program.steps[step].alternatives)
        edges.push_back(edge(static_cast<model::StepId>(step), program.steps[step].rests, alternative));
  }

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
  void narrow() {
    while (close_dead_ends() || close_unfed()) {
    }
  }

  /// Steps mostly lead on: backwards a whole run that leads nowhere closes at once, forwards one that nothing leads to.
  bool close_dead_ends() {
    bool any = false;
    for (std::size_t thread = 0; thread < edges_.size(); ++thread) {
      std::vector<unsigned> leading_to(heads_[thread].size()), leading_on(heads_[thread].size());
      for (const Edge& edge : edges_[thread])
        if (edge.open) ++leading_to[edge.to], ++leading_on[edge.from];
      const auto close = [&](Edge& edge) {
        if (!edge.open || (leading_to[edge.from] != 0 && leading_on[edge.to] != 0)) return;
        edge.open = false, any = true;
        --leading_to[edge.to], --leading_on[edge.from];
      };
      std::ranges::for_each(edges_[thread].rbegin(), edges_[thread].rend(), close);
      std::ranges::for_each(edges_[thread], close);
    }
    return any;
  }

  bool close_unfed() {
    const std::vector<bool> fed = this->fed();
    bool any = false;
    for (std::vector<Edge>& edges : edges_)
      for (Edge& edge : edges)
        if (edge.open && std::ranges::any_of(edge.takes, [&](std::size_t queue) { return !fed[queue]; }))
          edge.open = false, any = true;
    return any;
  }

  /// By queue: some step could still put something there.
  std::vector<bool> fed() const {
    std::vector<bool> fed(queues_.size(), false);
    for (const std::vector<Edge>& edges : edges_)
      for (const Edge& edge : edges)
        for (const std::size_t queue : edge.puts) fed[queue] = fed[queue] || edge.open;
    return fed;
  }

  std::size_t open() const {
    std::size_t count = 0;
    for (const std::vector<Edge>& edges : edges_)
      count += static_cast<std::size_t>(std::ranges::count(edges, true, &Edge::open));
    return count;
  }

  /// At a step that is only passed: behind it, for it has one way on.
  void cut_at(std::size_t thread, model::StepId step) {
    if ((*passed_)[thread][step]) step = std::ranges::find(edges_[thread], step, &Edge::from)->to;
    heads_[thread][step] = true;
    for (Edge& edge : edges_[thread])
      if (edge.from == step) edge.open = false;
  }

  /// Of the workers that still go round, the one that keeps the fewest others going; false where there is none.
  bool cut_a_worker() {
    std::optional<Rounds> best;
    for (std::size_t thread = 0; thread < edges_.size(); ++thread)
      for (const Edge& edge : edges_[thread]) {
        if (!edge.open || !edge.rests) continue;
        Rounds without = *this;
        without.cut_at(thread, edge.from);
        without.narrow();
        if (!best || without.open() < best->open()) best = std::move(without);
        break;
      }
    if (best) *this = std::move(*best);
    return best.has_value();
  }

  /// Where a depth-first walk over open edges jumps back.
  void cut_loops() {
    for (std::size_t thread = 0; thread < edges_.size(); ++thread) {
      std::vector<Visit> visits(heads_[thread].size(), Visit::fresh);
      for (std::size_t step = 0; step < visits.size(); ++step)
        if (visits[step] == Visit::fresh) walk(thread, static_cast<model::StepId>(step), visits);
    }
  }

  void walk(std::size_t thread, model::StepId start, std::vector<Visit>& visits) {
    const std::vector<Edge>& edges = edges_[thread];
    const auto first_of = [&](model::StepId step) {
      return std::ranges::lower_bound(edges, step, {}, &Edge::from) - edges.begin();
    };
    std::vector<std::pair<model::StepId, std::ptrdiff_t>> path{{start, first_of(start)}};  // step, next edge
    visits[start] = Visit::open;
    while (!path.empty()) {
      const model::StepId step = path.back().first;
      const std::ptrdiff_t next = path.back().second++;
      if (next == std::ssize(edges) || edges[static_cast<std::size_t>(next)].from != step) {
        visits[step] = Visit::done;
        path.pop_back();
        continue;
      }
      const Edge& edge = edges[static_cast<std::size_t>(next)];
      if (!edge.open) continue;
      if (visits[edge.to] == Visit::open) cut_at(thread, edge.to);
      if (visits[edge.to] != Visit::fresh) continue;
      visits[edge.to] = Visit::open;
      path.emplace_back(edge.to, first_of(edge.to));
    }
  }

  const std::vector<std::vector<bool>>* passed_;
  std::map<Slots, std::size_t> queues_;
  std::vector<std::vector<Edge>> edges_;  ///< by thread, by `from`
  std::vector<std::vector<bool>> heads_;
};

}  // namespace

std::vector<std::vector<bool>> loop_heads(const model::World& world, const std::vector<std::vector<bool>>& passed) {
  return Rounds(world, passed).cut();
}

}  // namespace replock::schedules
