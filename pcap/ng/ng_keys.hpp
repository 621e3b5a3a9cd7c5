// The keys of NG dictionaries that a capture is asked for.
#pragma once
#include <string_view>

#include "pcap/ng/ng_message.hpp"

namespace rtpe::capture {

inline constexpr std::size_t shortest_key = 3, longest_key = 12;
inline constexpr std::string_view interesting_keys[] = {"command", "call-id",  "result", "error-reason", "warning",
                                                        "sdp",     "from-tag", "to-tag", "message",      "notify"};

[[nodiscard]] inline bool is_known_result(std::string_view result) {
  return result == "ok" || result == "pong" || result == "error" || result == "load limit";
}

/// Takes the value of an interesting key, of several equal ones the first (as the daemon does); true: it was `notify`.
inline bool take_key(NgMessage& message, std::string_view key, std::string_view value) {
  std::string_view* field = nullptr;
  switch (key.size()) {
    case 3:
      if (key == "sdp") field = &message.sdp;
      break;
    case 6:
      if (key == "result") field = &message.result;
      if (key == "to-tag") field = &message.to_tag;
      if (key == "notify") return true;
      break;
    case 7:
      if (key == "command") field = &message.command;
      if (key == "call-id") field = &message.call_id;
      if (key == "warning") field = &message.warning;
      if (key == "message") field = &message.error_reason;  // of "load limit"
      break;
    case 8:
      if (key == "from-tag") field = &message.from_tag;
      break;
    case 12:
      if (key == "error-reason") field = &message.error_reason;
      break;
    default:
      break;
  }
  if (field != nullptr && field->empty()) *field = value;
  return false;
}

}  // namespace rtpe::capture
