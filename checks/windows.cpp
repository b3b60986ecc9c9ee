// One search says who moves while a thread stands in a window; claims that are meant to be violated, which step behind
// it goes by what is not so any more.
#include "checks/windows.h"

#include <algorithm>
#include <tuple>

#include "checks/in_common.h"
#include "checks/window_places.h"
#include "schedules/about.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using model::Claim;
using model::Test;
using model::ThreadId;
using model::World;
using schedules::FlowLine;
using schedules::StaleWindowRead;
using schedules::Window;

constexpr std::size_t flags_max = 48;  // of one search: some more bits of state each

/// A row, its windows, and what is done in them.
class WindowsOfRow {
 public:
  explicit WindowsOfRow(const Question& question) : question_(question), places_(windows_of(world())) {
    std::uint32_t stand = 0, alternative = 0;
    for (const model::Program& program : world().threads) {
      first_stand_.push_back(stand);
      first_alternative_.emplace_back();
      for (const model::Step& step : program.steps) {
        first_alternative_.back().push_back(alternative);
        alternative += static_cast<std::uint32_t>(step.alternatives.size());
        ++stand;
      }
    }
  }

  /// Those that somebody else can be inside of.
  WindowCount::Seen look(schedules::Options options) {
    WindowCount::Seen seen;
    if (places_.empty()) return seen;
    options.beside = true;
    schedules::Result result = schedules::explore(world(), {}, options);
    options.beside = false;
    seen.complete = result.end == schedules::End::exhausted;
    if (result.end == schedules::End::interrupted) return seen;
    beside_ = std::move(result.beside);
    for (const WindowPlace& place : places_) windows_.push_back(described(place));
    for (std::size_t window = 0; window < places_.size(); ++window) look_inside(window);
    look_for_stale_reads(options, seen.complete);
    for (Window& window : windows_)
      if (!window.inside.empty()) seen.windows.push_back(std::move(window));
    return seen;
  }

 private:
  const World& world() const { return question_.recorded.world; }

  FlowLine flow_line(ThreadId thread, model::StepId step) const {
    return {words(question_.recorded.lines[thread][step]), model::function_of(world(), world().step(thread, step))};
  }

  Window described(const WindowPlace& place) const {
    Window window;
    window.kind = place.kind;
    window.lock = world().locks[place.lock].class_name;
    window.dropped = flow_line(place.thread, place.dropped.step);
    window.taken_again = flow_line(place.thread, place.taken_again.step);
    window.function = world().frames[place.frame].function;
    window.rows = {question_.scenario + " at " + question_.series.name()};
    return window;
  }

  /// Calls visit(thread, step, alternative) for each move that another thread can make while this one is in the window.
  template <class Visit>
  void for_each_inside(const WindowPlace& place, Visit visit) const {
    for (std::size_t i = 0; i < world().threads.size(); ++i)
      for (std::size_t step = 0; i != place.thread && step < world().threads[i].steps.size(); ++step)
        for (std::size_t a = 0; a < world().threads[i].steps[step].alternatives.size(); ++a) {
          const std::size_t alternative = first_alternative_[i][step] + a;
          const bool any = std::ranges::any_of(place.within, [&](model::StepId within) {
            return beside_[first_stand_[place.thread] + within][alternative];
          });
          if (any) visit(world().threads[i].steps[step], a);
        }
  }

  /// Who can run there, what is changed, and which reads can become stale by that: the others are dropped.
  void look_inside(std::size_t index) {
    WindowPlace& place = places_[index];
    Window& window = windows_[index];
    std::vector<bool> can_be_stale(place.reads.size(), false);
    for_each_inside(place, [&](const model::Step& step, std::size_t alternative) {
      const std::string& function = model::function_of(world(), step);
      if (!function.empty()) window.inside.insert(function);
      for (const model::Effect& effect : step.alternatives[alternative].effects) {
        if (world().fields[effect.field].role == model::Role::variable)
          window.changed.insert(without_instances(world(), world().fields[effect.field].name));
        for (std::size_t read = 0; read < place.reads.size(); ++read)
          if (can_end(effect, place.reads[read].test)) can_be_stale[read] = true;
      }
    });
    std::vector<WindowRead> reads;
    for (std::size_t read = 0; read < place.reads.size(); ++read)
      if (can_be_stale[read]) reads.push_back(place.reads[read]);
    place.reads = std::move(reads);
  }

  /// The store may make the test false.
  static bool can_end(const model::Effect& effect, const Test& test) {
    if (effect.field != test.field) return false;
    if (effect.does != model::Effect::Does::set) return true;
    return (effect.operand == test.operand) != (test.is == Test::Is::equal);
  }

  void look_for_stale_reads(const schedules::Options& options, bool& complete) {
    std::vector<std::size_t> together;
    std::size_t flags = 0;
    const auto look_together = [&] {
      const bool stops = options.is_interrupted();
      if (stops) complete = false;
      if (!together.empty() && !stops) look_for_stale_reads(together, options, complete);
      together.clear();
      flags = 0;
    };
    for (std::size_t window = 0; window < places_.size(); ++window) {
      const std::size_t more = 2 * places_[window].reads.size();
      if (more == 0) continue;
      const bool fits =
          together.empty() || (places_[together.back()].thread == places_[window].thread && flags + more <= flags_max);
      if (!fits) look_together();
      flags += more;
      together.push_back(window);
    }
    look_together();
  }

  /// Of windows of one thread, in one search.
  void look_for_stale_reads(const std::vector<std::size_t>& windows, const schedules::Options& options,
                            bool& complete) {
    struct Asked {
      std::size_t window = 0, read = 0;
    };
    World watched = world();
    std::vector<Claim> claims;
    std::vector<Asked> asked;  // by claim
    for (const std::size_t window : windows) {
      const WindowPlace& place = places_[window];
      const BehindWindow behind = watch(watched, place);
      for (std::size_t read = 0; read < place.reads.size(); ++read)
        for (const model::StepId step : place.reads[read].uses)
          for (std::size_t a = 0; a < world().step(place.thread, step).alternatives.size(); ++a) {
            Claim claim;
            claim.phase = model::Phase::before;
            claim.thread = place.thread, claim.step = step, claim.alternative = static_cast<std::uint8_t>(a);
            claim.bad = {{behind[read], Test::Is::equal, 1}, schedules::negated(place.reads[read].test)};
            claims.push_back(std::move(claim));
            asked.push_back({window, read});
          }
    }
    const schedules::Result result = schedules::explore(watched, claims, options);
    complete &= result.end == schedules::End::exhausted;
    for (const schedules::ClaimHit& hit : result.hits) {
      const Asked& about = asked[hit.claim];
      note_stale(claims[hit.claim], places_[about.window].reads[about.read], hit.schedule, windows_[about.window]);
    }
  }

  void note_stale(const Claim& claim, const WindowRead& read, const schedules::Schedule& schedule,
                  Window& window) const {
    StaleWindowRead stale;
    stale.read = without_instances(world(), words(world(), read.test));
    stale.read_at = flow_line(claim.thread, read.at.step);
    stale.used = without_instances(world(), world().step(claim.thread, claim.step).words);
    stale.used_at = flow_line(claim.thread, claim.step);
    stale.scenario = question_.scenario, stale.series = question_.series.name();
    stale.schedule = schedule;
    window.stale.push_back(std::move(stale));
  }

  const Question& question_;
  std::vector<WindowPlace> places_;
  std::vector<Window> windows_;                                // by place
  std::vector<std::vector<bool>> beside_;                      // schedules::Result::beside
  std::vector<std::uint32_t> first_stand_;                     // by thread
  std::vector<std::vector<std::uint32_t>> first_alternative_;  // by thread and step
};

auto key(const Window& window) { return std::tie(window.lock, window.dropped, window.taken_again); }
auto key(const StaleWindowRead& stale) { return std::tie(stale.read_at, stale.read); }

/// Of each read the simplest schedule; where they tie, the one that was there first.
void merge(std::vector<StaleWindowRead>& all, const std::vector<StaleWindowRead>& more) {
  for (const StaleWindowRead& stale : more) {
    const auto known = std::ranges::find_if(all, [&](const auto& one) { return key(one) == key(stale); });
    if (known == all.end())
      all.push_back(stale);
    else if (schedules::is_simpler(stale.schedule, known->schedule))
      *known = stale;
  }
}

void merge(std::vector<Window>& all, const Window& window) {
  const auto known = std::ranges::find_if(all, [&](const Window& one) { return key(one) == key(window); });
  if (known == all.end()) {
    all.push_back(window);
    all.back().stale.clear();
    return merge(all.back().stale, window.stale);
  }
  if (known->rows.back() != window.rows.front()) known->rows.push_back(window.rows.front());
  if (window.kind == schedules::WindowKind::calls_out) known->kind = window.kind;
  known->inside.insert(window.inside.begin(), window.inside.end());
  known->changed.insert(window.changed.begin(), window.changed.end());
  merge(known->stale, window.stale);
}

}  // namespace

WindowCount::Seen WindowCount::look_at(const Question& question, const schedules::Options& options) {
  return WindowsOfRow(question).look(options);
}

void WindowCount::add(const Seen& seen) {
  if (!seen.complete) ++incomplete_;
  for (const Window& window : seen.windows) merge(windows_, window);
}

schedules::Windows WindowCount::table(std::string series, std::size_t rows) const {
  schedules::Windows table{std::move(series), rows, incomplete_, windows_};
  for (Window& window : table.windows)
    std::ranges::sort(window.stale, [](const auto& a, const auto& b) { return key(a) < key(b); });
  std::ranges::sort(table.windows, [](const auto& a, const auto& b) { return key(a) < key(b); });
  return table;
}

}  // namespace replock::checks
