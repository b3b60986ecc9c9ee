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
  /// A field whose values have other names.
  struct Valued {
    Probe from, to;
    std::vector<std::uint16_t> names;
  };
  struct Image {
    std::size_t by = 0;
    std::vector<model::WordMove> moves;
    std::vector<Valued> valued;
  };
  static bool has_room(const model::Layout& layout, const Renaming& renaming);
  static Image image(const model::Layout& layout, const Renaming& renaming, std::size_t by);

  static Words<W> renamed(const Image& image, const Words<W>& state) {
    Words<W> other{};
    for (const model::WordMove& move : image.moves) other[move.to] |= move.moved(state.data());
    for (const Valued& field : image.valued) write<W>(other, field.to, field.names[read<W>(state, field.from)]);
    return other;
  }

  std::vector<Image> images_;
};

}  // namespace replock::schedules
