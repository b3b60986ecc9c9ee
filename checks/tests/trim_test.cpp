// Schedules of a reduced search, without what they do not need.
#include "checks/trim.h"

#include <catch2/catch.hpp>

#include "checks/confirm.h"
#include "checks/schedule_files.h"

namespace replock::tests {

TEST_CASE("a reduced search's schedules end in the same finding when they are trimmed", "[trim]") {
  std::size_t shorter = 0;
  for (const char* const name : {"bond-vs-unbind", "rmmod-vs-reload", "unbind-vs-mode-set", "late-load-failure"}) {
    const checks::Question question = checks::ask(model::scenario_named(name), model::Series::parse("L7"));
    schedules::Options options;
    options.reduction = schedules::Reduction::persistent;
    const schedules::Verdict reduced = checks::answer(question, options), full = checks::answer(question, {});
    for (const schedules::Finding& finding : reduced.findings) {
      INFO(name << ": " << finding.check << ": " << finding.sentence);
      const schedules::Schedule trimmed = checks::trimmed(question, finding);
      CHECK(checks::still_violated(question, checks::saved(question, finding), trimmed));
      CHECK(trimmed.size() <= finding.schedule.size());
      for (const schedules::Finding& shortest : full.findings)
        if (shortest.check == finding.check && shortest.sentence == finding.sentence)
          CHECK(trimmed.size() >= shortest.schedule.size());
      if (trimmed.size() < finding.schedule.size()) ++shorter;
    }
  }
  CHECK(shorter > 0);
}

}  // namespace replock::tests
