#include "mock_engine/commands/request.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace rtpe::mock {

std::optional<std::int64_t> integer_or_text(bencode::View value) {
  if (const auto number = value.integer()) return number;
  auto text = value.string();
  if (!text) return std::nullopt;
  while (!text->empty() && (text->front() == ' ' || (text->front() >= '\t' && text->front() <= '\r')))
    text->remove_prefix(1);
  if (!text->empty() && text->front() == '+') text->remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failed == std::errc::result_out_of_range)
    return text->front() == '-' ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  if (failed != std::errc{}) return std::nullopt;
  return number;
}

bool has_flag(bencode::View request, std::string_view key, std::string_view flag) {
  const bencode::View list = request.find(key);
  if (!list || list.kind() != bencode::Kind::list) return false;
  const auto same = [](char given, char wanted) { return (given == ' ' ? '-' : given) == wanted; };
  for (auto item = list.begin(); item != list.end(); ++item)
    if (const auto word = (*item).string(); word && std::ranges::equal(*word, flag, same)) return true;
  return false;
}

}  // namespace rtpe::mock
