// `replock replay`: a saved schedule walked on the program of today.
#include <cstdio>
#include <iostream>
#include <limits>

#include "checks/catalogue.h"
#include "checks/checks.h"
#include "checks/commands.h"
#include "checks/confirm.h"
#include "checks/races.h"
#include "model/refusal.h"
#include "reports/stale_reads.h"
#include "reports/state_change.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/end_state.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using model::State;
using model::World;

Question question_of(const schedules::SavedSchedule& saved, const std::string& file) {
  try {
    if (saved.check != data_race_id) check_named(saved.check);
    return ask(model::scenario_named(saved.scenario), model::Series::parse(saved.series));
  } catch (const model::Refusal& refusal) {
    throw model::Refusal(file + ": " + refusal.what());
  }
}

/// A step is one line at a terminal: it is there to be searched for.
constexpr std::size_t whole_lines = std::numeric_limits<std::size_t>::max();

/// Enter goes on, q or the end of the input stops.
bool wants_more() {
  std::fputs("-- Enter: next step, q: stop -- ", stderr);
  std::string answer;
  if (std::getline(std::cin, answer)) return answer != "q";
  std::fputs("\n", stderr);
  return false;
}

/// True if the walk went to its end.
bool step_through(const World& world, const schedules::Schedule& schedule, std::size_t width) {
  State state = model::initial_state(world);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    schedules::write_file("-", reports::step_report(world, state, schedule[i], i + 1, width));
    state = model::after(world, state, schedule[i]);
    if (i + 1 < schedule.size() && !wants_more()) return false;
  }
  return true;
}

/// "'replock explore late-load --series L6 --schedules DIRECTORY'"
std::string search_again(const schedules::SavedSchedule& saved) {
  const std::string by = saved.check == data_race_id ? " --engine relacy --schedule bound --memory kernel" : "";
  return "'replock explore " + saved.scenario + " --series " + saved.series + by + " --schedules DIRECTORY'";
}

std::string no_longer(const World& world, const schedules::SavedSchedule& saved, const schedules::Schedule& schedule) {
  const bool ordered = saved.check == data_race_id && race_again(world, schedule, saved.sentence) == RaceAgain::ordered;
  return (ordered ? "something orders the two accesses now: '" : "it no longer ends in '") + saved.sentence + "'";
}

/// What the catalogue says of it; "" where it knows nothing.
std::string meaning_of(const Question& question, const schedules::Finding& finding) {
  schedules::Verdict verdict;
  verdict.scenario = question.scenario, verdict.series = question.series.name();
  const Known* const entry = explanation(verdict, finding);
  return entry == nullptr ? "" : meaning_of(*entry);
}

/// One line about the file; what stands in it may be foreign.
int report(const std::string& file, const std::string& what) {
  std::fprintf(stderr, "replock: %s\n", reports::printable(file + ": " + what).c_str());
  return exit_fault;
}

int report_divergence(const ReplayCommand& command, const schedules::SavedSchedule& saved,
                      const schedules::Divergence& at) {
  return report(command.file, "row " + std::to_string(at.row + 1) + " no longer fits: it wants '" + at.wanted +
                                  "', and the program has there now '" + reports::joined(at.now, "', '") +
                                  "'; save it anew with " + search_again(saved));
}

}  // namespace

int run(const ReplayCommand& command) {
  const auto saved = schedules::saved_from_json(schedules::read_file(command.file), command.file);
  const Question question = question_of(saved, command.file);
  const World& world = question.recorded.world;
  const schedules::Replay replay = schedules::replay(world, saved);

  const auto width = command.mail ? reports::TraceWidth::mail : reports::TraceWidth::terminal;
  const auto columns = static_cast<std::size_t>(width);
  const std::size_t walk_width = command.mail ? columns : whole_lines;
  if (!command.step) schedules::write_file("-", reports::walk(world, replay.schedule, walk_width));
  if (command.step && !step_through(world, replay.schedule, walk_width)) return exit_incomplete;
  if (!replay.fits) return report_divergence(command, saved, replay.divergence);

  const bool still = still_violated(question, saved, replay.schedule);
  schedules::Finding finding;
  if (still) finding.check = saved.check, finding.sentence = saved.sentence;
  const State end = schedules::end_state(world, replay.schedule);
  finding.cycle = wait_ring(world, end);
  const std::string stale = reports::stale_reads(world, replay.schedule, columns);
  if (!stale.empty()) schedules::write_file("-", "\n" + stale);
  schedules::write_file("-", "\n" + reports::final_state(world, end, finding,
                                                         reports::taking_part(world, replay.schedule, finding), width));
  const std::string meaning = still ? meaning_of(question, finding) : "";
  if (!meaning.empty())
    schedules::write_file("-", reports::paragraph("meaning: ", reports::printable(meaning), columns));
  if (still) return exit_ok;
  return report(command.file, "every row fits, but " + no_longer(world, saved, replay.schedule) +
                                  "; save it anew with " + search_again(saved));
}

}  // namespace replock::checks
