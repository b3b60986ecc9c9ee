// Alternatives, told once each.
#include "reports/ways.h"

#include <algorithm>

namespace replock::reports {
namespace {

// What a check looks for, not what the kernel says there.
bool is_fault(const model::Step& step, const model::Alternative& way) {
  return way.words.starts_with(step.words + ", ");
}

std::string answer(const model::Step& step, const model::Alternative& way) {
  if (way.words.size() <= step.words.size() || !way.words.starts_with(step.words)) return way.words;
  const std::size_t start = way.words.find_first_not_of(" :", step.words.size());
  return start == std::string::npos ? way.words : way.words.substr(start);
}

}  // namespace

std::vector<Way> ways(const model::Step& step) {
  std::vector<Way> all;
  for (const model::Alternative& alternative : step.alternatives) {
    const Way way{answer(step, alternative), alternative.next, alternative.failure};
    if (!is_fault(step, alternative) && std::find(all.begin(), all.end(), way) == all.end()) all.push_back(way);
  }
  return all;
}

}  // namespace replock::reports
