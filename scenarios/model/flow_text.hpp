// The text of one message of a [[flow]]: "callee 200 sdp after ring".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time_text.hpp"
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_text {

/// What the text says by itself; what it answers is for who knows the messages before it.
struct Message {
  flow::Party from = flow::Party::caller;
  std::uint8_t phone = 0;        ///< of the callee, that says it
  std::string_view method = {};  ///< a literal; of a reply: empty when it goes without saying
  int status = 0;                ///< 0: a request
  std::optional<std::uint8_t> to = {};
  bool sdp = false, multipart = false, crosses = false, again = false, lost = false;
  flow::Pause pause = flow::Pause::none;
  DurationRange own = {};  ///< of Pause::own
};

/// Error: what is wrong, without a place.
Expected<Message> read_message(std::string_view text);
/// "caller", "callee", "callee2".
[[nodiscard]] std::string name_of(flow::Party party, std::uint8_t phone = 0);

}  // namespace rtpe::scenario::flow_text
