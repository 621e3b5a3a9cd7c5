// NG command verbs by their wire names (protocol.md section 9, behaviour.md section 6.3).
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe {

enum class Command : std::uint8_t {
  ping,
  offer,
  answer,
  delete_,
  query,
  list,
  start_recording,
  stop_recording,
  pause_recording,
  start_forwarding,
  stop_forwarding,
  block_dtmf,
  unblock_dtmf,
  block_media,
  unblock_media,
  silence_media,
  unsilence_media,
  play_media,
  stop_media,
  play_dtmf,
  statistics,
  publish,
  subscribe_request,
  subscribe_answer,
  unsubscribe,
  connect,
};
/// "ping", "delete", "start recording", ...
[[nodiscard]] std::string_view wire_name(Command command);
/// Exact match as the daemon does: case-sensitive, single spaces.
[[nodiscard]] std::optional<Command> command_of(std::string_view wire_name);

}  // namespace rtpe
