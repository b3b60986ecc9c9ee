// Broken twins: small worlds of the real driver's fields with flows that make one mistake.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checks/judge.h"
#include "model/flows/flows.h"

namespace replock::tests {

using Body = std::function<void(model::Thread&, model::Driver&)>;

inline model::Eswitch& esw0(model::Driver& driver) { return driver.eswitches.front(); }

struct Twin {
  std::string series = "L7";
  model::Topology topology{.pfs = 1, .vfs = 0};
  model::FirstState first{.modes = {model::Mode::offloads}};
  unsigned failures = 0;
  std::vector<Body> threads;
  Body worker{};                     ///< recorded as a worker where given
  std::vector<std::string> names{};  ///< of the first threads; the others are "t1", "t2", ...

  checks::Question question() const {
    const model::Series parsed = model::Series::parse(series);
    model::Recorder recorder(parsed, failures);
    model::Driver driver = model::make_driver(recorder, topology, first);
    for (std::size_t i = 0; i < threads.size(); ++i)
      threads[i](recorder.thread(i < names.size() ? names[i] : "t" + std::to_string(i)), driver);
    if (worker) worker(recorder.worker("worker"), driver);
    checks::Question question{"twin", parsed, {}, {}};
    question.recorded.world = recorder.finish();
    question.recorded.driver = std::move(driver);
    question.claims = checks::claims_of(question.recorded);
    return question;
  }
  schedules::Verdict verdict(const schedules::Options& options = {}) const {
    return checks::answer(question(), options);
  }
};

/// The length of the shortest schedule that violates the check; nothing if it holds.
inline std::optional<std::size_t> violated_after(const schedules::Verdict& verdict, checks::Check check) {
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check == checks::info(check).id) return finding.schedule.size();
  return std::nullopt;
}

}  // namespace replock::tests
