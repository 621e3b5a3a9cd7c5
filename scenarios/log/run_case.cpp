#include "scenarios/log/run_case.hpp"

#include <algorithm>

namespace rtpe::scenario {
namespace {

constexpr std::string_view equal_sign = " = ", comma = ", ";

bool is_case_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// A value may have commas: the next name says where it ends.
std::size_t end_of_value(std::string_view text) {
  for (auto at = text.find(comma); at != std::string_view::npos; at = text.find(comma, at + 1)) {
    const std::string_view next = text.substr(at + comma.size());
    if (const auto equal = next.find(equal_sign);
        equal != std::string_view::npos && is_case_name(next.substr(0, equal)))
      return at;
  }
  return text.size();
}

}  // namespace

std::vector<CaseValue> values_of_case(std::string_view text) {
  std::vector<CaseValue> values;
  for (auto equal = text.find(equal_sign); equal != std::string_view::npos; equal = text.find(equal_sign)) {
    const std::string_view name = text.substr(0, equal);
    text.remove_prefix(equal + equal_sign.size());
    const std::size_t end = end_of_value(text);
    values.push_back({.name = name, .value = text.substr(0, end)});
    text.remove_prefix(std::min(end + comma.size(), text.size()));
  }
  return values;
}

}  // namespace rtpe::scenario
