// Where a large search's time goes: its parts, each for itself, and the memory's own bound beside them.
#include <array>
#include <cassert>
#include <cstdio>
#include <string>
#include <vector>

#include "checks/bench/bench.h"
#include "checks/bench/measured.h"
#include "reports/text.h"
#include "schedules/expansion.h"
#include "schedules/prefetch.h"
#include "schedules/store.h"

namespace replock::bench {
namespace {

using schedules::Store;
using schedules::Words;

constexpr const char* large = "three-pfs-vs-unbind@vfs=1,failures=1";
constexpr const char* large_series = "L7";
constexpr unsigned large_words = 2;  // of its states: one size will do, and g++ 12 mistakes one for another
constexpr unsigned rounds = 3;

/// Seconds.
struct Parts {
  double search = 0;
  double expansion = 0;   ///< successors, and what is looked at: claims, locks, waits
  double successors = 0;  ///< alone
  double inserts = 0;
  double fresh_pages = 0;   ///< touching so much memory for the first time
  double memory_bound = 0;  ///< a random read-modify-write for each transition
};

/// Clears the pages first; then as many changes of random lines as there are transitions, fetched ahead as the store
/// does: a batch is looked up while nothing waits for it.
void measure_memory(std::uint64_t bytes, std::uint64_t changes, Parts& parts) {
  constexpr std::uint64_t line_words = 8, line_bytes = line_words * sizeof(std::uint64_t);
  constexpr unsigned batch = Store<1>::batch_max;
  const std::uint64_t lines = bytes / line_bytes;
  const schedules::Pages pages(lines * line_bytes);
  auto* const words = static_cast<std::uint64_t*>(pages.data());
  const double began_s = now_s();
  for (std::uint64_t line = 0; line < lines; ++line) words[line * line_words] = 1;
  const double touched_s = now_s();
  std::array<std::uint64_t, batch> at{};
  for (std::uint64_t done = 0; done < changes; done += batch) {
    for (unsigned i = 0; i < batch; ++i) {
      const std::uint64_t random = schedules::mixing::fold(done + i, 0x9e3779b97f4a7c15ULL);
      const std::uint64_t mixed = schedules::mixing::fold(random ^ 0x8bb84b93962eacc9ULL, 0x2d358dccaa6c78a5ULL);
      at[i] = static_cast<std::uint64_t>((static_cast<schedules::mixing::Wide>(mixed) * lines) >> 64) * line_words;
      schedules::prefetch_to_write(words + at[i]);
    }
    for (unsigned i = 0; i < batch; ++i) ++words[at[i]];
  }
  parts.memory_bound = now_s() - touched_s;
  parts.fresh_pages = touched_s - began_s;
  std::uint64_t sum = 0;
  for (std::uint64_t line = 0; line < lines; ++line) sum += words[line * line_words] - 1;
  assert(sum == (changes + batch - 1) / batch * batch);
}

/// The search's own pieces, put together so that each can be timed: some states' successors go to a small buffer, and
/// from there to the store.
template <unsigned W>
class Dissection {
 public:
  Dissection(const checks::Question& question, const model::Layout& layout)
      : layout_(layout),
        rules_(question.recorded.world, layout_),
        watch_(question.recorded.world, layout_, rules_, question.claims),
        successors_(question.recorded.world, layout_, rules_, question.claims, options_),
        expansion_(rules_, successors_, watch_),
        initial_(rules_.pack(model::initial_state(question.recorded.world))) {}

  std::uint64_t states() const { return store_.size(); }
  std::uint64_t transitions() const { return expansion_.transitions(); }
  std::uint64_t memory_bytes() const { return store_.memory_bytes(); }

  void search(Parts& parts) {
    store_.add(initial_, 0, 0);
    store_.settle();
    std::vector<Found> found(buffer_ + rules_.moves_max());
    for (std::uint64_t next = 0; next < store_.size();) {
      std::size_t count = 0;
      const double began_s = now_s();
      typename Store<W>::Walk walk(store_, next);
      for (; next < store_.size() && count < buffer_; ++next) {
        const Words<W>& state = walk.next();
        expansion_.expand(state, next, walk.asleep(), nullptr,
                          [&](const Words<W>& kept, const Words<W>&, schedules::ThreadBits asleep, std::uint32_t) {
                            found[count++] = {kept, asleep};
                          });
      }
      const double expanded_s = now_s();
      for (std::size_t i = 0; i < count; ++i) store_.add(found[i].state, 0, found[i].asleep);
      store_.settle();
      if (store_.size() >= options_.parted_from && !store_.has_parts()) store_.make_parts(store_.size());
      parts.expansion += expanded_s - began_s;
      parts.inserts += now_s() - expanded_s;
    }
  }

  /// Of all states once more, for nobody.
  void go_through_successors(Parts& parts) const {
    std::uint64_t all = 0, count = 0;
    const double began_s = now_s();
    store_.each(0, store_.size(), [&](std::uint64_t, const Words<W>& state) {
      for (unsigned thread = 0; thread < rules_.threads(); ++thread)
        rules_.moves(rules_.stand(rules_.stand_number(thread, state)), state,
                     [&](std::uint32_t, const Words<W>& after) {
                       for (const std::uint64_t word : after) all ^= word;
                       ++count;
                     });
    });
    parts.successors = now_s() - began_s;
    volatile std::uint64_t kept = all;  // else the compiler leaves the work out
    static_cast<void>(kept);
    assert(count == expansion_.transitions());
  }

 private:
  struct Found {
    Words<W> state;
    schedules::ThreadBits asleep = 0;
  };
  static constexpr std::size_t buffer_ = 4096;  // states; they stay in the second cache

  schedules::Options options_;
  model::Layout layout_;
  schedules::Rules<W> rules_;
  schedules::Watch<W> watch_;
  schedules::Successors<W> successors_;
  schedules::Expansion<W> expansion_;
  Words<W> initial_;
  Store<W> store_;
};

Parts measure_parts(const checks::Question& question, const model::Layout& layout, const Measured& whole) {
  Parts parts;
  parts.search = whole.seconds;
  Dissection<large_words> dissection(question, layout);
  dissection.search(parts);
  assert(dissection.states() == whole.states && dissection.transitions() == whole.transitions);
  dissection.go_through_successors(parts);
  measure_memory(dissection.memory_bytes(), whole.transitions, parts);
  return parts;
}

/// In which the search ends.
model::Layout layout_of(const checks::Question& question) {
  const model::World& world = question.recorded.world;
  return schedules::layout_for(world, schedules::explore(world, question.claims, {}).foreseen);
}

Parts middle_parts(const std::vector<Parts>& all) {
  Parts middle;
  for (double Parts::*part : {&Parts::search, &Parts::expansion, &Parts::successors, &Parts::inserts,
                              &Parts::fresh_pages, &Parts::memory_bound}) {
    std::vector<double> values;
    for (const Parts& one : all) values.push_back(one.*part);
    middle.*part = median(values);
  }
  return middle;
}

void print_parts(const Parts& parts, std::uint64_t transitions) {
  const auto row = [&](const char* what, double seconds) {
    std::printf("%-58s %8.3f %8.2f %6.0f %%\n", what, seconds, seconds * 1e9 / static_cast<double>(transitions),
                100 * seconds / parts.search);
  };
  std::printf("%-58s %8s %8s %8s\n", "", "seconds", "ns", "share");
  row("the whole search", parts.search);
  row("  expansion: successors, and a look at claims and waits", parts.expansion);
  row("    successors alone", parts.successors);
  row("  inserts of them into a fresh store", parts.inserts);
  row("  what is left: traces, and overlap of the two", parts.search - parts.expansion - parts.inserts);
  row("touching as much fresh memory", parts.fresh_pages);
  row("memory bound: a random line changed for each transition", parts.memory_bound);
  std::printf("\ninserts / memory bound: %.1f; the whole / memory bound: %.1f\n", parts.inserts / parts.memory_bound,
              parts.search / parts.memory_bound);
}

}  // namespace

void profile() {
  const checks::Question question = checks::ask(model::scenario_named(large), model::Series::parse(large_series));
  const model::Layout layout = layout_of(question);
  assert(layout.words == large_words);
  Measured whole;
  std::vector<Parts> all;
  for (unsigned round = 0; round < rounds; ++round) {
    meanwhile("round " + std::to_string(round + 1) + " of " + std::to_string(rounds));
    whole = measure_ours(question, schedules::Reduction::none, nullptr);
    all.push_back(measure_parts(question, layout, whole));
  }
  std::printf(
      "%s %s: %s states of %u words (%u bits), %s transitions, %.0f bytes a state; one core, medians of %u"
      " runs;\n"
      "ns: for each transition; share: of the whole search\n\n",
      large, large_series, reports::grouped(whole.states).c_str(), large_words, layout.bits_used,
      reports::grouped(whole.transitions).c_str(), whole.bytes_per_state, rounds);
  print_parts(middle_parts(all), whole.transitions);
}

}  // namespace replock::bench
