// The rules of the house that can be read off the source files: who includes whom, first lines, lengths.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "schedules/files.h"

namespace replock::tests {
namespace {

using Names = std::vector<std::string>;

/// Each includes itself and what stands left of it.
const Names arrow = {"model", "schedules", "reports", "checks"};
constexpr std::size_t lines_max = 500;

/// A foreign library by how its headers begin, and the file or folder that may include them.
struct Library {
  std::string header, place;
};
const std::vector<Library> libraries = {{"CLI/", "checks/main.cpp"},
                                        {"nlohmann/", "schedules/json.cpp"},
                                        {"graphviz/", "reports/drawing.cpp"},
                                        {"gvc.h", "reports/drawing.cpp"},
                                        {"cgraph.h", "reports/drawing.cpp"},
                                        {"fmt/", "reports/text.cpp"},
                                        {"boost/", "checks/cycles.cpp"},
                                        {"catch2/", "checks/tests/"},
                                        {"relacy/", "schedules/relacy_engine.cpp"},
                                        {"emmintrin.h", "schedules/table_line.h"},  // the compiler's own
                                        {"rapidcheck", "checks/tests/random_worlds_test.cpp"}};

const Names posix = {"fcntl.h",        "poll.h",     "unistd.h",    "sys/mman.h",
                     "sys/resource.h", "sys/stat.h", "sys/types.h", "sys/wait.h"};

struct Source {
  std::string name;  ///< "checks/tests/includes_test.cpp"
  Names lines;
};

Names lines_of(const std::string& text) {
  std::istringstream stream(text);
  Names lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool is_source(const std::filesystem::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".py";
}

std::vector<Source> read_sources() {
  const std::filesystem::path top = REPLOCK_SOURCE_DIR;
  std::vector<Source> all;
  for (const std::string& folder : arrow)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder))
      if (is_source(entry.path()))
        all.push_back({std::filesystem::relative(entry.path(), top).string(),
                       lines_of(schedules::read_file(entry.path().string()))});
  std::ranges::sort(all, {}, &Source::name);
  return all;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = read_sources();
  return all;
}

/// What stands between the two marks behind #include, in all lines that have one.
Names included(const Source& source, char open, char close) {
  Names headers;
  for (const std::string& line : source.lines) {
    std::istringstream words(line);
    std::string word, header;
    words >> word;
    if (word == "#") words >> header, word += header;
    if (!word.starts_with("#include")) continue;
    const std::size_t begin = line.find(open), end = line.find(close, begin + 1);
    if (begin != std::string::npos && end != std::string::npos && line.find_first_of("\"<") == begin)
      headers.push_back(line.substr(begin + 1, end - begin - 1));
  }
  return headers;
}

std::string folder_of(const std::string& name) { return name.substr(0, name.find('/')); }
std::ptrdiff_t rank_of(const std::string& name) { return std::ranges::find(arrow, folder_of(name)) - arrow.begin(); }

std::optional<Library> library_of(const std::string& header) {
  for (const Library& library : libraries)
    if (header.starts_with(library.header)) return library;
  return std::nullopt;
}

/// <vector>, <cstdint>, or a header of POSIX that is known here.
bool is_standard(const std::string& header) {
  return header.find_first_of("./") == std::string::npos || std::ranges::count(posix, header) > 0;
}

bool may_include(const std::string& name, const std::string& header) {
  const auto library = library_of(header);
  if (!library) return is_standard(header);
  return name.starts_with(library->place);
}

std::size_t words_in(const std::string& text) {
  std::istringstream stream(text);
  std::size_t words = 0;
  for (std::string word; stream >> word;) ++words;
  return words;
}

/// "// The job of this file." or Python's """The job.""" below its #! line.
bool says_its_job(const Source& source) {
  if (source.name.ends_with(".py"))
    return source.lines.size() > 1 && source.lines[0].starts_with("#!") && source.lines[1].starts_with("\"\"\"");
  return !source.lines.empty() && source.lines[0].starts_with("// ") && words_in(source.lines[0]) >= 3;
}

}  // namespace

TEST_CASE("the sources are found", "[house]") {
  for (const std::string& folder : arrow)
    CHECK(std::ranges::count(sources(), folder, [](const Source& source) { return folder_of(source.name); }) >= 5);
  CHECK(std::ranges::count(sources(), "checks/main.cpp", &Source::name) == 1);
}

TEST_CASE("a folder includes itself and what stands left of it", "[house]") {
  for (const Source& source : sources())
    for (const std::string& header : included(source, '"', '"')) {
      INFO(source.name << " includes \"" << header << "\"");
      CHECK(rank_of(header) <= rank_of(source.name));  // third_party is in no place of the arrow: past the end
      CHECK(std::filesystem::exists(std::filesystem::path(REPLOCK_SOURCE_DIR) / header));
      CHECK(header.find("..") == std::string::npos);
      CHECK((!header.starts_with("checks/tests/") || source.name.starts_with("checks/tests/")));
    }
}

TEST_CASE("a foreign library is known to one file, and the rest to the standard and to POSIX only", "[house]") {
  for (const Source& source : sources())
    for (const std::string& header : included(source, '<', '>')) {
      INFO(source.name << " includes <" << header << ">");
      CHECK(may_include(source.name, header));
    }
}

TEST_CASE("the rules tell a wrong include from a right one", "[house]") {
  CHECK(included({"x.cpp", {" #  include <a/b.h>  // c", "#include \"model/x.h\"", "// #include <d>"}}, '<', '>') ==
        Names{"a/b.h"});
  CHECK(included({"x.cpp", {"#include <a>", "#include \"model/x.h\""}}, '"', '"') == Names{"model/x.h"});
  CHECK(rank_of("reports/x.h") > rank_of("schedules/x.cpp"));
  CHECK(rank_of("third_party/x.h") > rank_of("checks/x.cpp"));
  CHECK(may_include("schedules/json.cpp", "nlohmann/json.hpp"));
  CHECK_FALSE(may_include("schedules/json.h", "nlohmann/json.hpp"));
  CHECK_FALSE(may_include("checks/judge.cpp", "catch2/catch.hpp"));
  CHECK_FALSE(may_include("checks/tests/main.cpp", "relacy/relacy.hpp"));
  CHECK_FALSE(may_include("model/thread.cpp", "zlib.h"));
  CHECK_FALSE(may_include("model/thread.cpp", "openssl/sha.h"));
  CHECK(may_include("model/thread.cpp", "sys/stat.h"));
  CHECK_FALSE(says_its_job({"x.cpp", {"#pragma once"}}));
  CHECK_FALSE(says_its_job({"x.cpp", {}}));
}

TEST_CASE("every file says its job in its first line, is short, and is finished", "[house]") {
  const Names marks = {std::string("TO") + "DO", std::string("FIX") + "ME"};
  for (const Source& source : sources()) {
    INFO(source.name);
    CHECK(says_its_job(source));
    CHECK(source.lines.size() <= lines_max);
    for (const std::string& line : source.lines)
      for (const std::string& mark : marks) CHECK(line.find(mark) == std::string::npos);
  }
}

}  // namespace replock::tests
