// JSON over nlohmann/json, which is known to this file only.
#include "schedules/json.h"

#include <cassert>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/refusal.h"

namespace replock::schedules {
namespace {

using Library = nlohmann::ordered_json;

// The value is built while the text is read, without recursion, so that depth is refused before it can hurt. The
// function names and the bool that says "go on" are the library's.
class Builder {
 public:
  explicit Builder(std::string place) : place_(std::move(place)) {}
  Json take() { return std::move(root_); }

  bool null() { return add(Json()); }
  bool boolean(bool truth) { return add(Json(truth)); }
  bool number_integer(std::int64_t number) { return add(Json(number)); }
  bool number_unsigned(std::uint64_t number) {
    return add(std::in_range<std::int64_t>(number) ? Json(number) : Json());
  }
  bool number_float(double, const std::string&) { return add(Json()); }
  bool string(std::string& text) { return add(Json(std::move(text))); }
  bool binary(Library::binary_t&) { return add(Json()); }
  bool key(std::string& name) {
    open_.back().key = std::move(name);
    return true;
  }
  bool start_object(std::size_t) { return start(Json::object()); }
  bool start_array(std::size_t) { return start(Json::array()); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    // 101: a syntax error. Others are numbers or bytes that no JSON has; the place matters, not which.
    throw model::Refusal(place_ + ": not JSON, or torn, at byte " + std::to_string(position) +
                         (error.id == 101 ? "" : " (library error " + std::to_string(error.id) + ")") +
                         "; write the file again");
  }

 private:
  struct Open {
    Json value;
    std::string key;
  };

  bool start(Json value) {
    if (open_.size() == json_depth_max)
      throw model::Refusal(place_ + ": nested deeper than " + std::to_string(json_depth_max) +
                           " levels; this is no file of replock's");
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool end() {
    Json done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(Json value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (open_.back().value.items() != nullptr)
      open_.back().value.push(std::move(value));
    else
      open_.back().value.set(std::move(open_.back().key), std::move(value));
    return true;
  }

  std::string place_;
  std::vector<Open> open_;
  Json root_;
};

Library to_library(const Json& json) {
  if (const bool* truth = json.truth()) return *truth;
  if (const std::int64_t* number = json.integer()) return *number;
  if (const std::string* text = json.text()) return *text;
  Library value;
  if (const auto* items = json.items()) {
    value = Library::array();
    for (const Json& item : *items) value.push_back(to_library(item));
  } else if (const Json::Members* members = json.members()) {
    value = Library::object();
    for (std::size_t i = 0; i < members->keys.size(); ++i) value[members->keys[i]] = to_library(members->values[i]);
  }
  return value;
}

}  // namespace

Json Json::array() {
  Json json;
  json.value_ = std::vector<Json>();
  return json;
}

Json Json::array(const std::vector<std::string>& texts) {
  Json json = array();
  for (const std::string& text : texts) json.push(text);
  return json;
}

Json Json::object() {
  Json json;
  json.value_ = Members();
  return json;
}

void Json::push(Json item) {
  assert(items() != nullptr);
  std::get<std::vector<Json>>(value_).push_back(std::move(item));
}

void Json::set(std::string key, Json value) {
  assert(members() != nullptr);
  auto& [keys, values] = std::get<Members>(value_);
  keys.push_back(std::move(key));
  values.push_back(std::move(value));
}

const Json* Json::find(std::string_view key) const {
  const Members* all = members();
  for (std::size_t i = all == nullptr ? 0 : all->keys.size(); i-- > 0;)
    if (all->keys[i] == key) return &all->values[i];
  return nullptr;
}

Json parse(const std::string& text, const std::string& place) {
  Builder builder(place);
  Library::sax_parse(text, &builder);
  return builder.take();
}

std::string dump(const Json& json) {
  // A string that is no UTF-8 gets a replacement character: a report is written in any case.
  return to_library(json).dump(2, ' ', true, Library::error_handler_t::replace) + "\n";
}

std::string dump_line(const Json& json) {
  return to_library(json).dump(-1, ' ', true, Library::error_handler_t::replace) + "\n";
}

}  // namespace replock::schedules
