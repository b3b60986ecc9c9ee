// By line, function and way: where a flow was recorded does not matter, nor for which PF, vport or type.
#include "checks/coverage.h"

#include <optional>

namespace replock::checks {
namespace {

using model::Step;
using model::Verb;

/// "yes", "fails"; several alternatives may be one way. Nothing where a fault of the kernel's is meant, which a check
/// tells: an unlock of what is not held, a counter below zero, a queue that overflows.
std::optional<std::string> way_of(const Step& step, std::size_t alternative) {
  const bool last = alternative + 1 == step.alternatives.size();
  switch (step.verb) {
    case Verb::when:
      return step.words.starts_with("call ") ? (last ? "through missing ops" : "called") : (last ? "no" : "yes");
    case Verb::cas:
      return last ? "it is something else" : "changed";
    case Verb::may_fail:
      return last ? "ok" : "fails";
    case Verb::try_lock:
      return last ? "busy" : "taken";
    case Verb::wait_until:
      if (step.alternatives.size() > 1 && step.lock != model::none) return last ? "taken" : "gives up";
      return "";
    case Verb::dequeue:
      return step.alternatives[alternative].words;
    case Verb::unlock:
    case Verb::add:
    case Verb::queue_work:
      if (step.alternatives.size() > 1 && last) return std::nullopt;
      return "";
    default:
      return "";
  }
}

}  // namespace

void CoverageCount::add(const Question& question, const schedules::Verdict& verdict) {
  const bool here = question.series.name() == series_;
  ++rows_;
  rows_here_ += here ? 1 : 0;
  add_ways(question, verdict);
  if (!here) return;
  for (const schedules::LockEdge& edge : verdict.edges) edges_[{edge.held, edge.acquired}].insert(question.scenario);
}

void CoverageCount::add_pair(const Question& question, const schedules::Verdict& verdict) {
  ++pairs_;
  add_ways(question, verdict);
}

void CoverageCount::add_ways(const Question& question, const schedules::Verdict& verdict) {
  incomplete_ += verdict.result.end == schedules::End::exhausted ? 0 : 1;
  if (verdict.result.taken.empty()) return;
  const bool here = question.series.name() == series_;
  const model::Recorded& recorded = question.recorded;
  for (std::size_t thread = 0; thread < recorded.world.threads.size(); ++thread)
    for (std::size_t id = 0; id < recorded.world.threads[thread].steps.size(); ++id) {
      const Step& step = recorded.world.threads[thread].steps[id];
      if (step.verb == Verb::finish) continue;
      const FlowLine line{words(recorded.lines[thread][id]), function_of(recorded.world, step)};
      for (std::size_t alternative = 0; alternative < step.alternatives.size(); ++alternative) {
        const std::optional<std::string> name = way_of(step, alternative);
        if (!name) continue;
        Way& way = ways_.try_emplace({line, *name}, Way{.words = step.words}).first->second;
        const bool taken = verdict.result.taken[thread][id][alternative];
        way.failure |= step.alternatives[alternative].failure;
        way.recorded_here |= here;
        way.taken |= taken;
        way.taken_here |= taken && here;
      }
    }
}

schedules::Coverage CoverageCount::table() const {
  schedules::Coverage coverage;
  coverage.series = series_;
  coverage.rows = rows_, coverage.rows_here = rows_here_;
  coverage.pairs = pairs_, coverage.incomplete = incomplete_;
  for (const auto& [key, way] : ways_) {
    const auto& [line, name] = key;
    schedules::CoverageWay row;
    row.where = line.where, row.function = line.function;
    row.words = way.words, row.way = name;
    row.failure = way.failure, row.recorded_here = way.recorded_here;
    row.taken_here = way.taken_here, row.taken = way.taken;
    for (const ExplainedWay& one : explained_ways())
      if (!row.taken_here && one.function == row.function && one.way == row.way &&
          row.words.find(one.words) != std::string::npos)
        row.why = one.why;
    coverage.ways.push_back(std::move(row));
  }
  for (const auto& [edge, scenarios] : edges_)
    if (scenarios.size() == 1) coverage.lonely.push_back({edge.first, edge.second, *scenarios.begin()});
  return coverage;
}

const std::vector<ExplainedWay>& explained_ways() {
  static const std::vector<ExplainedWay> list{
      {"__esw_offloads_load_rep", "->load(", "through missing ops",
       "register stores the ops before the state, unregister clears them after it, since patch 5 both in one hold of "
       "the "
       "reps_lock that the load holds too; before patch 5 it is taken"},
      {"__esw_offloads_unload_rep", "->unload(", "through missing ops",
       "unloads only what is LOADED, and unregister unloads all under the reps_lock before it clears the ops there"},
      {"mlx5_ib_vport_rep_unload", "ldev->shared_fdb == 1", "yes",
       "the LAG removes the IB devices of all PFs before it shares its FDB, and a slave's uplink builds none after "
       "that"},
      {"mlx5_ib_get_uplink_ibdev", "->get_proto_dev(", "through missing ops",
       "who loads holds the reps_lock of its E-Switch, and the master's unregister takes that of each peer before it "
       "clears the ops, since patch 5; before, it clears none"},
      {"mlx5_devlink_eswitch_mode_set", "operation_in_progress", "yes",
       "whoever sets the flag holds the PF's devlink lock until it is cleared, and so does who looks: the flag is for "
       "those without the devlink lock"},
      {"mlx5e_vport_uplink_rep_unload", "paired", "no",
       "an uplink that was loaded has paired, and nothing but its own unload takes that back; a load that fails does "
       "so "
       "before it pairs"},
      {"mlx5_eswitch_unregister_vport_reps_nested", "mode", "no",
       "a peer is looked for only while the LAG shares its FDB: a PF that leaves switchdev takes the LAG down first, "
       "and "
       "with it the master's IB device, whose device_lock the caller of this holds"},
  };
  return list;
}

}  // namespace replock::checks
