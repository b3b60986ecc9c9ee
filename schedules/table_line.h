// The entries of a hash table that lie in one cache line, looked at all at once.
#pragma once

#include <array>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace replock::schedules {

#if defined(__SSE2__)
/// A bit for each of sixteen fours of bytes, whose bits are all set, or none.
[[gnu::always_inline]] inline std::uint32_t line_places(__m128i a, __m128i b, __m128i c, __m128i d) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d))));
}
#endif

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
    const Places free = line_places(_mm_cmpeq_epi32(a, zero), _mm_cmpeq_epi32(b, zero), _mm_cmpeq_epi32(c, zero),
                                    _mm_cmpeq_epi32(d, zero));
    const Places equal =
        line_places(_mm_cmpeq_epi32(_mm_and_si128(a, masks), wanted), _mm_cmpeq_epi32(_mm_and_si128(b, masks), wanted),
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
};

/// As TableLine, of a table of 64-bit entries, none of which has 0 for its low half.
struct alignas(64) WideLine {
  static constexpr unsigned entries_max = 8;
  using Places = std::uint32_t;  ///< two bits for each, the lower one of them set

  std::array<std::uint64_t, entries_max> entries;

  using Seen = TableLine::Seen;
  [[gnu::always_inline]] Seen look(std::uint64_t bits, std::uint64_t mask) const {
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128(), wanted = _mm_set1_epi64x(static_cast<long long>(bits)),
                  masks = _mm_set1_epi64x(static_cast<long long>(mask));
    const auto* const twos = reinterpret_cast<const __m128i*>(entries.data());
    const __m128i a = _mm_load_si128(twos), b = _mm_load_si128(twos + 1), c = _mm_load_si128(twos + 2),
                  d = _mm_load_si128(twos + 3);
    const Places free = line_places(_mm_cmpeq_epi32(a, zero), _mm_cmpeq_epi32(b, zero), _mm_cmpeq_epi32(c, zero),
                                    _mm_cmpeq_epi32(d, zero));
    const Places halves =
        line_places(_mm_cmpeq_epi32(_mm_and_si128(a, masks), wanted), _mm_cmpeq_epi32(_mm_and_si128(b, masks), wanted),
                    _mm_cmpeq_epi32(_mm_and_si128(c, masks), wanted), _mm_cmpeq_epi32(_mm_and_si128(d, masks), wanted));
    return {halves & halves >> 1 & low_halves, free & low_halves};
#else
    Seen seen;
    for (unsigned i = 0; i < entries_max; ++i) {
      seen.free |= Places{entries[i] == 0} << (2 * i);
      seen.equal |= Places{(entries[i] & mask) == bits} << (2 * i);
    }
    return seen;
#endif
  }
  static unsigned first(Places places) { return static_cast<unsigned>(__builtin_ctz(places)) / 2; }

 private:
  static constexpr Places low_halves = 0x5555;
};

}  // namespace replock::schedules
