// Letters, digits and underscores; a number behind what is taken.
#include "reports/promela_names.h"

#include <cctype>
#include <set>

namespace replock::reports {
namespace {

// Of both languages, and types of pan.c. Names with an underscore in front are Spin's own; we make none.
const std::set<std::string>& keywords() {
  static const std::set<std::string> words{
      "active",   "assert",  "atomic",   "auto",    "bit",      "bool",     "break",    "byte",     "c_code",
      "c_decl",   "c_expr",  "c_state",  "c_track", "case",     "chan",     "char",     "const",    "continue",
      "d_step",   "default", "define",   "do",      "double",   "else",     "empty",    "enabled",  "enum",
      "eval",     "extern",  "false",    "fi",      "float",    "for",      "full",     "get_p",    "goto",
      "hidden",   "if",      "in",       "init",    "inline",   "int",      "len",      "local",    "long",
      "ltl",      "mtype",   "nempty",   "never",   "nfull",    "notrace",  "np_",      "od",       "of",
      "pc_value", "pid",     "printf",   "printm",  "priority", "proctype", "provided", "register", "return",
      "run",      "select",  "set_p",    "short",   "show",     "signed",   "sizeof",   "skip",     "static",
      "struct",   "switch",  "timeout",  "trace",   "true",     "typedef",  "uchar",    "uint",     "ulong",
      "union",    "unless",  "unsigned", "ushort",  "void",     "volatile", "while",    "xr",       "xs"};
  return words;
}

std::string identifier(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      text += c;
    else if (!text.empty() && text.back() != '_')
      text += '_';
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0 ? "x" + text : text;
}

class Names {
 public:
  std::string take(const std::string& name) {
    const std::string plain = identifier(name);
    std::string unique = plain;
    for (unsigned number = 2; !taken_.insert(unique).second; ++number) unique = plain + "_" + std::to_string(number);
    return unique;
  }

 private:
  std::set<std::string> taken_ = keywords();
};

}  // namespace

PromelaNames promela_names(const model::World& world) {
  Names names;
  PromelaNames all;
  for (const model::Program& thread : world.threads) all.threads.push_back(names.take(thread.name));
  for (const model::Field& field : world.fields) all.fields.push_back(names.take(field.name));
  all.saved = names.take("saved");
  all.watcher = names.take("watcher");
  return all;
}

}  // namespace replock::reports
