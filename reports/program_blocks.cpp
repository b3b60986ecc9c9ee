// Where blocks begin, and which call each one belongs to.
#include "reports/program_blocks.h"

#include <algorithm>

namespace replock::reports {
namespace {

using model::FrameId;
using model::Program;
using model::World;

std::vector<std::vector<Way>> all_ways(const Program& program) {
  std::vector<std::vector<Way>> all;
  for (const model::Step& step : program.steps) all.push_back(ways(step));
  return all;
}

// A step that rests stands alone, so that it shows.
std::vector<bool> block_starts(const Program& program, const std::vector<std::vector<Way>>& out) {
  std::vector<bool> starts(program.steps.size(), false);
  if (!starts.empty()) starts[0] = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool goes_on = out[i].size() == 1 && out[i].front().next == i + 1 && !program.steps[i].rests;
    for (const Way& way : out[i])
      if (!goes_on) starts[way.next] = true;
    if (i + 1 == out.size()) break;
    const model::Step& next = program.steps[i + 1];
    if (!goes_on || next.frame != program.steps[i].frame || next.rests) starts[i + 1] = true;
  }
  return starts;
}

std::vector<FrameId> stack_of(const World& world, FrameId frame) {
  std::vector<FrameId> stack;
  for (; frame != 0; frame = world.frames[frame].caller) stack.push_back(frame);
  std::reverse(stack.begin(), stack.end());
  return stack;
}

/// The calls that steps in the order of the program are in: those that go on, and those that begin.
class CallStack {
 public:
  std::size_t enter(const std::vector<FrameId>& stack, std::vector<Call>& calls) {
    std::size_t same = 0;
    while (same < stack.size() && same + 1 < open_.size() && calls[open_[same + 1]].frame == stack[same]) ++same;
    open_.resize(same + 1);
    for (std::size_t i = same; i < stack.size(); ++i) {
      calls.push_back({stack[i], open_.back()});
      open_.push_back(calls.size() - 1);
    }
    return open_.back();
  }

 private:
  std::vector<std::size_t> open_{0};
};

std::vector<std::size_t> depths(const std::vector<Call>& calls) {
  std::vector<std::size_t> all(calls.size(), 0);
  for (std::size_t i = 1; i < calls.size(); ++i) all[i] = all[calls[i].caller] + 1;
  return all;
}

/// For each call the outermost one around it that lies deeper than `depth`; 0: none.
std::vector<std::size_t> fold_roots(const ProgramBlocks& program, std::size_t depth) {
  const std::vector<std::size_t> deep = depths(program.calls);
  std::vector<std::size_t> roots(program.calls.size(), 0), blocks(program.calls.size(), 0);
  for (std::size_t i = 1; i < roots.size(); ++i)
    if (deep[i] > depth) roots[i] = deep[i] == depth + 1 ? i : roots[program.calls[i].caller];
  for (const Block& block : program.blocks) ++blocks[roots[block.call]];
  for (std::size_t& root : roots)
    if (blocks[root] <= 1) root = 0;
  return roots;
}

void add_way(std::vector<Way>& all, model::StepId next, bool failure) {
  const auto same = std::find_if(all.begin(), all.end(), [&](const Way& way) { return way.next == next; });
  if (same == all.end())
    all.push_back({"", next, failure});
  else
    same->failure = same->failure && failure;
}

/// The blocks of a fold become one, with the ways out of all of them.
void absorb(Block& fold, const Block& block) {
  fold.last = block.last;
  for (const Way& way : block.ways) add_way(fold.ways, way.next, way.failure);
}

/// Each way leads to the start of what its target was folded into; a fold's ways into itself are gone.
void lead_to_starts(std::vector<Block>& blocks) {
  const auto start_of = [&](model::StepId step) {
    return std::prev(std::upper_bound(blocks.begin(), blocks.end(), step,
                                      [](model::StepId one, const Block& block) { return one < block.first; }))
        ->first;
  };
  for (Block& block : blocks) {
    for (Way& way : block.ways) way.next = start_of(way.next);
    if (block.folded == 0) continue;
    std::vector<Way> out;
    for (const Way& way : block.ways)
      if (way.next != block.first) add_way(out, way.next, way.failure);
    block.ways = out;
  }
}

}  // namespace

ProgramBlocks blocks_of(const World& world, const Program& program) {
  const std::vector<std::vector<Way>> out = all_ways(program);
  const std::vector<bool> starts = block_starts(program, out);
  ProgramBlocks all{{}, {{}}};
  CallStack open;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto step = static_cast<model::StepId>(i);
    if (starts[i])
      all.blocks.push_back({step, step, open.enter(stack_of(world, program.steps[i].frame), all.calls), {}});
    all.blocks.back().last = step;
    all.blocks.back().ways = out[i];
  }
  return all;
}

std::size_t depth_of(const ProgramBlocks& program) {
  const std::vector<std::size_t> deep = depths(program.calls);
  return *std::max_element(deep.begin(), deep.end());
}

ProgramBlocks folded(const ProgramBlocks& program, std::size_t depth) {
  const std::vector<std::size_t> roots = fold_roots(program, depth);
  ProgramBlocks all{{}, program.calls};
  std::size_t open = 0;
  for (const Block& block : program.blocks) {
    const std::size_t root = roots[block.call];
    if (root == 0) {
      all.blocks.push_back(block);
    } else {
      if (root != open)
        all.blocks.push_back({block.first, block.last, program.calls[root].caller, {}, program.calls[root].frame});
      absorb(all.blocks.back(), block);
    }
    open = root;
  }
  lead_to_starts(all.blocks);
  return all;
}

}  // namespace replock::reports
