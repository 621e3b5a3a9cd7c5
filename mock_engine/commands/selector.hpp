// Which party a media command means: `all`, label, address, from-tag, or the whole call (protocol.md section 9).
#pragma once
#include <expected>
#include <vector>

#include "mock_engine/commands/command.hpp"

namespace rtpe::mock {

/// What was named and the legs that matched, in order of creation.
struct Selection {
  enum class Kind : std::uint8_t { every_party, one_party, whole_call };
  Kind kind = Kind::whole_call;
  std::vector<LegId> legs;
};
/// First match wins: flag `all`, `label`, `address`, `from-tag`; none of them: the whole call.
[[nodiscard]] std::expected<Selection, Refusal> select_parties(Call& call, const Options& options);

/// The call of a command that checks for it first: "No call-id in message", "Unknown call-ID".
[[nodiscard]] std::expected<LiveCall*, Refusal> call_of(CommandContext& context, const Options& options);

}  // namespace rtpe::mock
