// operator new and delete as the standard has them. Relacy's header brings its own for the whole program, as weak
// symbols: they return null when memory is out, and track what fibers allocate. These are strong, and win.
#include "schedules/relacy_allocation.h"

#include <cstdlib>
#include <new>

namespace replock::schedules {

void require_own_allocation() {}

}  // namespace replock::schedules

void* operator new(std::size_t size) {
  for (;;) {
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory != nullptr) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
