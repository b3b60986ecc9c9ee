// A file that long work can be resumed from: a header, then a line of JSON for each piece that is done.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "schedules/append_file.h"
#include "schedules/json.h"

namespace replock::checks {

/// Safe to add to from several threads at once.
class Journal {
 public:
  /// `of`: whose journal it is, for messages: "campaign".
  explicit Journal(std::string of) : of_(std::move(of)) {}

  /// Makes the file, or reads it; until then nothing is kept. `header`: what the work is about; its first member is
  /// "format". A last line without its end is dropped. Throws Refusal where the file is foreign, torn elsewhere, or
  /// about other work.
  void open(const std::string& path, const schedules::Json& header);

  struct Line {
    std::string place;  ///< "FILE, line 3"
    schedules::Json of;
  };
  const std::vector<Line>& lines() const { return lines_; }
  void add(const schedules::Json& of);

  /// Of what a line must have and has not: a Refusal at that place.
  [[noreturn]] void refuse(const std::string& place) const;
  const schedules::Json& member(const Line& line, const schedules::Json& json, const char* key) const;
  std::string text(const Line& line, const schedules::Json& json, const char* key) const;
  std::uint64_t number(const Line& line, const schedules::Json& json) const;

 private:
  void read(const std::string& text, const std::string& header, const std::string& path);

  std::string of_;
  std::unique_ptr<schedules::AppendFile> file_;
  std::vector<Line> lines_;
  std::mutex writing_;
};

}  // namespace replock::checks
