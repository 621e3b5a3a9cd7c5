#include "scenarios/log/event_wish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/problems.hpp"

namespace rtpe::scenario {
namespace {

std::string_view take_wish_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

struct Ordinal {
  std::uint64_t value = 0;
  std::string_view behind;  ///< what follows the digits
};

std::optional<Ordinal> ordinal_of(std::string_view word) {
  Ordinal out;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out.value);
  if (error != std::errc{} || out.value == 0) return std::nullopt;
  out.behind = word.substr(static_cast<std::size_t>(end - word.data()));
  return out;
}

struct CallMoment {
  std::string_view word, pattern;
};
constexpr CallMoment call_moments[] = {{"started", "call_started where call == {}"},
                                       {"answered", "sip_message where call == {} and message == \"200 INVITE\""},
                                       {"ended", "call_ended where call == {}"},
                                       {"failed", "call_ended where call == {} and end == \"failed\""}};

Error wrong_wish(std::size_t offset, std::string message) {
  return {.message = std::move(message), .place = fmt::format("column {}", offset + 1)};
}

Expected<EventWish> call_moment(std::string_view rest, std::size_t offset) {
  const auto number = ordinal_of(take_wish_word(rest));
  const std::string_view word = take_wish_word(rest);
  const auto found = std::ranges::find(call_moments, word, &CallMoment::word);
  if (!number || !number->behind.empty() || found == std::end(call_moments) || !rest.empty())
    return std::unexpected(
        wrong_wish(offset, "a call is named by its number: \"call 100 answered\", or started, ended, failed"));
  auto pattern = EventPattern::parse(fmt::format(fmt::runtime(found->pattern), number->value));
  if (!pattern) return std::unexpected(pattern.error());
  return EventWish{.pattern = std::move(*pattern)};
}

}  // namespace

Expected<EventWish> parse_event_wish(std::string_view text) {
  std::string_view rest = text;
  const std::string_view first = take_wish_word(rest);
  const auto offset = static_cast<std::size_t>(first.data() - text.data());
  if (first == "call") return call_moment(rest, offset);
  EventWish wish;
  std::size_t skipped = 0;
  if (const auto number = ordinal_of(first)) {
    if (number->behind != "st" && number->behind != "nd" && number->behind != "rd" && number->behind != "th")
      return std::unexpected(wrong_wish(offset, fmt::format("\"{}\" is no place in a row, as \"3rd\"", shown(first))));
    wish.number = number->value;
    skipped = text.size() - rest.size();
  }
  // Blanks in front keep the columns.
  auto pattern = EventPattern::parse(std::string(skipped, ' ') + std::string(text.substr(skipped)));
  if (!pattern) return std::unexpected(pattern.error());
  wish.pattern = std::move(*pattern);
  return wish;
}

Expected<void> check_event_wish(std::string_view text) {
  if (auto wish = parse_event_wish(text); !wish) return std::unexpected(wish.error());
  return {};
}

}  // namespace rtpe::scenario
