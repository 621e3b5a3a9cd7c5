// The keys of NG dictionaries that a capture is asked for.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "pcap/ng/ng_message.hpp"

namespace rtpe::capture {

inline constexpr std::string_view interesting_keys[] = {"command", "call-id",  "result", "error-reason", "warning",
                                                        "sdp",     "from-tag", "to-tag", "message",      "notify"};

/// Compares as many bytes, of which there are two or more, by two loads that may overlap.
template <std::size_t Bytes>
[[nodiscard, gnu::always_inline]] inline bool are_equal(const char* text, const char* word) {
  static_assert(Bytes >= 2 && Bytes <= 16);
  using Word =
      std::conditional_t<Bytes >= 8, std::uint64_t, std::conditional_t<Bytes >= 4, std::uint32_t, std::uint16_t>>;
  const auto load = [](const char* from) {
    Word value;
    std::memcpy(&value, from, sizeof value);
    return value;
  };
  constexpr std::size_t last = Bytes - sizeof(Word);
  return load(text) == load(word) && load(text + last) == load(word + last);
}

template <std::size_t N>
[[nodiscard, gnu::always_inline]] inline bool is_word(std::string_view text, const char (&word)[N]) {
  return text.size() == N - 1 && are_equal<N - 1>(text.data(), word);
}

[[nodiscard]] inline bool is_known_result(std::string_view result) {
  return is_word(result, "ok") || is_word(result, "pong") || is_word(result, "error") || is_word(result, "load limit");
}

/// Takes the value of an interesting key, of several equal ones the first (as the daemon does); true: it was `notify`.
[[gnu::always_inline]] inline bool take_key(NgMessage& message, std::string_view key, std::string_view value) {
  std::string_view* field = nullptr;
  switch (key.size()) {
    case 3:
      if (is_word(key, "sdp")) field = &message.sdp;
      break;
    case 6:
      if (is_word(key, "result")) field = &message.result;
      if (is_word(key, "to-tag")) field = &message.to_tag;
      if (is_word(key, "notify")) return true;
      break;
    case 7:
      if (is_word(key, "command")) field = &message.command;
      if (is_word(key, "call-id")) field = &message.call_id;
      if (is_word(key, "warning")) field = &message.warning;
      if (is_word(key, "message")) field = &message.error_reason;  // of "load limit"
      break;
    case 8:
      if (is_word(key, "from-tag")) field = &message.from_tag;
      break;
    case 12:
      if (is_word(key, "error-reason")) field = &message.error_reason;
      break;
    default:
      break;
  }
  if (field != nullptr && field->empty()) *field = value;
  return false;
}

}  // namespace rtpe::capture
