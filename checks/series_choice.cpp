// An edit changes nothing where the series is the same without it.
#include "checks/series_choice.h"

#include "model/refusal.h"

namespace replock::checks {
namespace {

using model::Refusal;
using model::Series;
using Edit = model::SeriesParts::Edit;

void require_change(const std::string& option, const std::string& name, const Series& series, bool has) {
  if (series.has(model::patch_named(name)) != has) return;
  throw Refusal(option + " " + name + ": " + series.name() + (has ? " has it already" : " is without it already") +
                "; leave the option out");
}

}  // namespace

Series series_named(const std::string& text) {
  const Series series = Series::parse(text);
  const model::SeriesParts parts = model::parts_of(text);
  for (const Edit& one : parts.edits) {
    Series without = parts.named;
    for (const Edit& other : parts.edits)
      if (&other != &one) without = other.made(without);
    if (without == series)
      throw Refusal("series '" + text + "': '" + std::string(one.text) + "' changes nothing; leave it out");
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
