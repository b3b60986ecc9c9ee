// The windows of a recorded world, read off its programs.
//
// A window of a thread: a step at which it drops a lock that it surely holds there, and the next one at which it takes
// that lock again, both within one call of one function. Behind it the thread relies on what it read before if it found
// a test true while it held the lock, does not look at that field again, and comes to a step that the test's other
// outcome does not lead to.
#pragma once

#include <vector>

#include "model/scenario.h"
#include "schedules/windows.h"

namespace replock::checks {

/// One alternative of a step.
struct Way {
  model::StepId step = 0;
  std::uint8_t alternative = 0;
  friend auto operator<=>(const Way&, const Way&) = default;
};

/// A test that the thread found true before the window, and the steps behind it that it makes because of that.
struct WindowRead {
  Way at;
  model::Test test;
  std::vector<model::StepId> uses;
};

struct WindowPlace {
  model::ThreadId thread = 0;
  model::LockId lock = 0;
  Way dropped, taken_again;
  schedules::WindowKind kind = schedules::WindowKind::calls_out;
  model::FrameId frame = 0;           ///< the innermost call around both
  std::vector<model::StepId> within;  ///< the thread stands at one of these meanwhile
  std::vector<WindowRead> reads;
};

std::vector<WindowPlace> windows_of(const model::World& world);

/// By read: a field that says that the thread has gone through the window since.
using BehindWindow = std::vector<model::FieldId>;
/// Adds the fields to the world, and what they follow to the thread's steps.
BehindWindow watch(model::World& world, const WindowPlace& window);

}  // namespace replock::checks
