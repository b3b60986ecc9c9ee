// Small worlds by chance in which threads that hold locks wait for flags, for each other, and for those who raise them:
// rings of waits that others break, if they are faster.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "checks/tests/agreement.h"
#include "checks/tests/world_builder.h"

namespace replock::tests::engine {
namespace {

using namespace model;

/// Five or six threads: some raise flags, some wait for one while they hold a mutex, some take a mutex.
class RandomWaits {
 public:
  explicit RandomWaits(std::uint32_t seed) : random_(seed) {}

  World world() {
    threads_ = 5 + pick(2);
    for (int lock = 0; lock < 2; ++lock) locks_.push_back(toy_.mutex());
    for (int flag = 0; flag < 3; ++flag) flags_.push_back(toy_.variable(1));
    for (unsigned thread = 0; thread < threads_; ++thread) write(toy_.variable(1));
    return toy_.world();
  }

 private:
  unsigned pick(unsigned of) { return static_cast<unsigned>(random_()) % of; }
  FieldId flag() { return flags_[pick(3)]; }

  void write(FieldId own) {
    toy_.thread();
    const LockId lock = locks_[pick(2)];
    switch (pick(4)) {
      case 0:
        raise();
        if (pick(2) == 0) raise();
        break;
      case 1:
        toy_.lock(lock);
        if (pick(2) == 0) raise();
        wait();
        toy_.unlock(lock);
        break;
      case 2:
        if (pick(2) == 0) raise();
        raise_somehow(own);
        toy_.lock(lock);
        toy_.unlock(lock);
        break;
      default:
        wait();
        if (pick(2) == 0) raise();
    }
    toy_.finish();
  }

  /// Mostly as all do: then it does not matter who was first.
  void raise() {
    const FieldId raised = flag();
    toy_.step(Verb::set, {}, {set(raised, pick(16) == 0 ? 0 : 1)});
  }
  void wait() {
    toy_.step(Verb::wait_until, {equal(flag(), 1)}, {}).waits_for = {
        static_cast<ThreadId>((toy_.self() + 1U + pick(threads_ - 1)) % threads_)};
  }
  /// Once another flag is up; in one of two ways, which is seen by nobody.
  void raise_somehow(FieldId own) {
    const Conjunction once = pick(4) == 0 ? Conjunction{} : Conjunction{equal(flag(), 1)};
    const FieldId raised = flag();
    const unsigned next = toy_.here() + 1U;
    toy_.choose(Choice::any,
                {alternative(once, {set(raised, 1)}, next), alternative(once, {set(raised, 1), set(own, 1)}, next)});
  }

  std::minstd_rand random_;
  Toy toy_;
  unsigned threads_ = 0;
  std::vector<LockId> locks_;
  std::vector<FieldId> flags_;
};

#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
constexpr std::uint32_t worlds = 200;
#else
constexpr std::uint32_t worlds = 5000;
#endif

}  // namespace

TEST_CASE("rings of waits that others break are found by the reduced search too", "[explorer][reduction][random]") {
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    INFO("seed " << seed);
    CHECK(reduction_disagreement(RandomWaits(seed).world(), {}) == "");
  }
}

}  // namespace replock::tests::engine
