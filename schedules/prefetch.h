// Cache lines: fetched ahead of their use, and kept apart. Written for the processor, where that is known: g++ 12 takes
// a function in which nothing but __builtin_prefetch() is done for one without an effect, and leaves its calls out.
#pragma once

#include <cstddef>

namespace replock::schedules {

/// What several threads write is so far apart: processors fetch cache lines in pairs.
inline constexpr std::size_t lines_apart = 128;

inline void prefetch_to_read(const void* line) {
#if defined(__x86_64__)
  asm volatile("prefetcht0 %0" : : "m"(*static_cast<const char*>(line)));
#else
  __builtin_prefetch(line);
#endif
}

/// For a line that will mostly be written: this core's own, not only a copy of what another core has. That saves a
/// second way there; the compilers' own leaves it out unless they are told of the processor.
inline void prefetch_to_write(const void* line) {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(line)));
#else
  __builtin_prefetch(line, 1);
#endif
}

}  // namespace replock::schedules
