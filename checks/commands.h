// The commands of `replock`, apart from how their arguments are written. Each returns the exit code.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/relacy_answer.h"
#include "checks/series_choice.h"
#include "model/scenario.h"
#include "schedules/explorer.h"

namespace replock::checks {

/// What the exit code says (see the README).
enum ExitCode : int {
  exit_ok = 0,
  exit_violated = 1,
  exit_usage = 2,
  exit_fault = 3,
  exit_nothing = 4,
  exit_incomplete = 5
};

struct CheckCommand {
  std::vector<std::string> scenarios;  ///< empty: all
  std::vector<std::string> series;     ///< empty: all that the catalogue has
  bool merged = false;                 ///< no names: merged_rows() instead of the others
  bool coverage = false;               ///< behind the table: what of the flows no row takes
  std::string coverage_json;           ///< the same for machines; a file; empty: none
  unsigned threads = 0;                ///< 0: as many as the machine runs at once
  schedules::Bounds bounds;
  std::string reduction = "auto";
  std::string json;                                 ///< a file; empty: none
  std::vector<std::string> reports;                 ///< FORMAT=FILE each
  bool verbatim = false;                            ///< reports may say what scanners take for a crash
  std::string schedules_dir = "replock-schedules";  ///< empty: none are written
};
int run(const CheckCommand& command);

struct ExploreCommand {
  std::string scenario;
  SeriesChoice series;
  EngineChoice engine;
  unsigned threads = 0;  ///< 0: as many as the machine runs at once
  schedules::Bounds bounds;
  std::string reduction = "auto";
  std::string json, schedules_dir;
  std::uint64_t bitstate_bytes = 0;  ///< 0: every state is kept
  std::string checkpoint, resume;    ///< files of a search that is not at its end; "": none
  std::vector<std::string> reports;  ///< FORMAT=FILE each
  bool verbatim = false;             ///< reports may say what scanners take for a crash
  bool mail = false;
  bool stop_at_corruption = false;
};
int run(const ExploreCommand& command);

struct SeriesCommand {
  std::vector<std::string> scenarios;  ///< empty: all
  std::vector<std::string> without;    ///< patches to leave out, each alone; empty: all
  schedules::Bounds bounds;
  std::string json;                                 ///< a file; empty: none
  std::string schedules_dir = "replock-schedules";  ///< empty: none are written
};
int run(const SeriesCommand& command);
struct CampaignCommand {
  unsigned size = 2;  ///< operations at the same time: 2 or 3
  SeriesChoice series;
  unsigned failures = 1;
  unsigned pfs = 0;      ///< 0: one and two
  std::string only;      ///< an operation's word; empty: all
  unsigned threads = 0;  ///< 0: as many as the machine runs at once
  schedules::Bounds bounds;
  std::string resume, json;
  std::string schedules_dir = "replock-schedules";  ///< empty: none are written
};
int run(const CampaignCommand& command);

struct MutateCommand {
  std::vector<std::string> scenarios;  ///< empty: all
  SeriesChoice series;
  std::string only;                      ///< part of a line's file, function or words; empty: all lines
  unsigned threads = 0;                  ///< 0: as many as the machine runs at once
  std::uint64_t states_max = 2'000'000;  ///< of each search
  std::string resume, json;
};
int run(const MutateCommand& command);

struct LockdepCommand {
  std::vector<std::string> scenarios, series;  ///< empty: all
  bool self_test = false;                      ///< the lockdep model on the kernel's cases instead
  unsigned threads = 0;                        ///< 0: as many as the machine runs at once
  schedules::Bounds bounds;
  std::string json;  ///< a file; empty: none
};
int run(const LockdepCommand& command);

struct WindowsCommand {
  std::vector<std::string> scenarios;  ///< empty: all
  std::string series = "L7";
  unsigned threads = 0;  ///< 0: as many as the machine runs at once
  schedules::Bounds bounds;
  std::string json;  ///< a file; empty: none
};
int run(const WindowsCommand& command);

struct ListCommand {
  std::string what;  ///< scenarios, operations, flows, checks, patches, series, hazards; empty: all of them
};
int run(const ListCommand& command);

struct EnginesCommand {
  std::vector<std::string> scenarios, series;  ///< empty: all
  std::string bound, iterations, memory;       ///< as in EngineChoice
  unsigned threads = 0;                        ///< 0: as many as the machine runs at once
};
int run(const EnginesCommand& command);

struct ShowCommand {
  std::string what;  ///< a flow or a scenario
  SeriesChoice series;
  bool layout = false;
  std::string output;                ///< FILE.dot or FILE.svg; empty: the listing on standard output
  std::optional<std::size_t> depth;  ///< drawn: calls nested deeper are folded
};
int run(const ShowCommand& command);

struct ReplayCommand {
  std::string file;
  bool step = false, mail = false;
};
int run(const ReplayCommand& command);

struct DivergeCommand {
  std::string file;
  std::vector<std::string> series;  ///< two: the one that shows the finding, and the one with the fix
  schedules::Bounds bounds;
};
int run(const DivergeCommand& command);

struct GraphCommand {
  std::string scenario;  ///< empty: all scenarios
  SeriesChoice series;
  std::string output;  ///< FILE.dot, FILE.svg or FILE.json
};
int run(const GraphCommand& command);

struct ExportCommand {
  std::string format;  ///< promela
  std::string scenario;
  SeriesChoice series;
  std::string output;
  bool claims = false;  ///< what the checks claim goes in too
};
int run(const ExportCommand& command);

}  // namespace replock::checks
