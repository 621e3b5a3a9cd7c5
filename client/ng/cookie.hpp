// The cookie in front of every NG message, and splitting a message at it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rtpe::ng {

/// "server_id_pid_sequence " with the final blank (behaviour.md 5.1), appended to `out`.
void append_cookie(std::string& out, std::int32_t server_id, std::uint32_t pid, std::uint32_t sequence);

/// A message split at its first blank.
struct Message {
  std::string_view cookie;   ///< without the blank
  std::string_view payload;  ///< after the blank
};
/// nullopt: no blank, or nothing before it (the daemon does not answer such a datagram, protocol.md 2.1).
[[nodiscard]] std::optional<Message> split(std::string_view datagram);

}  // namespace rtpe::ng
