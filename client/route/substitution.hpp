// #!subst: what it does to the strings of a configuration. Private to client/route.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::route {

/// "/PATTERN/REPLACEMENT/FLAGS" with any delimiter; a POSIX extended expression, \1 to \9 in the replacement; flags g
/// (all matches) and i (case does not matter).
struct Substitution {
  std::string pattern, replacement;
  bool all = false, ignore_case = false;
  bool operator==(const Substitution&) const = default;
};

/// nullopt: not of that form.
[[nodiscard]] std::optional<Substitution> read_substitution(std::string_view text);
/// False: the pattern is no regular expression; `text` stays as it is.
bool substitute(const Substitution& rule, std::string& text);

}  // namespace rtpe::route
