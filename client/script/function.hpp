// The script functions of the module: name, arity, command (behaviour.md 6.3). Private to client/script.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "client/ng/command.hpp"
#include "client/personality.hpp"

namespace rtpe::script {

/// What a function does beside sending its command.
enum class FunctionKind : std::uint8_t {
  offer,       ///< sends SDP, the reply's SDP goes into the body
  answer,      ///< as offer; on requests only ACK and PRACK; two-set order reversed
  info,        ///< sends SDP as an offer, ignores the reply's
  delete_,     ///< statistics; table entry removed
  query,       ///< statistics
  query_v,     ///< whole reply as JSON into a variable
  statistic,   ///< $rtpstat: text from the totals of a query
  manage,      ///< command by the decision table
  play_media,  ///< media_duration
  plain,       ///< command only
  choose_set,  ///< set_rtpengine_set: sends nothing
  subscribe_request,
  subscribe_answer,
  unsubscribe,
};

struct Function {
  std::string_view name;
  FunctionKind kind;
  Command command;
  std::uint8_t least_arguments = 0;
  std::uint8_t most_arguments = 1;
  bool (*available)(const Personality&) = nullptr;  ///< nullptr: in all
  bool takes_via_branch = true;                     ///< [>=6.0] one more argument: the via-branch selector
};

[[nodiscard]] std::span<const Function> functions();
/// By exact name, among those the personality has; nullptr: none.
[[nodiscard]] const Function* find_function(std::string_view name, const Personality& personality);
/// The name with the smallest edit distance; empty when nothing is near.
[[nodiscard]] std::string_view nearest_function(std::string_view name, const Personality& personality);
[[nodiscard]] std::uint8_t most_arguments(const Function& function, const Personality& personality);

}  // namespace rtpe::script
