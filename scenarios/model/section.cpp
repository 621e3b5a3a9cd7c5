#include "scenarios/model/section.hpp"

#include <cmath>

namespace rtpe::scenario {

void Section::number(std::string_view key, double value) {
  constexpr double exact = 1e15;
  if (value == std::floor(value) && std::abs(value) < exact)
    add(key, static_cast<std::int64_t>(value));
  else
    add(key, value);
}

void Section::texts(std::string_view key, const std::vector<std::string>& values) {
  if (values.size() == 1) return text(key, values.front());
  list(key, values);
}

void Section::list(std::string_view key, const std::vector<std::string>& values) {
  Array array;
  for (const std::string& value : values) array.elements.push_back({.content = value});
  add(key, std::move(array));
}

}  // namespace rtpe::scenario
