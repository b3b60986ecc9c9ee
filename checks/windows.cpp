// Claims that are meant to be violated: somebody else moves in the window; a step behind it goes by what is not so.
#include "checks/windows.h"

#include <algorithm>
#include <tuple>

#include "checks/in_common.h"
#include "checks/window_places.h"
#include "schedules/about.h"

namespace replock::checks {
namespace {

using model::Claim;
using model::FieldId;
using model::Test;
using model::ThreadId;
using model::World;
using schedules::FlowLine;
using schedules::StaleWindowRead;
using schedules::Window;

/// What a claim was made for.
struct Asked {
  std::size_t window = 0;
  std::optional<std::size_t> read;  ///< WindowPlace::reads; none: who is inside
};

constexpr std::size_t flags_max = 48;  // of one search: some more bits of state each

/// Windows of one thread, looked at in one search.
class Watch {
 public:
  Watch(const Question& question, std::vector<WindowPlace> places)
      : question_(question), places_(std::move(places)), watched_world_(question.recorded.world) {
    for (const WindowPlace& place : places_) watched_.push_back(watch(watched_world_, place));
    for (std::size_t window = 0; window < places_.size(); ++window)
      for (std::size_t read = 0; read < places_[window].reads.size(); ++read) ask_whether_stale(window, read);
    traced_ = claims_.size();
    for (std::size_t window = 0; window < places_.size(); ++window) ask_who_is_inside(window);
  }

  /// Those that somebody else can be inside of.
  std::vector<Window> look(schedules::Options options, bool& complete) const {
    options.traced_claims = traced_;
    const schedules::Result result = schedules::explore(watched_world_, claims_, options);
    complete &= result.end == schedules::End::exhausted;
    std::vector<Window> windows;
    for (const WindowPlace& place : places_) windows.push_back(described(place));
    for (const schedules::ClaimHit& hit : result.hits) {
      const Asked& asked = asked_[hit.claim];
      if (asked.read)
        note_stale(claims_[hit.claim], places_[asked.window].reads[*asked.read], hit.schedule, windows[asked.window]);
      else
        note_inside(claims_[hit.claim], windows[asked.window]);
    }
    std::erase_if(windows, [](const Window& window) { return window.inside.empty(); });
    return windows;
  }

 private:
  const World& world() const { return question_.recorded.world; }

  FlowLine flow_line(ThreadId thread, model::StepId step) const {
    return {words(question_.recorded.lines[thread][step]), model::function_of(world(), world().step(thread, step))};
  }

  Window described(const WindowPlace& place) const {
    Window window;
    window.lock = world().locks[place.lock].class_name;
    window.dropped = flow_line(place.thread, place.dropped.step);
    window.taken_again = flow_line(place.thread, place.taken_again.step);
    window.function = world().frames[place.frame].function;
    window.rows = {question_.scenario + " at " + question_.series.name()};
    return window;
  }

  void ask(ThreadId thread, model::StepId step, std::size_t alternative, model::Conjunction bad, Asked asked) {
    Claim claim;
    claim.phase = model::Phase::before;
    claim.thread = thread, claim.step = step, claim.alternative = static_cast<std::uint8_t>(alternative);
    claim.bad = std::move(bad);
    claims_.push_back(std::move(claim));
    asked_.push_back(asked);
  }

  void ask_who_is_inside(std::size_t window) {
    for (std::size_t i = 0; i < world().threads.size(); ++i) {
      const auto thread = static_cast<ThreadId>(i);
      for (std::size_t step = 0; thread != places_[window].thread && step < world().threads[i].steps.size(); ++step)
        for (std::size_t a = 0; a < world().threads[i].steps[step].alternatives.size(); ++a)
          ask(thread, static_cast<model::StepId>(step), a, {{watched_[window].inside, Test::Is::equal, 1}},
              {window, std::nullopt});
    }
  }

  void ask_whether_stale(std::size_t window, std::size_t read) {
    const WindowPlace& place = places_[window];
    for (const model::StepId step : place.reads[read].uses)
      for (std::size_t a = 0; a < world().threads[place.thread].steps[step].alternatives.size(); ++a)
        ask(place.thread, step, a,
            {{watched_[window].behind[read], Test::Is::equal, 1}, schedules::negated(place.reads[read].test)},
            {window, read});
  }

  void note_inside(const Claim& claim, Window& window) const {
    const model::Step& step = world().step(claim.thread, claim.step);
    const std::string& function = model::function_of(world(), step);
    if (!function.empty()) window.inside.insert(function);
    for (const model::Effect& effect : step.alternatives[claim.alternative].effects)
      if (world().fields[effect.field].role == model::Role::variable)
        window.changed.insert(without_instances(world(), world().fields[effect.field].name));
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
  World watched_world_;
  std::vector<WatchedWindow> watched_;  ///< by window
  std::vector<Claim> claims_;
  std::vector<Asked> asked_;  ///< by claim
  std::size_t traced_ = 0;
};

auto key(const Window& window) { return std::tie(window.lock, window.dropped, window.taken_again); }
auto key(const StaleWindowRead& stale) { return std::tie(stale.read_at, stale.read); }

/// Of each read the shortest schedule; where they tie, the one that was there first.
void merge(std::vector<StaleWindowRead>& all, const std::vector<StaleWindowRead>& more) {
  for (const StaleWindowRead& stale : more) {
    const auto known = std::ranges::find_if(all, [&](const auto& one) { return key(one) == key(stale); });
    if (known == all.end())
      all.push_back(stale);
    else if (stale.schedule.size() < known->schedule.size())
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
  known->inside.insert(window.inside.begin(), window.inside.end());
  known->changed.insert(window.changed.begin(), window.changed.end());
  merge(known->stale, window.stale);
}

}  // namespace

WindowCount::Seen WindowCount::look_at(const Question& question, const schedules::Options& options) {
  Seen seen;
  std::vector<WindowPlace> together;
  std::size_t flags = 0;
  const auto look = [&] {
    if (together.empty()) return;
    for (const Window& window : Watch(question, std::move(together)).look(options, seen.complete))
      merge(seen.windows, window);
    together.clear();
    flags = 0;
  };
  for (WindowPlace& place : windows_of(question.recorded.world)) {
    const std::size_t more = 1 + 2 * place.reads.size();
    if (!together.empty() && (together.back().thread != place.thread || flags + more > flags_max)) look();
    flags += more;
    together.push_back(std::move(place));
  }
  look();
  return seen;
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
