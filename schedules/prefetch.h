// Has a cache line fetched ahead of its use.
#pragma once

namespace replock::schedules {

/// For a line that will mostly be written: this core's own, not only a copy of what another core has. That saves a
/// second way there; g++ and clang++ leave it out unless they are told of the processor.
inline void prefetch_to_write(const void* line) {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(line)));
#else
  __builtin_prefetch(line, 1);
#endif
}

}  // namespace replock::schedules
