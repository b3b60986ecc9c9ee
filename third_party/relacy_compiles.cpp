// Compiles if the installed Relacy does: one suite, as an engine would instantiate it. Never linked into anything.
#include <relacy/relacy.hpp>

namespace {

struct OneLock : rl::test_suite<OneLock, 2> {
  rl::mutex lock;
  rl::var<int> guarded;

  void before() { guarded($) = 0; }
  void thread(unsigned /*index*/) {
    lock.lock($);
    guarded($) = 1;
    lock.unlock($);
  }
};

}  // namespace

bool relacy_compiles() {
  rl::test_params params;
  return rl::simulate<OneLock>(params);
}
