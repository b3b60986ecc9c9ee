// Text over {fmt}, which is known to this file only.
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace replock::reports {
namespace {

// A kernel identifier reads better in two pieces than in two halves of a word.
std::size_t break_in_word(std::string_view word, std::size_t width) {
  const std::size_t behind = word.substr(0, width).find_last_of("_,]>");
  return behind != std::string_view::npos && behind + 1 > width / 3 ? behind + 1 : width;
}

std::size_t break_at(std::string_view text, std::size_t width) {
  if (text.size() <= width) return text.size();
  const std::size_t blank = text.substr(0, width + 1).find_last_of(' ');
  const std::size_t last = blank == std::string_view::npos ? blank : text.substr(0, blank).find_last_not_of(' ');
  return last == std::string_view::npos ? break_in_word(text, width) : last + 1;
}

}  // namespace

std::string pad_right(std::string_view text, std::size_t width) { return fmt::format("{:<{}}", text, width); }
std::string pad_left(std::string_view text, std::size_t width) { return fmt::format("{:>{}}", text, width); }

std::string seconds(double time_s) { return fmt::format("{:.2f} s", time_s); }

std::string estimate(double number) {
  return number < 10 ? fmt::format("{:.2g}", number) : grouped(static_cast<std::uint64_t>(std::llround(number)));
}

std::string size_words(std::uint64_t bytes) {
  std::size_t power = 0;
  for (; power < 3 && bytes != 0 && bytes % 1024 == 0; ++power) bytes /= 1024;
  return fmt::format("{}{}", bytes, std::string_view("KMG").substr(power == 0 ? 3 : power - 1, power == 0 ? 0 : 1));
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  return fmt::format("{}", fmt::join(texts, separator));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  assert(width >= 1);
  std::vector<std::string> lines;
  do {
    const std::size_t end = break_at(text, width);
    lines.emplace_back(text.substr(0, end));
    const std::size_t next = text.find_first_not_of(' ', end);
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  } while (!text.empty());
  return lines;
}

std::string paragraph(std::string_view head, std::string_view text, std::size_t width) {
  // Where the head takes most of the line, what follows starts below it.
  const std::size_t indent = head.size() <= width / 2 ? head.size() : std::min<std::size_t>(4, width / 2);
  std::string all;
  if (indent != head.size())
    for (const std::string& part : wrapped(head, width)) all += line(part);
  bool first = indent == head.size();
  for (const std::string& part : wrapped(text, width - indent)) {
    all += line((first ? std::string(head) : std::string(indent, ' ')) + part);
    first = false;
  }
  return all;
}

std::string printable(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return plain;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
      "%+,-./:=@_";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string quoted = "'";
  for (const char c : printable(text)) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string in_function(const std::string& function) { return function.empty() ? "" : ", in " + function + "()"; }

std::string line(std::string_view text) {
  const std::size_t last = text.find_last_not_of(' ');
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1)) + "\n";
}

}  // namespace replock::reports
