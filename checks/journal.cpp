// Writes and reads the lines, each with a sum: one that was changed by hand or by a bad disk is told from one of ours.
#include "checks/journal.h"

#include "model/refusal.h"
#include "schedules/fingerprint.h"

namespace replock::checks {
namespace {

using schedules::Json;

std::uint64_t sum_of(const std::string& text) {
  schedules::Fingerprint print;
  print.add(text);
  return print.value() >> 1;  // 63 bits, as JSON here has them
}

/// {"sum": ..., "of": {...}}
std::string summed_line(const Json& of) {
  Json line = Json::object();
  line.set("sum", sum_of(schedules::dump_line(of)));
  line.set("of", of);
  return schedules::dump_line(line);
}

}  // namespace

void Journal::refuse(const std::string& place) const {
  throw model::Refusal(place + ": torn, or not a line of a " + of_ +
                       "'s journal; name another file or remove this one");
}

const Json& Journal::member(const Line& line, const Json& json, const char* key) const {
  const Json* const found = json.find(key);
  if (found == nullptr) refuse(line.place);
  return *found;
}

std::string Journal::text(const Line& line, const Json& json, const char* key) const {
  const std::string* const found = member(line, json, key).text();
  if (found == nullptr) refuse(line.place);
  return *found;
}

std::uint64_t Journal::number(const Line& line, const Json& json) const {
  if (json.integer() == nullptr || *json.integer() < 0) refuse(line.place);
  return static_cast<std::uint64_t>(*json.integer());
}

void Journal::open(const std::string& path, const Json& header_json) {
  file_ = std::make_unique<schedules::AppendFile>(path);
  const std::string header = schedules::dump_line(header_json), text = file_->text();
  const std::size_t whole = text.rfind('\n') + 1;  // 0 where there is no line at all
  // Without a whole line only the beginning of our own header is ours to write over.
  if (whole == 0 && !header.starts_with(text))
    throw model::Refusal(path + ": is no journal of a " + of_ + "; name another file");
  if (whole > 0) read(text.substr(0, whole), header, path);
  if (whole < text.size()) file_->shorten(whole);
  if (whole == 0) file_->append(header);
}

void Journal::read(const std::string& text, const std::string& header, const std::string& path) {
  const std::string format = header.substr(0, header.find(','));
  if (!text.starts_with(format)) {
    if (text.starts_with(format.substr(0, format.rfind('/') + 1)))
      throw model::Refusal(path + ": is of another version of replock; go on with that, or name another file");
    throw model::Refusal(path + ": is no journal of a " + of_ + "; name another file");
  }
  if (!text.starts_with(header))
    throw model::Refusal(path + ": is about another " + of_ +
                         ", or the model has changed since; name another file for this one");
  std::size_t number = 2;
  for (std::size_t at = header.size(); at < text.size(); ++number) {
    const std::size_t end = text.find('\n', at);
    const std::string place = path + ", line " + std::to_string(number);
    const Json line = schedules::parse(text.substr(at, end - at), place);
    const Json* const of = line.find("of");
    const Json* const sum = line.find("sum");
    if (of == nullptr || sum == nullptr || sum->integer() == nullptr ||
        static_cast<std::uint64_t>(*sum->integer()) != sum_of(schedules::dump_line(*of)))
      refuse(place);
    lines_.push_back({place, *of});
    at = end + 1;
  }
}

void Journal::add(const Json& of) {
  if (file_ == nullptr) return;
  const std::string line = summed_line(of);
  const std::scoped_lock lock(writing_);
  file_->append(line);
}

}  // namespace replock::checks
