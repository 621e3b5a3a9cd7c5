// What every command handler gets and gives; one handler per NG command (protocol.md section 9).
#pragma once
#include <expected>
#include <string_view>

#include "base/time.hpp"
#include "client/bencode/reader.hpp"
#include "client/bencode/writer.hpp"
#include "client/ng/command.hpp"
#include "mock_engine/engine_core.hpp"

namespace rtpe::mock {

/// One decoded request. The reply is a dictionary whose keys the handler writes; `result` is added behind them.
struct CommandContext {
  EngineCore& engine;
  Time now;
  const Peer& peer;
  bencode::View request;
  bencode::Writer& reply;
};

/// Why a request is refused. What the handler wrote until then is dropped.
struct Refusal {
  std::string_view text;
  std::string_view result = "error";
  std::string_view key = "error-reason";
};
using Outcome = std::expected<void, Refusal>;

inline constexpr Refusal no_call_id{.text = "No call-id in message"};
inline constexpr Refusal no_from_tag{.text = "No from-tag in message"};
inline constexpr Refusal no_to_tag{.text = "No to-tag in message"};
inline constexpr Refusal no_sdp{.text = "No SDP body in message"};
/// Which spelling a command uses is part of its behaviour.
inline constexpr Refusal unknown_call_id{.text = "Unknown call-id"};
inline constexpr Refusal unknown_call_ID{.text = "Unknown call-ID"};

[[nodiscard]] inline std::unexpected<Refusal> refuse(const Refusal& refusal) { return std::unexpected(refusal); }
[[nodiscard]] inline std::unexpected<Refusal> refuse(const NgError& error) {
  return std::unexpected(Refusal{.text = error.reason});
}

/// The options of the request; what of them is not known is reported.
[[nodiscard]] Options options_of(CommandContext& context, OperationMode mode);

/// The result word of a successful command: `pong` for ping, else `ok`.
[[nodiscard]] std::string_view success_word(Command command);

/// Runs the handler of that command; nothing for commands that 10.5 does not know.
[[nodiscard]] std::optional<Outcome> run_command(Command command, CommandContext& context);

Outcome offer_command(CommandContext& context);
Outcome answer_command(CommandContext& context);
Outcome delete_command(CommandContext& context);
Outcome query_command(CommandContext& context);
Outcome list_command(CommandContext& context);
Outcome start_recording_command(CommandContext& context);
Outcome stop_recording_command(CommandContext& context);
/// start/stop forwarding, block/unblock DTMF, block/unblock media, silence/unsilence media.
Outcome media_control_command(CommandContext& context);
Outcome play_media_command(CommandContext& context);
Outcome stop_media_command(CommandContext& context);
Outcome play_dtmf_command(CommandContext& context);
Outcome statistics_command(CommandContext& context);
Outcome publish_command(CommandContext& context);
Outcome subscribe_request_command(CommandContext& context);
Outcome subscribe_answer_command(CommandContext& context);
Outcome unsubscribe_command(CommandContext& context);

}  // namespace rtpe::mock
