// A program folded for drawing: runs of steps that nothing enters or leaves midway, under the calls they belong to.
#pragma once

#include <vector>

#include "model/program.h"
#include "reports/ways.h"

namespace replock::reports {

/// Steps first .. last of one function, of which only the last one branches; or a whole call, folded.
struct Block {
  model::StepId first = 0, last = 0;
  std::size_t call = 0;       ///< an index into ProgramBlocks::calls
  std::vector<Way> ways;      ///< out of the block; each leads to the first step of a block
  model::FrameId folded = 0;  ///< the function whose call this is; its ways have no words
};

/// One call of a function: a second call of it by the same caller is another.
struct Call {
  model::FrameId frame = 0;  ///< 0: outside of any function
  std::size_t caller = 0;    ///< an index below its own; the first call is its own
};

struct ProgramBlocks {
  std::vector<Block> blocks;  ///< by first step
  std::vector<Call> calls;    ///< the first one is the thread itself, outside of any function
};
ProgramBlocks blocks_of(const model::World& world, const model::Program& program);

/// How deep calls are nested; 0: every step is outside of any function.
std::size_t depth_of(const ProgramBlocks& program);

/// With one block for each call that lies deeper than `depth` and has several. REQUIRES: nothing is folded yet.
ProgramBlocks folded(const ProgramBlocks& program, std::size_t depth);

}  // namespace replock::reports
