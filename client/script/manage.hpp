// What rtpengine_manage does with a message (behaviour.md section 7). Private to client/script.
#pragma once
#include <cstdint>
#include <string_view>

#include "client/script/call.hpp"

namespace rtpe::script {

enum class ManageAction : std::uint8_t {
  succeed,  ///< return 1, nothing sent
  fail,     ///< return -1, nothing sent
  offer,
  answer,
  delete_,
};

struct ManageDecision {
  ManageAction action = ManageAction::fail;
  int row = 13;               ///< of the table in section 7
  std::string_view why = {};  ///< of `fail`, for people
};

/// Marks the transaction's request as one that had SDP where row 8 says so.
[[nodiscard]] ManageDecision decide_manage(const sip::Message& message, Route route, Host& host);

}  // namespace rtpe::script
