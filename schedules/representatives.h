// Of the states that are renamings of each other one: the one with the least words.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "schedules/rules.h"
#include "schedules/symmetry.h"

namespace replock::schedules {

template <unsigned W>
class Representatives {
 public:
  /// Those that the layout has room for the names of.
  Representatives(const model::Layout& layout, const std::vector<Renaming>& renamings);

  /// A state, and which of the renamings leads to it; none: it is the state asked for.
  struct Renamed {
    Words<W> state;
    std::optional<std::size_t> by;
  };
  Renamed of(const Words<W>& state) const {
    Renamed least{state, std::nullopt};
    for (const Image& image : images_) {
      const Words<W> other = renamed(image, state);
      if (other < least.state) least = {other, image.by};
    }
    return least;
  }

 private:
  /// Fields that go from one word to another, and stay as far from each other there.
  struct Move {
    unsigned from = 0, to = 0;     ///< words
    unsigned left = 0, right = 0;  ///< bits that they are shifted by; one is 0
    std::uint64_t mask = 0;        ///< before
  };
  /// A field whose values have other names.
  struct Valued {
    Probe from, to;
    std::vector<std::uint16_t> names;
  };
  struct Image {
    std::size_t by = 0;
    std::vector<Move> moves;
    std::vector<Valued> valued;
  };
  static bool has_room(const model::Layout& layout, const Renaming& renaming);
  static Image image(const model::Layout& layout, const Renaming& renaming, std::size_t by);
  static void add_move(std::vector<Move>& moves, const model::Place& from, const model::Place& to);

  static Words<W> renamed(const Image& image, const Words<W>& state) {
    Words<W> other{};
    for (const Move& move : image.moves) other[move.to] |= (state[move.from] & move.mask) << move.left >> move.right;
    for (const Valued& field : image.valued) write<W>(other, field.to, field.names[read<W>(state, field.from)]);
    return other;
  }

  std::vector<Image> images_;
};

}  // namespace replock::schedules
