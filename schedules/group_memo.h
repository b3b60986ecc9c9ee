// The groups of scenes, remembered: a large search comes to each scene again and again, with other values in fields.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "schedules/pages.h"
#include "schedules/prefetch.h"
#include "schedules/reduction.h"

namespace replock::schedules {

/// Forgets the old for the new; never takes one scene for another. A copy remembers nothing.
class GroupMemo {
 public:
  struct Group {
    ThreadBits threads = 0;
    Keepers keepers{};  ///< as far as they were found out with it
    friend bool operator==(const Group&, const Group&) = default;
  };

  GroupMemo() = default;
  GroupMemo(const GroupMemo&) {}
  GroupMemo& operator=(const GroupMemo&) = delete;
  ~GroupMemo() = default;

  using Key = std::array<std::uint64_t, 4>;
  using Sought = std::optional<Key>;  ///< none: nothing is remembered
  /// What at() looks for. Some time before: it is fetched meanwhile.
  Sought seek(const Scene& scene) const {
    if (entries_.data() == nullptr) return {};
    const Sought sought = key_of(scene);
    if (sought) prefetch_to_read(&place(*sought));
    return sought;
  }
  /// What make(scene) says. `sought`: seek(scene), of this one or the one that it is a copy of. REQUIRES: it says the
  /// same each time; all scenes are of one world.
  template <class Make>
  Group at(const Scene& scene, const Sought& sought, Make&& make) {
    if (!sought || entries_.data() == nullptr) {
      if (++asked_ == pays_from) entries_ = Pages(places * sizeof(Entry));
      return make(scene);
    }
    Entry& entry = place(*sought);
    if (entry.key != *sought) entry = {*sought, make(scene)};
    return entry.group;
  }

 private:
  static constexpr std::uint64_t pays_from = 50'000;  // a small search is over before the pages are there
  static constexpr std::size_t places = std::size_t{1} << 18;

  struct alignas(64) Entry {  // a line of the cache
    Key key;
    Group group;
  };
  static_assert(model::threads_max <= 14 && sizeof(Entry) == 64);

  /// The stands, in 16 bits each; whether each thread moves, and how, in two: who is blocked follows from that; and two
  /// more bits. Never 0. None: the world has more stands than have room.
  static std::optional<Key> key_of(const Scene& scene) {
    Key key{};
    std::uint32_t all = 0;
    for (unsigned thread = 0; thread < model::threads_max; ++thread) {
      all |= scene.stands[thread];
      key[thread / 4] |= std::uint64_t{scene.stands[thread]} << (thread % 4 * 16);
    }
    const bool spent = scene.failures == Scene::Failures::spent;
    key[3] |= how_they_move(scene) << 32 | std::uint64_t{spent} << 62 | std::uint64_t{1} << 63;
    return all >> 16 == 0 ? std::optional(key) : std::nullopt;
  }

  static std::uint64_t how_they_move(const Scene& scene) {
    std::uint64_t all = 0;
    for (unsigned thread = 0; thread < model::threads_max; ++thread) {
      const bool moves = (scene.moving >> thread & 1U) != 0;
      all |= std::uint64_t{moves ? static_cast<unsigned>(scene.branches[thread]) + 1 : 0U} << (2 * thread);
    }
    return all;
  }

  Entry& place(const Key& key) const { return static_cast<Entry*>(entries_.data())[hash(key) % places]; }
  static std::uint64_t hash(const Key& key) {
    std::uint64_t mixed = 0;
    for (const std::uint64_t word : key) mixed = (mixed ^ word) * 0x9e3779b97f4a7c15ULL;
    return mixed >> 32;
  }

  Pages entries_;
  std::uint64_t asked_ = 0;
};

}  // namespace replock::schedules
