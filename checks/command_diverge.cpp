// `replock diverge`: one saved schedule on two series, and whether the second is free of its fault.
#include <algorithm>
#include <cstdio>

#include "checks/commands.h"
#include "checks/confirm.h"
#include "checks/progress.h"
#include "checks/same_fault.h"
#include "model/refusal.h"
#include "reports/parting.h"
#include "reports/text.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::Following;
using schedules::SavedSchedule;
using schedules::Schedule;

/// What a replay can't answer: one line; exit code 3.
struct NoAnswer {
  std::string what;
};

/// What was saved, on the program of today's series of that name.
struct Original {
  SavedSchedule saved;
  Question question;
  Fault fault;
};

Question question_of(const SavedSchedule& saved, const std::string& file) {
  try {
    check_named(saved.check);
    if (std::ranges::any_of(saved.rows, [](const auto& row) { return !row.stale.empty(); }))
      throw model::Refusal("it has stale reads, and a search without weak memory follows; replay it instead");
    return ask(model::scenario_named(saved.scenario), model::Series::parse(saved.series));
  } catch (const model::Refusal& refusal) {
    throw model::Refusal(file + ": " + refusal.what());
  }
}

Original original(const std::string& file) {
  SavedSchedule saved = schedules::saved_from_json(schedules::read_file(file), file);
  Question question = question_of(saved, file);
  const schedules::Replay replay = schedules::replay(question.recorded.world, saved);
  if (!replay.fits || !still_violated(question, saved, replay.schedule))
    throw NoAnswer{"it no longer shows what it was saved for; 'replock replay " + file + "' says where"};
  Fault fault = fault_of(question, saved, replay.schedule);
  return {std::move(saved), std::move(question), std::move(fault)};
}

/// A claim about a step looks at the last row; one about rest, or a wait, at what follows from it.
std::optional<Schedule> showing(const Question& question, const Fault& fault, const Following& following) {
  if (following.parts != schedules::Parts::never) return std::nullopt;
  Schedule rows = following.schedule;
  rows.resize(following.tail);
  if (shows(question, fault, rows)) return rows;
  if (shows(question, fault, following.schedule)) return following.schedule;
  return std::nullopt;
}

Schedule shown_at(const Question& question, const Original& original) {
  const model::World& world = question.recorded.world;
  const Following following = schedules::follow(original.question.recorded.world, original.saved.rows, world);
  if (const auto schedule = showing(question, original.fault, following)) return *schedule;
  const std::size_t row = following.rows.size();
  const bool fits = row == original.saved.rows.size();
  throw NoAnswer{question.series.name() + " does not show it: " +
                 (fits ? "every row fits, and it does not end in the fault"
                       : "row " + std::to_string(row + 1) + ", '" + original.saved.rows[row].step + "', is not taken") +
                 "; name a series first that shows it, such as " + original.saved.series};
}

reports::SearchedAgain search_again(const Question& question, const Fault& fault, const schedules::Bounds& bounds) {
  const Attention attention;
  const schedules::Verdict verdict =
      answer(question, attention.options(question.scenario + " " + question.series.name(), bounds));
  reports::SearchedAgain again{verdict.result.end, verdict.result.states, std::nullopt};
  for (const schedules::Finding& finding : verdict.findings)
    if (is_same(question, fault, finding))
      again.steps = std::min(again.steps.value_or(finding.schedule.size()), finding.schedule.size());
  return again;
}

int exit_code(const reports::Parting& parting) {
  if (parting.at_the_end == reports::Fault::shown || parting.again.steps) return exit_violated;
  return parting.again.end == schedules::End::exhausted ? exit_ok : exit_incomplete;
}

int compare(const DivergeCommand& command, const model::Series& first, const model::Series& second) {
  const Original original = checks::original(command.file);
  const model::Scenario scenario = model::scenario_named(original.saved.scenario);
  const Question with_fault = ask(scenario, first), with_fix = ask(scenario, second);
  const model::World &from = with_fault.recorded.world, &to = with_fix.recorded.world;

  reports::Parting parting{scenario.name, original.saved.check, original.saved.sentence, {}, {}, {}, {}, {}};
  parting.with_fault = {first.name(), &from, shown_at(with_fault, original)};
  parting.following = schedules::follow(from, schedules::rows_of(from, parting.with_fault.schedule), to);
  parting.with_fix = {second.name(), &to, parting.following.schedule};
  parting.again = search_again(with_fix, original.fault, command.bounds);
  const bool suffices = !is_closing_edge(original.fault) || parting.again.steps;
  if (suffices && showing(with_fix, original.fault, parting.following)) parting.at_the_end = reports::Fault::shown;
  schedules::write_file("-", reports::parting_report(parting));
  return exit_code(parting);
}

}  // namespace

int run(const DivergeCommand& command) {
  if (command.series.size() != 2)
    throw model::Refusal("diverge: " + std::to_string(command.series.size()) + " series" +
                         " named; give two with --series A --series B: first one that shows the finding, then the fix");
  const model::Series first = series_named(command.series[0]), second = series_named(command.series[1]);
  try {
    return compare(command, first, second);
  } catch (const NoAnswer& no) {
    std::fprintf(stderr, "replock: %s\n", reports::printable(command.file + ": " + no.what).c_str());
    return exit_fault;
  }
}

}  // namespace replock::checks
