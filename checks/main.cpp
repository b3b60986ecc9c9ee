// The command line of `replock`; the only file that knows CLI11.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <new>
#include <sstream>

#include "checks/campaign.h"
#include "checks/commands.h"
#include "model/refusal.h"
#include "model/step.h"
#include "reports/text.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

/// CLI11's own number checks print a bound of 309 digits.
std::string is_positive(const std::string& text) {
  const bool digits = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  return digits && text.find_first_not_of('0') != std::string::npos ? "" : "'" + text + "' is no number from 1 up";
}

/// An unset variable of a script must not stand for "all of them".
std::string is_given(const std::string& text) { return text.empty() ? "'' is no name" : ""; }

/// "512M", "20G": bytes with a suffix of 1024s, or none.
std::string is_size(const std::string& text) {
  const bool suffix = !text.empty() && std::string("KMGkmg").find(text.back()) != std::string::npos;
  const std::string number = suffix ? text.substr(0, text.size() - 1) : text;
  return is_positive(number).empty() && number.size() < 10 ? "" : "'" + text + "' is no size; write 512M or 20G";
}

std::uint64_t size_of(const std::string& text) {
  const std::size_t power = std::string("KMG").find(static_cast<char>(std::toupper(text.back())));
  return std::stoull(text) << (power == std::string::npos ? 0 : 10 * (power + 1));
}

struct BoundTexts {
  std::string states, memory, seconds;
  schedules::Bounds bounds() const {
    schedules::Bounds bounds;
    if (!states.empty()) bounds.states_max = std::stoull(states);
    if (!memory.empty()) bounds.memory_max_bytes = size_of(memory);
    if (!seconds.empty()) bounds.seconds_max = std::stod(seconds);
    return bounds;
  }
};

/// "0", "1", ...
std::vector<std::string> choices(unsigned least, unsigned most) {
  std::vector<std::string> texts;
  for (unsigned number = least; number <= most; ++number) texts.push_back(std::to_string(number));
  return texts;
}

unsigned number_of(const std::string& text, unsigned without) {
  return text.empty() ? without : static_cast<unsigned>(std::stoul(text));
}

void add_bounds(CLI::App& app, BoundTexts& texts) {
  app.add_option("--max-states", texts.states, "end incomplete past this many states")->check(is_positive);
  app.add_option("--max-memory", texts.memory, "end incomplete past this much memory for a search's states (20G)")
      ->check(is_size);
  app.add_option("--max-seconds", texts.seconds, "end incomplete past this time per row")->check(is_positive);
}

void add_reduction(CLI::App& app, std::string& name) {
  app.add_option("--reduction", name,
                 "none; local, persistent, symmetric: ever fewer interleavings, same findings; auto: symmetric from "
                 "two million states on")
      ->capture_default_str();
}

void add_reports(CLI::App& app, std::vector<std::string>& texts, bool& verbatim) {
  app.add_option("--report", texts,
                 "FORMAT=FILE, again for more: lockdep, mail, ktap, tap13, junit, github, github-summary, mermaid, "
                 "sarif, itf, html")
      ->allow_extra_args(false)
      ->check(is_given);
  app.add_flag("--verbatim", verbatim, "reports say 'WARNING:', 'INFO: task' and 'Call Trace:' as a kernel does");
}

void add_threads(CLI::App& app, std::string& text, const std::string& what) {
  app.add_option("--threads", text, what + ", 1 to 8; as many as the machine runs at once without it")
      ->check(CLI::IsMember(choices(1, threads_max)));
}

void add_series(CLI::App& app, SeriesChoice& choice) {
  app.add_option("--series", choice.series, "L0 to L7, or L7-4, L4+7")->capture_default_str();
  app.add_option("--with", choice.with, "add a patch, by number or name (replock list patches)")
      ->allow_extra_args(false);  // one each: the name behind it is the scenario
  app.add_option("--without", choice.without, "leave a patch out")->allow_extra_args(false);
}

struct Commands {
  CheckCommand check;
  ExploreCommand explore;
  CampaignCommand campaign;
  ListCommand list;
  ShowCommand show;
  ReplayCommand replay;
  GraphCommand graph;
  ExportCommand exported;
  SeriesCommand series;
  DivergeCommand diverge;
  EnginesCommand engines;
  MutateCommand mutate;
  LockdepCommand lockdep;
  WindowsCommand windows;
  BoundTexts check_bounds, explore_bounds, campaign_bounds, series_bounds, diverge_bounds, lockdep_bounds,
      windows_bounds;
  std::string failures, pfs, threads, depth, mutate_states, bitstate;
  bool pairs = false, triples = false;
};

void add_check(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("check", "run the catalogue: scenarios x series, against what is expected");
  sub.add_option("scenario", all.check.scenarios, "only these scenarios");
  sub.add_option("--series", all.check.series, "only these series")->allow_extra_args(false);
  sub.add_flag("--merged", all.check.merged, "instead, the scenarios that are searched at L7 only, reduced");
  sub.add_flag("--coverage", all.check.coverage, "say which lines and branches of the flows no row takes");
  sub.add_option("--coverage-json", all.check.coverage_json, "the same for machines, to this file")->check(is_given);
  sub.add_option("--json", all.check.json, "write the verdicts for machines to this file")->check(is_given);
  sub.add_option("--schedules", all.check.schedules_dir, "where to save what was found; '' for nowhere")
      ->capture_default_str();
  add_reports(sub, all.check.reports, all.check.verbatim);
  add_threads(sub, all.threads, "search with so many threads");
  add_reduction(sub, all.check.reduction);
  add_bounds(sub, all.check_bounds);
}

void add_engine(CLI::App& app, EngineChoice& choice) {
  app.add_option("--engine", choice.engine, "explorer: every state, once; relacy: schedules, one by one")
      ->capture_default_str();
  app.add_option("--schedule", choice.schedule, "relacy: full, random or bound");
  app.add_option("--bound", choice.bound, "relacy, bound: at most so many preemptions (2)");
  app.add_option("--iterations", choice.iterations, "relacy: at most so many executions");
  app.add_option("--steps", choice.steps, "relacy: each execution at most so many steps");
  app.add_option("--memory", choice.memory, "relacy: sequential, or kernel: stale reads and data races (sequential)");
  app.add_option("--seed", choice.seed, "relacy, random: which executions (0)");
}

void add_explore(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("explore", "search one scenario at one series, with traces");
  sub.add_option("scenario", all.explore.scenario, "NAME, or NAME@failures=2,vfs=1")->required();
  add_series(sub, all.explore.series);
  add_engine(sub, all.explore.engine);
  sub.add_option("--json", all.explore.json, "write the verdict for machines to this file")->check(is_given);
  sub.add_option("--schedules", all.explore.schedules_dir, "save what was found in this directory");
  sub.add_flag("--mail", all.explore.mail, "traces of 75 columns, to paste into a mail");
  add_reports(sub, all.explore.reports, all.explore.verbatim);
  add_threads(sub, all.threads, "search with so many threads");
  add_reduction(sub, all.explore.reduction);
  sub.add_flag("--stop-at-corruption", all.explore.stop_at_corruption,
               "follow no run past a use of memory that is freed or missing");
  sub.add_option("--bitstate", all.bitstate,
                 "keep three bits a state, in an array of this size (256M): the answer is probabilistic")
      ->check(is_size);
  sub.add_option("--checkpoint", all.explore.checkpoint, "keep the search in this file, each minute and when it ends")
      ->check(is_given);
  sub.add_option("--resume", all.explore.resume, "go on with the search that is kept in this file")->check(is_given);
  add_bounds(sub, all.explore_bounds);
}

void add_series_study(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("series", "commit by commit: what each patch fixes and breaks");
  sub.add_option("scenario", all.series.scenarios, "only these scenarios");
  sub.add_option("--without", all.series.without, "of the patches left out alone, only this one")
      ->allow_extra_args(false);
  sub.add_option("--json", all.series.json, "write it for machines to this file")->check(is_given);
  sub.add_option("--schedules", all.series.schedules_dir, "where to save what was found; '' for nowhere")
      ->capture_default_str();
  add_bounds(sub, all.series_bounds);
}

void add_diverge(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("diverge", "where a fix takes a saved schedule another way");
  sub.add_option("file", all.diverge.file, "a schedule that check or explore saved")->required()->check(is_given);
  sub.add_option("--series", all.diverge.series, "twice: one that shows the finding, then one with the fix")
      ->allow_extra_args(false);
  add_bounds(sub, all.diverge_bounds);
}

void add_campaign(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("campaign", "every pair of operations, from every first state that matters");
  CLI::Option* const pairs = sub.add_flag("--pairs", all.pairs, "two operations at the same time (as without it)");
  sub.add_flag("--triples", all.triples, "three at the same time")->excludes(pairs);
  add_series(sub, all.campaign.series);
  sub.add_option("--failures", all.failures, "the failure budget of each run, 0 to 3 (1)")
      ->check(CLI::IsMember(choices(0, 3)));
  sub.add_option("--pfs", all.pfs, "only with one PF, or only with two")->check(CLI::IsMember(choices(1, 2)));
  sub.add_option("--only", all.campaign.only, "only sets with this operation (replock list operations)")
      ->check(is_given);
  add_threads(sub, all.threads, "search with so many threads");
  sub.add_option("--resume", all.campaign.resume, "keep what is done in this file, and go on from there")
      ->check(is_given);
  sub.add_option("--json", all.campaign.json, "write the groups for machines to this file")->check(is_given);
  sub.add_option("--schedules", all.campaign.schedules_dir, "where to save a schedule per group; '' for nowhere")
      ->capture_default_str();
  add_bounds(sub, all.campaign_bounds);
}

void add_engines(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("engines", "the explorer and Relacy beside each other");
  sub.add_option("scenario", all.engines.scenarios, "only these scenarios");
  sub.add_option("--series", all.engines.series, "only these series")->allow_extra_args(false);
  sub.add_option("--memory", all.engines.memory, "sequential: do they agree? kernel: what only weak memory shows");
  sub.add_option("--bound", all.engines.bound, "Relacy's bounded search: at most so many preemptions (1; kernel: 2)");
  sub.add_option("--iterations", all.engines.iterations, "each of Relacy's searches: at most so many executions");
  add_threads(sub, all.threads, "compare so many rows at once");
}

void add_mutate(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("mutate", "each line of the flows wrong once: what catches it?");
  sub.add_option("scenario", all.mutate.scenarios, "only in these scenarios");
  add_series(sub, all.mutate.series);
  sub.add_option("--only", all.mutate.only, "only lines with this in file, function or words")->check(is_given);
  add_threads(sub, all.threads, "search with so many threads");
  sub.add_option("--resume", all.mutate.resume, "keep what is done in this file, and go on from there")
      ->check(is_given);
  sub.add_option("--json", all.mutate.json, "write the table for machines to this file")->check(is_given);
  sub.add_option("--max-states", all.mutate_states, "leave a mutant open past this many states")->check(is_positive);
}

void add_lockdep(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("lockdep", "each lock cycle: can it deadlock, and would lockdep print it?");
  CLI::Option* const scenario = sub.add_option("scenario", all.lockdep.scenarios, "only these scenarios");
  CLI::Option* const series = sub.add_option("--series", all.lockdep.series, "only these series");
  series->allow_extra_args(false);
  sub.add_flag("--selftest", all.lockdep.self_test, "the model of lockdep on the kernel's locking self-test instead")
      ->excludes(scenario)
      ->excludes(series);
  sub.add_option("--json", all.lockdep.json, "write it for machines to this file")->check(is_given);
  add_threads(sub, all.threads, "search with so many threads");
  add_bounds(sub, all.lockdep_bounds);
}

void add_windows(CLI::App& app, Commands& all) {
  CLI::App& sub = *app.add_subcommand("windows", "where a lock is dropped and taken again, and who runs meanwhile");
  sub.add_option("scenario", all.windows.scenarios, "only in these scenarios");
  sub.add_option("--series", all.windows.series, "L0 to L7, or L5-4")->capture_default_str();
  sub.add_option("--json", all.windows.json, "write it for machines to this file")->check(is_given);
  add_threads(sub, all.threads, "search with so many threads");
  add_bounds(sub, all.windows_bounds);
}

void add_others(CLI::App& app, Commands& all) {
  CLI::App& list =
      *app.add_subcommand("list", "what there is: scenarios, operations, flows, checks, patches, series, hazards");
  list.add_option("what", all.list.what, "only one of them")->check(is_given);

  CLI::App& show = *app.add_subcommand("show", "a flow or a scenario as its steps, or drawn as state machines");
  show.add_option("what", all.show.what, "a flow or a scenario")->required();
  add_series(show, all.show.series);
  CLI::Option* const output =
      show.add_option("-o,--output", all.show.output, "draw it: FILE.svg or FILE.dot")->check(is_given);
  show.add_flag("--layout", all.show.layout, "the fields of its state and their bits instead")->excludes(output);
  show.add_option("--depth", all.depth, "draw calls nested so deep; deeper ones are folded")
      ->check(CLI::IsMember(choices(1, 32)))
      ->needs(output);

  CLI::App& replay = *app.add_subcommand("replay", "walk a saved schedule");
  replay.add_option("file", all.replay.file, "a schedule that check or explore saved")->required()->check(is_given);
  replay.add_flag("--step", all.replay.step, "wait for Enter after each step");
  replay.add_flag("--mail", all.replay.mail, "75 columns");

  CLI::App& graph = *app.add_subcommand("graph", "the lock graph, cycles marked");
  graph.add_option("scenario", all.graph.scenario, "one scenario; all together without it")->check(is_given);
  add_series(graph, all.graph.series);
  graph.add_option("-o,--output", all.graph.output, "FILE.svg, FILE.dot or FILE.json")->required()->check(is_given);

  CLI::App& exported = *app.add_subcommand("export", "one scenario as a model for another checker");
  exported.add_option("format", all.exported.format, "promela: for Spin")->required();
  exported.add_option("scenario", all.exported.scenario, "NAME, or NAME@failures=2,vfs=1")->required();
  add_series(exported, all.exported.series);
  exported.add_option("-o,--output", all.exported.output, "the file to write; - for standard output")
      ->required()
      ->check(is_given);
  exported.add_flag("--claims", all.exported.claims, "with what the checks claim: the verifier says what is violated");
}

CampaignCommand campaign_of(const Commands& all) {
  CampaignCommand command = all.campaign;
  command.size = all.triples ? 3 : 2;
  command.failures = number_of(all.failures, command.failures);
  command.pfs = number_of(all.pfs, command.pfs);
  command.threads = number_of(all.threads, command.threads);
  command.bounds = all.campaign_bounds.bounds();
  if (all.campaign_bounds.states.empty()) command.bounds.states_max = campaign_states_max;
  return command;
}

int dispatch(CLI::App& app, Commands& all) {
  all.check.bounds = all.check_bounds.bounds();
  all.explore.bounds = all.explore_bounds.bounds();
  if (!all.bitstate.empty()) all.explore.bitstate_bytes = size_of(all.bitstate);
  all.check.threads = all.explore.threads = number_of(all.threads, 0);
  all.series.bounds = all.series_bounds.bounds();
  all.diverge.bounds = all.diverge_bounds.bounds();
  all.windows.bounds = all.windows_bounds.bounds();
  all.lockdep.bounds = all.lockdep_bounds.bounds();
  if (!all.depth.empty()) all.show.depth = number_of(all.depth, 0);
  const std::string name = app.get_subcommands().front()->get_name();
  if (name == "check") return run(all.check);
  if (name == "explore") return run(all.explore);
  if (name == "series") return run(all.series);
  if (name == "diverge") return run(all.diverge);
  if (name == "campaign") return run(campaign_of(all));
  all.engines.threads = all.mutate.threads = all.lockdep.threads = all.windows.threads = number_of(all.threads, 0);
  if (!all.mutate_states.empty()) all.mutate.states_max = std::stoull(all.mutate_states);
  if (name == "mutate") return run(all.mutate);
  if (name == "lockdep") return run(all.lockdep);
  if (name == "windows") return run(all.windows);
  if (name == "engines") return run(all.engines);
  if (name == "list") return run(all.list);
  if (name == "show") return run(all.show);
  if (name == "replay") return run(all.replay);
  if (name == "export") return run(all.exported);
  return run(all.graph);
}

constexpr auto footer =
    "Examples:\n"
    "  replock check                            the whole table\n"
    "  replock explore bond-vs-unbind --series L5 --without 4\n"
    "  replock replay replock-schedules/bond-vs-unbind.L5-4.deadlock.json\n"
    "  replock graph bond-vs-unbind --series L5-4 -o lock.svg\n"
    "Exit codes: 0 as claimed and exhaustive, 1 violated or not as expected, 2 bad usage or input,\n"
    "3 our own fault or a replay that diverged, 4 nothing to do, 5 incomplete.";

/// --help and --version, over the write that notices a full disk.
int say(const CLI::App& app, const CLI::ParseError& success) {
  std::ostringstream text;
  app.exit(success, text, text);
  schedules::write_file("-", text.str());
  return exit_ok;
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("replock: every interleaving of the mlx5 representor locks, patch by patch", "replock");
  app.set_version_flag("--version", "replock " REPLOCK_VERSION);
  app.require_subcommand(0, 1);  // that it is there is looked at last: a wrong one is to be named
  app.footer(footer);
  Commands all;
  add_check(app, all);
  add_explore(app, all);
  add_series_study(app, all);
  add_diverge(app, all);
  add_campaign(app, all);
  add_engines(app, all);
  add_mutate(app, all);
  add_lockdep(app, all);
  add_windows(app, all);
  add_others(app, all);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return say(app, error);
    std::fprintf(stderr, "replock: %s; see 'replock --help'\n", reports::printable(error.what()).c_str());
    return exit_usage;
  }
  if (app.get_subcommands().empty()) throw model::Refusal("there is no command; see 'replock --help'");
  return dispatch(app, all);
}

}  // namespace
}  // namespace replock::checks

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a write past the limit fails instead, and cleans up
  try {
    return replock::checks::parse_and_run(argc, argv);
  } catch (const replock::model::Refusal& refusal) {
    std::fprintf(stderr, "replock: %s\n", replock::reports::printable(refusal.what()).c_str());
    return replock::checks::exit_usage;
  } catch (const replock::schedules::Interrupted& interrupted) {
    std::fprintf(stderr, "replock: interrupted while %s: incomplete, and nothing is known yet\n",
                 replock::reports::printable(interrupted.meanwhile).c_str());
    return replock::checks::exit_incomplete;
  } catch (const replock::model::ModelFault& fault) {
    std::fprintf(stderr, "replock: a fault of the model, not of the kernel: %s\n",
                 replock::reports::printable(fault.what).c_str());
    return replock::checks::exit_fault;
  } catch (const std::bad_alloc&) {
    std::fputs("replock: there is no memory left; bound the search with --max-memory below what there is\n", stderr);
    return replock::checks::exit_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "replock: our own fault: %s\n", replock::reports::printable(error.what()).c_str());
    return replock::checks::exit_fault;
  }
}
