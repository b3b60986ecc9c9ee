// Row by row: the row's move, or else one of the thread's own steps.
#include "schedules/follow.h"

#include <algorithm>
#include <set>

namespace replock::schedules {
namespace {

using model::Move;
using model::State;
using model::ThreadId;
using model::World;

class Follower {
 public:
  Follower(const World& from, const World& to) : from_(from), to_(to), at_{model::initial_state(to), {}, {}} {}

  Following run(const std::vector<SavedRow>& rows) {
    for (const SavedRow& row : rows) {
      done_.parts = take(row);
      if (done_.parts != Parts::never) break;
    }
    done_.tail = at_.schedule.size();
    if (done_.parts == Parts::never) run_tail();
    done_.schedule = std::move(at_.schedule);
    return std::move(done_);
  }

 private:
  enum class May : std::uint8_t { run_own, run_plain_too };
  struct Place {
    State state;
    Schedule schedule;
    std::vector<SavedRow> ahead;  ///< plain steps of `from` that were run before their row
  };

  Parts take(const SavedRow& row) {
    const std::optional<ThreadId> thread = thread_named(to_, row.thread);
    if (!thread) return Parts::thread_gone;
    if (!has(*thread, row)) {
      done_.rows.push_back(left_out);
      return Parts::never;
    }
    std::optional<Move> move = reach(*thread, row, May::run_own);
    if (!move && was_ahead(row)) {
      done_.rows.push_back(done_ahead);
      return Parts::never;
    }
    if (!move) {
      const Place before = at_;
      move = reach(*thread, row, May::run_plain_too);
      if (!move) at_ = before;
    }
    if (!move) return parting(*thread, row);
    done_.rows.push_back(at_.schedule.size());
    go(*move);
    return Parts::never;
  }

  std::optional<Move> reach(ThreadId thread, const SavedRow& row, May may) {
    std::optional<Move> move = move_for(to_, at_.state, thread, row);
    for (std::size_t left = to_.threads[thread].steps.size(); !move && left > 0; --left) {
      if (!run_own_step(thread) && (may == May::run_own || !run_plain_step(thread))) break;
      move = move_for(to_, at_.state, thread, row);
    }
    return move;
  }

  bool was_ahead(const SavedRow& row) {
    const auto found = std::ranges::find(at_.ahead, row);
    if (found == at_.ahead.end()) return false;
    at_.ahead.erase(found);
    return true;
  }

  bool offers(const model::Step& step, const SavedRow& row) const {
    return model::function_of(to_, step) == row.function &&
           std::ranges::any_of(step.alternatives, [&](const model::Alternative& one) { return one.words == row.step; });
  }

  bool has(ThreadId thread, const SavedRow& row) const {
    return std::ranges::any_of(to_.threads[thread].steps, [&](const model::Step& step) { return offers(step, row); });
  }

  Parts parting(ThreadId thread, const SavedRow& row) const {
    const model::Step& step = model::step_of(to_, at_.state, thread);
    const bool is_there = offers(step, row);
    if (model::enabled(to_, at_.state, thread).empty() && (is_there || !step.rests)) return Parts::blocked;
    return is_there ? Parts::other_branch : Parts::other_step;
  }

  void run_tail() {
    std::set<ThreadId> moved;
    for (const Move move : at_.schedule) moved.insert(move.thread);
    std::size_t left = 0;
    for (const ThreadId thread : moved) left += to_.threads[thread].steps.size();
    for (bool any = true; any;) {
      any = false;
      for (const ThreadId thread : moved)
        while (left > 0 && run_own_step(thread)) --left, any = true;
    }
  }

  bool run_own_step(ThreadId thread) {
    if (!is_own(thread)) return false;
    const model::Step& step = model::step_of(to_, at_.state, thread);
    for (const Move move : model::enabled(to_, at_.state, thread)) {
      if (step.alternatives[move.alternative].failure) continue;
      go(move);
      return true;
    }
    return false;
  }

  bool run_plain_step(ThreadId thread) {
    const model::Step& step = model::step_of(to_, at_.state, thread);
    const std::vector<Move> moves = model::enabled(to_, at_.state, thread);
    if (step.alternatives.size() != 1 || moves.empty()) return false;
    at_.ahead.push_back({to_.threads[thread].name, model::function_of(to_, step), step.alternatives.front().words});
    go(moves.front());
    return true;
  }

  bool is_own(ThreadId thread) const {
    const model::Step& step = model::step_of(to_, at_.state, thread);
    const std::optional<ThreadId> there = thread_named(from_, to_.threads[thread].name);
    return !there || std::ranges::none_of(from_.threads[*there].steps, [&](const model::Step& other) {
      return other.words == step.words && model::function_of(from_, other) == model::function_of(to_, step);
    });
  }

  void go(Move move) {
    at_.schedule.push_back(move);
    at_.state = model::after(to_, at_.state, move);
  }

  const World& from_;
  const World& to_;
  Place at_;
  Following done_;
};

}  // namespace

Following follow(const World& from, const std::vector<SavedRow>& rows, const World& to) {
  return Follower(from, to).run(rows);
}

}  // namespace replock::schedules
