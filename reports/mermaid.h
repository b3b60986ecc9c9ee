// A schedule as a Mermaid sequence diagram, which GitHub renders in Markdown.
#pragma once

#include <string>

#include "schedules/verdict.h"

namespace replock::reports {

/// Threads and the locks that they touch as participants, a numbered arrow a step. Names are encoded: none can end the
/// diagram or a fence around it. REQUIRES: each move is enabled in turn.
std::string sequence_diagram(const model::World& world, const schedules::Finding& finding);

/// Markdown: the heading, the sentence, the diagram in its fence, and the command.
std::string finding_markdown(const model::World& world, const schedules::Verdict& verdict,
                             const schedules::Finding& finding, const std::string& series, const std::string& command);

/// Text in Markdown: what would format, link or start a table or tag is escaped.
std::string markdown_escaped(const std::string& text);

}  // namespace replock::reports
