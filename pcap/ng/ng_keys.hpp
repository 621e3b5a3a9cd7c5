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

/// Where the value of an encoded key goes, and the bytes of it; 0: it is not one of the frequent ones.
struct FrequentKey {
  std::string_view NgMessage::* field = nullptr;
  std::size_t bytes = 0;
};
/// Bytes that frequent_key() may look at.
inline constexpr std::size_t frequent_key_bytes = 16;

/// A key with its length in front, read in one step. There are `frequent_key_bytes` at `at`.
[[nodiscard, gnu::always_inline]] inline FrequentKey frequent_key(const char* at) {
  const auto is = [at](const char(&word)[9], std::size_t from) { return are_equal<8>(at + from, word); };
  switch (at[0]) {
    case '3':
      if (are_equal<5>(at, "3:sdp")) return {&NgMessage::sdp, 5};
      break;
    case '6':
      if (is("6:result", 0)) return {&NgMessage::result, 8};
      if (is("6:to-tag", 0)) return {&NgMessage::to_tag, 8};
      break;
    case '7':
      if (is(":command", 1)) return {&NgMessage::command, 9};
      if (is(":call-id", 1)) return {&NgMessage::call_id, 9};
      break;
    case '8':
      if (at[1] == ':' && is("from-tag", 2)) return {&NgMessage::from_tag, 10};
      break;
    default:
      break;
  }
  return {};
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
