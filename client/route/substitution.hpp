// #!subst: what it does to the strings of a configuration. Private to client/route.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/route/pattern.hpp"

namespace rtpe::route {

/// "/PATTERN/REPLACEMENT/FLAGS" with any delimiter; a POSIX extended expression, \1 to \9 in the replacement; flags g
/// (all matches) and i (case does not matter).
struct Substitution {
  std::string pattern, replacement;
  bool all = false;
  std::shared_ptr<const Pattern> expression;  ///< null: the pattern is none that can be played
};

/// nullopt: not of that form.
[[nodiscard]] std::optional<Substitution> read_substitution(std::string_view text);
/// Without an expression `text` stays as it is.
void substitute(const Substitution& rule, std::string& text);

}  // namespace rtpe::route
