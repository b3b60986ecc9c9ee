// Lines as the kernel's log has them: tasks, frames of a stack, and the locks that a task holds.
#pragma once

#include <string>
#include <vector>

#include "model/step.h"
#include "reports/told.h"
#include "schedules/explorer.h"

namespace replock::reports {

/// "unbind d0.ETH_REP/1": the number is that of the world's thread, where the kernel has a pid.
std::string task_words(const model::World& world, model::ThreadId thread);

/// "(reps_lock){+.+.}-{4:4}". The bits say what is so for each lock of the model: a sleeping lock, taken with
/// interrupts on; for one that is read as well "{++++}".
std::string lock_words(const std::string& name, model::LockKind kind);

/// One line a function, innermost first, `indent` blanks before it. The model has no offsets: they are 0x0.
std::string stack_lines(const model::World& world, model::FrameId frame, std::size_t indent);

/// "2 locks held by X/1:" and a line each, in the order of taking, with the function that took it.
std::string held_lines(const model::World& world, const schedules::Schedule& schedule, model::ThreadId thread);

/// The function in which the thread took the lock of that class that it has held for the shortest time; "" where it
/// holds none.
std::string taken_in(const model::World& world, const schedules::Schedule& schedule, model::ThreadId thread,
                     const std::string& class_name);

/// "replock 0.1.0, late-load at L7, L7-4": where the kernel has its release.
std::string release_words(const Told& told, const std::string& scenario, const std::string& series);

}  // namespace replock::reports
