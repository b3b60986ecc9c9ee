// Threads become processes that never end, steps become numbered statements, alternatives become guarded commands.
//
// One alternative is one transition of Spin: a single statement, a d_step, or an atomic. A goto behind it costs
// nothing. What a thread may do next is the process's place alone, so that Spin's states and ours are the same.
#include "reports/promela.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "reports/promela_assignments.h"
#include "reports/promela_claims.h"
#include "reports/promela_names.h"
#include "reports/text.h"
#include "schedules/about.h"

namespace replock::reports {
namespace {

using model::Alternative;
using model::Step;
using model::World;

std::string comment(std::string text) {
  for (std::size_t at = 0; (at = text.find("*/", at)) != std::string::npos;) text.replace(at, 2, "* /");
  return "/* " + printable(text) + " */";
}

std::string negation(const PromelaNames& names, const model::Conjunction& tests) {
  if (tests.size() == 1) return promela_condition(names, {schedules::negated(tests[0])}, "");
  return "!(" + promela_condition(names, tests, "") + ")";
}

/// The alternative's own guard and, where only the first true one is taken, that no earlier one is true.
std::string guard(const PromelaNames& names, const Step& step, std::size_t index) {
  std::vector<std::string> parts;
  if (step.choice == model::Choice::first)
    for (std::size_t earlier = 0; earlier < index; ++earlier)
      parts.push_back(negation(names, step.alternatives[earlier].guard));
  if (!step.alternatives[index].guard.empty())
    parts.push_back(promela_condition(names, step.alternatives[index].guard, ""));
  return joined(parts, " && ");
}

/// `else` says the same as all the negations, and reads better. Not where a change must follow in the same transition.
bool is_else(const Step& step, std::size_t index) {
  const Alternative& way = step.alternatives[index];
  return step.choice == model::Choice::first && index > 0 && index + 1 == step.alternatives.size() &&
         way.guard.empty() && way.effects.empty();
}

/// Behind a way that is always open, nothing is ever the first.
std::size_t ways_open(const Step& step) {
  if (step.choice == model::Choice::any) return step.alternatives.size();
  const auto always = std::ranges::find_if(step.alternatives, [](const Alternative& way) { return way.guard.empty(); });
  const auto open = static_cast<std::size_t>(always - step.alternatives.begin());
  return std::min(step.alternatives.size(), open + 1);
}

/// What makes a guard and its changes one transition. Spin runs a d_step faster, but keeps the jumps around all of them
/// in a table of 2,048 ("d_step sequence too long"). Within an atomic it stores no state either.
enum class Together { d_step, atomic };
constexpr std::size_t d_steps_max = 2'048;
constexpr std::string_view d_step = "d_step { ", atomic = "atomic { ";

class Process {
 public:
  Process(const World& world, const PromelaNames& names, const PromelaClaims& claims, model::ThreadId id,
          Together together)
      : world_(world),
        names_(names),
        claims_(claims),
        id_(id),
        thread_(world.threads[id]),
        together_(together),
        is_label_(labels(thread_)) {}

  std::string text() const {
    std::string all = "active proctype " + names_.threads[id_] + "()  " + comment(thread_.name) + "\n{\n";
    std::string shown;
    for (std::size_t index = 0; index < thread_.steps.size(); ++index) {
      const std::string& function = model::function_of(world_, thread_.steps[index]);
      if (function != shown && !function.empty()) all += "  " + comment(function + "()") + "\n";
      shown = function;
      all += step_text(static_cast<model::StepId>(index));
    }
    return all + "}\n";
  }

 private:
  /// The steps that something jumps to, and where it may end.
  static std::vector<bool> labels(const model::Program& thread) {
    std::vector<bool> labels(thread.steps.size(), false);
    for (std::size_t index = 0; index < thread.steps.size(); ++index) {
      const Step& step = thread.steps[index];
      if (step.rests) labels[index] = true;
      for (std::size_t way = 0; way < ways_open(step); ++way)
        if (step.alternatives[way].next != index + 1) labels[step.alternatives[way].next] = true;
    }
    return labels;
  }

  /// A label more than Spin needs costs it a walk over all labels, many times over.
  std::string head(model::StepId index) const {
    const std::string label = promela_label(thread_, index);
    return pad_right(is_label_[index] ? label + ":" : "/*" + label + "*/", 10);
  }

  std::string step_text(model::StepId index) const {
    const Step& step = thread_.steps[index];
    const std::string head = this->head(index);
    const std::size_t ways = ways_open(step);
    if (ways == 0) return head + "false;  " + comment(step.words) + "\n";
    if (ways == 1) return head + only_way_text(index) + ";  " + comment(step.alternatives[0].words) + "\n";
    std::string text = head + "if\n";
    for (std::size_t way = 0; way < ways; ++way)
      text += "          :: " + way_text(index, way) + "  " + comment(step.alternatives[way].words) + "\n";
    return text + "          fi;\n";
  }

  /// Spin takes a goto to a label right before a d_step for a jump into it.
  std::string only_way_text(model::StepId index) const {
    const std::string text = way_text(index, 0);
    return text.starts_with(d_step) ? "if :: " + text + " fi" : text;
  }

  std::string way_text(model::StepId index, std::size_t way) const {
    const Step& step = thread_.steps[index];
    const model::StepId next = step.alternatives[way].next;
    const bool bare = claims_.at(id_, index, way, model::Phase::before).empty() &&
                      claims_.at(id_, index, way, model::Phase::after).empty();
    const std::string command = bare && is_else(step, way) ? "else" : command_text(index, way);
    return next == index + 1 ? command : command + " -> goto " + promela_label(thread_, next);
  }

  /// Its changes, and what is claimed before and after them.
  std::vector<std::string> statements(model::StepId index, std::size_t way) const {
    std::vector<std::string> all = promela_assignments(world_, names_, thread_.steps[index].alternatives[way]);
    all.insert(all.begin(), claims_.at(id_, index, way, model::Phase::before));
    all.push_back(claims_.at(id_, index, way, model::Phase::after));
    std::erase(all, "");
    return all;
  }

  std::string command_text(model::StepId index, std::size_t way) const {
    const std::string condition = guard(names_, thread_.steps[index], way);
    const std::vector<std::string> changes = statements(index, way);
    if (changes.empty()) return condition.empty() ? "true" : condition;
    if (condition.empty() && changes.size() == 1) return changes[0];
    return std::string(together_ == Together::d_step ? d_step : atomic) +
           (condition.empty() ? "" : condition + " -> ") + joined(changes, "; ") + " }";
  }

  const World& world_;
  const PromelaNames& names_;
  const PromelaClaims& claims_;
  model::ThreadId id_;
  const model::Program& thread_;
  Together together_;
  std::vector<bool> is_label_;  // by step
};

std::string processes_text(const World& world, const PromelaNames& names, const PromelaClaims& claims,
                           Together together) {
  std::string text;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    text += "\n" + Process(world, names, claims, static_cast<model::ThreadId>(thread), together).text();
  return text;
}

std::size_t count_of(std::string_view words, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(words, at)) != std::string_view::npos; at += words.size()) ++count;
  return count;
}

bool is_lock(const model::Field& field) {
  return field.role == model::Role::owner || field.role == model::Role::reader;
}

std::string values_text(const model::Field& field) {
  if (is_lock(field) || field.values == std::vector<std::string>{"0", "1"}) return "";
  std::vector<std::string> parts;
  for (std::size_t value = 0; value < field.values.size(); ++value)
    parts.push_back(std::to_string(value) + " " + field.values[value]);
  return parts.empty() ? "" : ": " + joined(parts, ", ");
}

/// As narrow as the field. Global, locals too: Spin resets a local that it thinks dead.
std::string declaration(const model::Field& field, const std::string& name) {
  const std::string type =
      field.max <= 1 ? "bit " + name : "unsigned " + name + " : " + std::to_string(std::bit_width(field.max));
  const std::string value = field.initial == 0 ? "" : " = " + std::to_string(field.initial);
  return type + value + ";  " + comment(field.name + values_text(field)) + "\n";
}

std::string lock_values(const World& world) {
  std::string text = "A lock: 0 free";
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    text += ", " + std::to_string(thread + 1) + " " + world.threads[thread].name;
  return comment(text) + "\n";
}

std::string declarations(const World& world, const PromelaNames& names) {
  std::string locks = lock_values(world), others = "\n";
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    if (world.fields[field].role == model::Role::pc) continue;
    (is_lock(world.fields[field]) ? locks : others) += declaration(world.fields[field], names.fields[field]);
  }
  return locks + others;
}

/// Promela's `hidden`: not part of the state, for it is written and read within one transition.
std::string declaration_of_saved(const PromelaNames& names, const std::string& processes) {
  if (processes.find(names.saved + " = ") == std::string::npos) return "";
  return "hidden int " + names.saved + ";  " + comment("holds a value during one step") + "\n";
}

constexpr auto how_to_run =
    "/* Each statement, d_step or atomic is one step of replock's explorer; the number before it is its program\n"
    " * counter, a label where something jumps to it.\n"
    " * To store just as many states: spin -a -o1 -o2 -o3 FILE; cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -c0 -n\n"
    " * (-o1 to -o3: else Spin hides what nobody reads, and merges steps). An invalid end state is a deadlock. */\n";

constexpr auto how_to_read_claims =
    "/* What is claimed stands in C beside the steps, so that it is no part of a state: where the verifier sees a "
    "claim\n"
    " * violated for the first time, it prints \"violated: NUMBER, SENTENCE\". */\n";

}  // namespace

std::string promela(const World& world, const std::string& title, const std::vector<model::Claim>& claimed) {
  const PromelaNames names = promela_names(world);
  const PromelaClaims claims(world, names, claimed);
  std::string processes = processes_text(world, names, claims, Together::d_step);
  if (count_of(d_step, processes) > d_steps_max) processes = processes_text(world, names, claims, Together::atomic);
  return comment(title) + "\n" + how_to_run + (claimed.empty() ? "" : how_to_read_claims) + "\n" +
         declarations(world, names) + declaration_of_saved(names, processes) + claims.declarations() + processes +
         claims.process();
}

}  // namespace replock::reports
