// Findings of neighbouring series side by side.
#include "checks/series_study.h"

#include <algorithm>

#include "checks/catalogue.h"
#include "checks/commits.h"
#include "schedules/new_findings.h"

namespace replock::checks {
namespace {

using model::Series;
using reports::Answer;
using reports::CommitStudy;
using reports::Sameness;
using reports::StudiedFinding;
using schedules::Finding;
using schedules::Verdict;

bool is_complete(const Verdict& verdict) { return verdict.result.end == schedules::End::exhausted; }

std::vector<Series> levels() {
  std::vector<Series> all{commits().front().before};
  for (const Commit& commit : commits()) all.push_back(commit.with);
  return all;
}

/// A left-out patch can make the others queue more.
std::string with_most_slots(const std::string& scenario) {
  return scenario + (scenario.find('@') == std::string::npos ? "@" : ",") + "slots=8";
}

class Study {
 public:
  Study(const StudyChoice& choice, SearchedRows& rows) : choice_(choice), rows_(rows) {}

  reports::SeriesStudy run() {
    reports::SeriesStudy done;
    done.scenarios = choice_.scenarios;
    for (const Series& level : levels()) done.levels.push_back(level.name());
    for (const Commit& commit : commits()) done.commits.push_back(of(commit));
    for (const Check check : all_checks()) done.checks.push_back(of(check));
    for (const model::Patch patch : choice_.left_out) done.left_out.push_back(without(patch));
    done.as_claimed = as_claimed(done);
    return done;
  }

 private:
  const SearchedRow& row(const std::string& scenario, const Series& series) { return rows_.at(scenario, series); }

  void add_difference(const std::string& scenario, const Verdict& verdict, const Verdict& other,
                      std::vector<StudiedFinding>& difference) {
    for (const schedules::NewFinding& one : schedules::new_findings(verdict, other)) {
      const Known* known = background(scenario, verdict, *one.finding);
      difference.push_back({&verdict, one.finding, known == nullptr ? "" : known->hazard,
                            known == nullptr ? "" : known->meaning, one.adds_to_others});
    }
  }

  /// What the catalogue knows of the finding, or else of the same one at the levels, where these tell of one hazard.
  const Known* background(const std::string& scenario, const Verdict& verdict, const Finding& finding) {
    if (const Known* own = explanation(verdict, finding)) return own;
    const Known* first = nullptr;
    for (const Series& level : levels()) {
      const Verdict& there = row(scenario, level).verdict;
      const Finding* same = schedules::same_finding(there, finding);
      const Known* known = same == nullptr ? nullptr : explanation(there, *same);
      if (first != nullptr && known != nullptr && known->hazard != first->hazard) return nullptr;
      if (first == nullptr) first = known;
    }
    return first;
  }

  CommitStudy of(const Commit& commit) {
    const model::PatchInfo& patch = model::info(commit.patch);
    CommitStudy done;
    done.patch = patch.short_name;
    done.name = patch.name;
    done.before = commit.before.name();
    done.with = commit.with.name();
    done.claims_no_change = patch.claims_no_change;
    for (const std::string& scenario : choice_.scenarios) {
      const SearchedRow& before = row(scenario, commit.before);
      const SearchedRow& with = row(scenario, commit.with);
      add_difference(scenario, before.verdict, with.verdict, done.fixes);
      add_difference(scenario, with.verdict, before.verdict, done.breaks);
      done.open += with.verdict.findings.size();
      done.complete = done.complete && is_complete(before.verdict) && is_complete(with.verdict);
      if (patch.claims_no_change)
        done.sameness.push_back({scenario, sameness(before.question, with.question, rows_.options_for())});
    }
    done.safe = !done.breaks.empty() ? Answer::no : done.complete ? Answer::yes : Answer::unknown;
    return done;
  }

  reports::CheckStudy of(Check check) {
    reports::CheckStudy done{std::string(info(check).id), {}, {}};
    for (const Series& level : levels()) add_level(level, done);
    return done;
  }

  void add_level(const Series& level, reports::CheckStudy& done) {
    std::size_t findings = 0;
    bool complete = true;
    for (const std::string& scenario : choice_.scenarios) {
      const Verdict& verdict = row(scenario, level).verdict;
      findings += static_cast<std::size_t>(std::ranges::count(verdict.findings, done.check, &Finding::check));
      complete = complete && is_complete(verdict);
    }
    done.findings.push_back(findings);
    done.complete.push_back(complete);
  }

  reports::LeftOutStudy without(model::Patch patch) {
    const LeftOutSeries left = left_out(patch);
    reports::LeftOutStudy done;
    done.patch = model::info(patch).short_name;
    done.name = model::info(patch).name;
    done.series = left.series.name();
    for (const model::Patch also : left.also) done.also.emplace_back(model::info(also).short_name);
    for (const std::string& scenario : choice_.scenarios) {
      const Verdict& whole = row(scenario, commits().back().with).verdict;
      const Verdict& verdict = row(scenario, left.series).verdict;
      add_difference(scenario, verdict, whole, done.back);
      done.complete = done.complete && is_complete(whole) && is_complete(verdict);
    }
    return done;
  }

  /// Something that is not so beats something that is not known.
  static Answer as_claimed(const reports::SeriesStudy& done) {
    std::vector<Answer> answers;
    for (const CommitStudy& commit : done.commits) {
      answers.push_back(commit.safe);
      for (const reports::ScenarioSameness& one : commit.sameness)
        answers.push_back(one.sameness == Sameness::other_states ? Answer::no
                          : one.sameness == Sameness::unknown    ? Answer::unknown
                                                                 : Answer::yes);
    }
    for (const reports::LeftOutStudy& left : done.left_out)
      answers.push_back(left.complete ? Answer::yes : Answer::unknown);
    for (const Answer worst : {Answer::no, Answer::unknown})
      if (std::ranges::count(answers, worst) > 0) return worst;
    return Answer::yes;
  }

  const StudyChoice& choice_;
  SearchedRows& rows_;
};

}  // namespace

Verdict SearchedRows::searched(const std::string& scenario, const Question& question) const {
  for (const auto& [key, row] : rows_)
    if (key.first == scenario && row.question.recorded.world == question.recorded.world)
      return judge(question, row.verdict.result);
  const schedules::Options options = options_for_(question.scenario + " " + question.series.name());
  if (!options.is_interrupted()) return answer(question, options);
  schedules::Result nothing;
  nothing.end = schedules::End::interrupted;
  return judge(question, std::move(nothing));
}

const SearchedRow& SearchedRows::at(const std::string& scenario, const Series& series) {
  const std::pair<std::string, std::string> key{scenario, series.name()};
  const auto found = rows_.find(key);
  if (found != rows_.end()) return found->second;
  SearchedRow row{ask(model::scenario_named(scenario), series), {}};
  try {
    row.verdict = searched(scenario, row.question);
  } catch (const model::ModelFault&) {
    if (scenario.find("slots=") != std::string::npos) throw;
    row.question = ask(model::scenario_named(with_most_slots(scenario)), series);
    row.verdict = searched(scenario, row.question);
  }
  return rows_.emplace(key, std::move(row)).first->second;
}

reports::SeriesStudy study(const StudyChoice& choice, SearchedRows& rows) { return Study(choice, rows).run(); }

Sameness sameness(const Question& without, const Question& with, const OptionsFor& options_for) {
  if (without.recorded.world == with.recorded.world) return Sameness::identical_programs;
  const auto searched = [&](const Question& question) {
    schedules::Options options = options_for(question.scenario + " " + question.series.name());
    options.digesting = schedules::Digesting::on;
    return schedules::explore(question.recorded.world, {}, options);
  };
  return sameness(searched(without), searched(with));
}

Sameness sameness(const schedules::Result& without, const schedules::Result& with) {
  if (without.end != schedules::End::exhausted || with.end != schedules::End::exhausted) return Sameness::unknown;
  const bool same =
      without.states == with.states && without.transitions == with.transitions && without.digest == with.digest;
  return same ? Sameness::same_states : Sameness::other_states;
}

}  // namespace replock::checks
