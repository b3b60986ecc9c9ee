// Columns, numbers and lines of plain ASCII text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schedules/counted.h"

namespace replock::reports {

/// Blanks up to the width; longer text stays as it is.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

using schedules::counted;
using schedules::grouped;
std::string seconds(double time_s);           ///< "0.12 s"
std::string estimate(double number);          ///< "4.2e-07", "0.31", "1,234"
std::string size_words(std::uint64_t bytes);  ///< as --max-memory takes it: "20G", "1000"

std::string joined(const std::vector<std::string>& texts, std::string_view separator);

/// Lines of at most `width` characters, broken between words. A longer word is broken behind one of "_,]>"
/// where that leaves no short piece, else hard. At least one line, empty for an empty text. REQUIRES: width >= 1.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The text after its head, wrapped, with every further line indented below it; ends with a newline.
std::string paragraph(std::string_view head, std::string_view text, std::size_t width);

/// Names come from flows, files and command lines: what is not printable ASCII becomes '?'.
std::string printable(std::string_view text);

/// Printable, as one word of a command that is there to be pasted: in quotes where a shell would take it apart.
std::string shell_word(std::string_view text);

/// ", in mlx5_do_bond()", or nothing where there is none.
std::string in_function(const std::string& function);

/// Without blanks at its end, with a newline.
std::string line(std::string_view text);

}  // namespace replock::reports
