#include "client/route/definitions.hpp"

#include <fmt/format.h>

namespace rtpe::route {

Expected<void> Definitions::define(std::string_view name, std::string_view value, DefineMode mode) {
  const auto known = values_.find(name);
  if (known != values_.end() && mode == DefineMode::first) return {};
  if (known != values_.end() && mode == DefineMode::fresh)
    return std::unexpected(Error{.message = fmt::format("{} is defined already, as '{}'", name, known->second),
                                 .remedy = "#!redefine gives a name another value, #!trydef keeps the first"});
  values_.insert_or_assign(std::string(name), std::string(value));
  return {};
}

Expected<void> Definitions::add_substitution(std::string_view text, bool defines_too) {
  auto rule = read_substitution(text);
  if (!rule) return std::unexpected(Error{.message = "\"/PATTERN/REPLACEMENT/FLAGS\" is expected here"});
  if (rule->expression == nullptr)
    return std::unexpected(Error{.message = fmt::format("'{}' {}", rule->pattern, Pattern::refusal(rule->pattern))});
  if (defines_too) values_.insert_or_assign(rule->pattern, rule->replacement);
  substitutions_.push_back(std::move(*rule));
  return {};
}

void Definitions::forget(std::string_view name) {
  if (const auto known = values_.find(name); known != values_.end()) values_.erase(known);
}

const std::string* Definitions::find(std::string_view name) const {
  const auto known = values_.find(name);
  return known == values_.end() ? nullptr : &known->second;
}

bool Definitions::apply(std::string& text) {
  if (substitutions_.size() > most_applied - applied_) return false;
  applied_ += substitutions_.size();
  for (const Substitution& rule : substitutions_) substitute(rule, text);
  return true;
}

}  // namespace rtpe::route
