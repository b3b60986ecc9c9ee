// How the words of a renamed state come about.
#include "schedules/representatives.h"

namespace replock::schedules {

template <unsigned W>
Representatives<W>::Representatives(const model::Layout& layout, const std::vector<Renaming>& renamings) {
  for (std::size_t by = 0; by < renamings.size(); ++by)
    if (has_room(layout, renamings[by])) images_.push_back(image(layout, renamings[by], by));
}

template <unsigned W>
bool Representatives<W>::has_room(const model::Layout& layout, const Renaming& renaming) {
  for (std::size_t field = 0; field < layout.places.size(); ++field) {
    const model::Range &from = layout.places[field].range, &to = layout.places[renaming.fields[field]].range;
    for (unsigned value = from.min; value <= from.max; ++value)
      if (!to.has(renaming.values[field][value])) return false;
  }
  return true;
}

template <unsigned W>
typename Representatives<W>::Image Representatives<W>::image(const model::Layout& layout, const Renaming& renaming,
                                                             std::size_t by) {
  Image image{by, {}, {}};
  for (std::size_t index = 0; index < layout.places.size(); ++index) {
    const auto field = static_cast<model::FieldId>(index);
    const model::Place &from = layout.places[field], &to = layout.places[renaming.fields[field]];
    if (to.bits == 0) continue;
    if (renaming.keeps_values(field) && from.range == to.range)
      model::add_move(image.moves, from, to);
    else
      image.valued.push_back(
          {probe_of(layout, field), probe_of(layout, renaming.fields[field]), renaming.values[field]});
  }
  return image;
}

template class Representatives<1>;
template class Representatives<2>;
template class Representatives<3>;
template class Representatives<4>;
template class Representatives<6>;
template class Representatives<8>;

}  // namespace replock::schedules
