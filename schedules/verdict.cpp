// The words for schedules, outcomes, edges and cycles: the same in every report.
#include "schedules/verdict.h"

namespace replock::schedules {

bool is_open(const Finding& finding) {
  return finding.check == "lock-order" && finding.sentence.starts_with(words(CycleVerdict::open));
}

bool is_surprise(const Finding& finding) { return !finding.expected && !is_open(finding); }

std::string_view words(Shown shown) {
  switch (shown) {
    case Shown::nothing:
      return "nothing";
    case Shown::shortest:
      return "shortest";
    case Shown::fewest_switches:
      return "fewest switches";
  }
  return "";
}

std::string_view words(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return "holds";
    case Outcome::violated:
      return "violated";
    case Outcome::incomplete:
      return "incomplete";
  }
  return "";
}

std::string_view words(Outcome outcome, End end) {
  return outcome == Outcome::incomplete && end == End::probabilistic ? "none found (probabilistic)" : words(outcome);
}

std::string_view words(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::plain:
      return "plain";
    case EdgeKind::nested:
      return "nested";
    case EdgeKind::wait:
      return "wait";
  }
  return "";
}

std::string_view words(CycleVerdict verdict) {
  switch (verdict) {
    case CycleVerdict::realised:
      return "realised";
    case CycleVerdict::gated:
      return "gated";
    case CycleVerdict::open:
      return "open";
  }
  return "";
}

}  // namespace replock::schedules
