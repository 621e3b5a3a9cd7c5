// #!define and #!subst as they stand at a line of a configuration. Private to client/route.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/route/substitution.hpp"

namespace rtpe::route {

enum class DefineMode : std::uint8_t {
  fresh,    ///< #!define: a second one for a name is an error
  first,    ///< #!trydef: only when there is none
  replace,  ///< #!redefine
};

class Definitions {
 public:
  /// Error: the name is taken (no place).
  Expected<void> define(std::string_view name, std::string_view value, DefineMode mode);
  /// "!NAME!value!g" of #!substdef: both a substitution and a define; of #!subst only the first. Error: not of that
  /// form.
  Expected<void> add_substitution(std::string_view text, bool defines_too);
  void forget(std::string_view name);
  /// nullptr: not defined.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  /// What #!subst makes of a string. False: there have been too many strings and rules.
  bool apply(std::string& text);

 private:
  /// Rules, each counted for each string.
  static constexpr std::size_t most_applied = 500'000;
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<Substitution> substitutions_;
  std::size_t applied_ = 0;
};

}  // namespace rtpe::route
