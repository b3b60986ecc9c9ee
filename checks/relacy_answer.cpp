// From words to Relacy's options, and from what it found to a verdict.
#include "checks/relacy_answer.h"

#include "model/refusal.h"

namespace replock::checks {
namespace {

using model::Refusal;
using schedules::Scheduler;

constexpr std::uint64_t iterations_most = 1'000'000'000'000;
constexpr std::uint64_t seed_most = 1'000'000;
constexpr std::uint64_t steps_most = 1'000'000;
constexpr std::uint64_t preemptions_most = 100;
constexpr std::uint64_t random_iterations = 100'000;         // a second or so of a small scenario
constexpr std::uint64_t exhaustive_iterations = 10'000'000;  // full and bound: a minute or so

std::uint64_t number(const std::string& option, const std::string& text, std::uint64_t least, std::uint64_t most) {
  const bool digits = !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && std::stoull(text) >= least && std::stoull(text) <= most) return std::stoull(text);
  throw Refusal(option + ": '" + text + "' is no number from " + std::to_string(least) + " to " + std::to_string(most));
}

Scheduler scheduler_named(const std::string& name) {
  if (name == "full") return Scheduler::full;
  if (name == "random") return Scheduler::random;
  if (name == "bound") return Scheduler::bound;
  if (name.empty()) throw Refusal("--engine relacy: give it a --schedule: full, random or bound");
  throw Refusal("--schedule: '" + name + "' is none; there are full, random and bound");
}

schedules::Memory memory_named(const std::string& name) {
  if (name.empty() || name == "sequential") return schedules::Memory::sequential;
  if (name == "kernel") return schedules::Memory::kernel;
  throw Refusal("--memory: '" + name + "' is none; there are sequential and kernel");
}

void require_together(bool given, bool allowed, const char* option, const char* with) {
  if (given && !allowed) throw Refusal(std::string(option) + " is for " + with + " only");
}

}  // namespace

bool wants_relacy(const EngineChoice& choice) {
  if (choice.engine != "explorer" && choice.engine != "relacy")
    throw Refusal("--engine: '" + choice.engine + "' is none; there are explorer and relacy");
  const bool relacy = choice.engine == "relacy";
  require_together(!choice.schedule.empty(), relacy, "--schedule", "--engine relacy");
  require_together(!choice.bound.empty(), relacy, "--bound", "--engine relacy");
  require_together(!choice.iterations.empty(), relacy, "--iterations", "--engine relacy");
  require_together(!choice.steps.empty(), relacy, "--steps", "--engine relacy");
  require_together(!choice.seed.empty(), relacy, "--seed", "--engine relacy");
  require_together(!choice.memory.empty(), relacy, "--memory", "--engine relacy");
  return relacy;
}

schedules::RelacyOptions relacy_options(const EngineChoice& choice, const schedules::Bounds& bounds) {
  schedules::RelacyOptions options;
  options.scheduler = scheduler_named(choice.schedule);
  options.memory = memory_named(choice.memory);
  const bool random = options.scheduler == Scheduler::random;
  require_together(!choice.bound.empty(), options.scheduler == Scheduler::bound, "--bound", "--schedule bound");
  require_together(!choice.seed.empty(), random, "--seed", "--schedule random");
  const schedules::Bounds none;
  require_together(bounds.states_max != none.states_max, false, "--max-states", "--engine explorer");
  require_together(bounds.memory_max_bytes != none.memory_max_bytes, false, "--max-memory", "--engine explorer");
  options.executions_max = random ? random_iterations : exhaustive_iterations;
  if (!choice.iterations.empty())
    options.executions_max = number("--iterations", choice.iterations, 1, iterations_most);
  if (!choice.steps.empty()) options.moves_max = number("--steps", choice.steps, 1, steps_most);
  if (!choice.seed.empty()) options.seed = number("--seed", choice.seed, 0, seed_most);
  if (!choice.bound.empty())
    options.preemptions_max = static_cast<unsigned>(number("--bound", choice.bound, 0, preemptions_most));
  options.seconds_max = bounds.seconds_max;
  return options;
}

std::string words(const EngineChoice& choice) {
  std::string text = " --engine " + choice.engine;
  const auto add = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) text += " " + option + " " + value;
  };
  add("--schedule", choice.schedule);
  add("--bound", choice.bound);
  add("--iterations", choice.iterations);
  add("--steps", choice.steps);
  add("--seed", choice.seed);
  add("--memory", choice.memory);
  return text;
}

schedules::Verdict answer_by_relacy(const Question& question, const schedules::RelacyOptions& options) {
  const schedules::RelacyResult found = schedules::relacy_search(question.recorded.world, question.claims, options);
  schedules::Verdict verdict = judge(question, found.result);
  verdict.search = words(found, options);
  return verdict;
}

}  // namespace replock::checks
