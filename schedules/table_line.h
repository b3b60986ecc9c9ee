// The sixteen entries of a hash table that lie in one cache line, looked at all at once.
#pragma once

#include <array>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace replock::schedules {

/// Of a table of 32-bit entries, aligned to its size. 0: nothing is there; the places that are taken come first.
struct alignas(64) TableLine {
  static constexpr unsigned entries_max = 16;
  using Places = std::uint32_t;  ///< a bit for each

  std::array<std::uint32_t, entries_max> entries;

  /// Where the entry has these bits under the mask, and where there is none.
  struct Seen {
    Places equal = 0, free = 0;
  };
  [[gnu::always_inline]] Seen look(std::uint32_t bits, std::uint32_t mask) const {
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128(), wanted = _mm_set1_epi32(static_cast<int>(bits)),
                  masks = _mm_set1_epi32(static_cast<int>(mask));
    const auto* const fours = reinterpret_cast<const __m128i*>(entries.data());
    const __m128i a = _mm_load_si128(fours), b = _mm_load_si128(fours + 1), c = _mm_load_si128(fours + 2),
                  d = _mm_load_si128(fours + 3);
    const Places free =
        places(_mm_cmpeq_epi32(a, zero), _mm_cmpeq_epi32(b, zero), _mm_cmpeq_epi32(c, zero), _mm_cmpeq_epi32(d, zero));
    const Places equal =
        places(_mm_cmpeq_epi32(_mm_and_si128(a, masks), wanted), _mm_cmpeq_epi32(_mm_and_si128(b, masks), wanted),
               _mm_cmpeq_epi32(_mm_and_si128(c, masks), wanted), _mm_cmpeq_epi32(_mm_and_si128(d, masks), wanted));
    return {equal & ~free, free};
#else
    Seen seen;
    for (unsigned i = 0; i < entries_max; ++i) {
      seen.free |= Places{entries[i] == 0} << i;
      seen.equal |= Places{entries[i] != 0 && (entries[i] & mask) == bits} << i;
    }
    return seen;
#endif
  }
  static unsigned first(Places places) { return static_cast<unsigned>(__builtin_ctz(places)); }

 private:
#if defined(__SSE2__)
  /// All bits of four entries, or none, each.
  [[gnu::always_inline]] static Places places(__m128i a, __m128i b, __m128i c, __m128i d) {
    return static_cast<Places>(_mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d))));
  }
#endif
};

}  // namespace replock::schedules
