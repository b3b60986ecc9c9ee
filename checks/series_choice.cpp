// An edit changes nothing where the series is the same without it.
#include "checks/series_choice.h"

#include "model/refusal.h"

namespace replock::checks {
namespace {

using model::Refusal;
using model::Series;

/// Where an edit may begin (names hold '-' themselves), and the end.
std::vector<std::size_t> cuts(const std::string& text) {
  std::vector<std::size_t> places;
  for (std::size_t at = text.find_first_of("+-"); at != std::string::npos; at = text.find_first_of("+-", at + 1))
    places.push_back(at);
  places.push_back(text.size());
  return places;
}

bool is_series(const std::string& text, const Series& series) {
  try {
    return Series::parse(text) == series;
  } catch (const Refusal&) {
    return false;
  }
}

void require_change(const std::string& option, const std::string& name, const Series& series, bool has) {
  if (series.has(model::patch_named(name)) != has) return;
  throw Refusal(option + " " + name + ": " + series.name() + (has ? " has it already" : " is without it already") +
                "; leave the option out");
}

}  // namespace

Series series_named(const std::string& text) {
  const Series series = Series::parse(text);
  const std::vector<std::size_t> places = cuts(text);
  for (std::size_t begin = 0; begin < places.size(); ++begin)
    for (std::size_t end = begin + 1; end < places.size(); ++end) {
      const std::string edit = text.substr(places[begin], places[end] - places[begin]);
      if (is_series(text.substr(0, places[begin]) + text.substr(places[end]), series))
        throw Refusal("series '" + text + "': '" + edit + "' changes nothing; leave it out");
    }
  return series;
}

Series chosen(const SeriesChoice& choice) {
  const Series series = series_named(choice.series);
  for (const std::string& name : choice.with) require_change("--with", name, series, true);
  for (const std::string& name : choice.without) require_change("--without", name, series, false);
  return series.edited(choice.with, choice.without);
}

}  // namespace replock::checks
