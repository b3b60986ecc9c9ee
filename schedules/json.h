// A small ordered JSON value: what replock writes for machines, and reads back.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace replock::schedules {

/// null, a truth value, a 64-bit integer, a string, an array, or an object that keeps its members in order.
class Json {
 public:
  /// keys[i] has values[i].
  struct Members {
    std::vector<std::string> keys;
    std::vector<Json> values;
  };

  Json() = default;  ///< null
  Json(std::string text) : value_(std::move(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(std::same_as<bool> auto truth) : value_(truth) {}
  /// REQUIRES: fits in 63 bits and a sign.
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Json(Integer number) : value_(static_cast<std::int64_t>(number)) {}
  static Json array();
  static Json object();
  static Json array(const std::vector<std::string>& texts);

  /// Appends to an array. REQUIRES: this is one.
  void push(Json item);
  /// Appends a member to an object. REQUIRES: this is one, and the key is not in it yet.
  void set(std::string key, Json value);

  /// Each null where this is something else.
  const bool* truth() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  const std::vector<Json>* items() const { return std::get_if<std::vector<Json>>(&value_); }
  const Members* members() const { return std::get_if<Members>(&value_); }
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  /// The member of that name; null where there is none, or no object. Where a key is there twice: the last.
  const Json* find(std::string_view key) const;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<Json>, Members> value_;
};

/// What parse() accepts at most; nothing of ours comes near it.
inline constexpr unsigned json_depth_max = 64;

/// Throws Refusal "PLACE: ... at byte N; ..." where the text is torn, no JSON, or nested too deep. Numbers that are no
/// 64-bit integers become null: nothing of ours has them, and a foreign one must not make the rest unreadable.
Json parse(const std::string& text, const std::string& place);

/// Indented by 2, pure ASCII, ending with a newline.
std::string dump(const Json& json);
/// The same in one line, ending with the only newline in it.
std::string dump_line(const Json& json);

}  // namespace replock::schedules
