// Why a command is refused: the `error-reason` of the reply (protocol.md 5).
#pragma once
#include <string_view>

namespace rtpe::mock {

struct NgError {
  std::string_view reason;
  bool destroys_call = false;  ///< "Ran out of ports" takes the whole call with it
  bool operator==(const NgError&) const = default;
};

inline constexpr NgError sdp_unparsable{.reason = "Failed to parse SDP"};
inline constexpr NgError sdp_incomplete{.reason = "Incomplete SDP specification"};
inline constexpr NgError sdp_not_rewritable{.reason = "Error rewriting SDP"};
inline constexpr NgError no_dialogue{.reason = "Invalid dialogue association"};
inline constexpr NgError out_of_ports{.reason = "Ran out of ports", .destroys_call = true};
inline constexpr NgError sdp_not_created{.reason = "Failed to create SDP"};
inline constexpr NgError subscription_failed{.reason = "Failed to request subscription"};
inline constexpr NgError subscription_not_written{.reason = "Failed to rewrite SDP"};
inline constexpr NgError subscription_answer_failed{.reason = "Failed to process subscription answer"};
inline constexpr NgError to_tag_not_found{.reason = "To-tag not found"};

}  // namespace rtpe::mock
