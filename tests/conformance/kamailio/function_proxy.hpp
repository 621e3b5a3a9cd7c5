// Debian's Kamailio that runs given script statements for a SIP message, and the phone that sends it messages.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/process/child_process.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"

namespace rtpe::lane {

/// Body of every message that has one.
inline constexpr std::string_view phone_sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

struct FunctionStep {
  std::string message;     ///< "INVITE", or "200 INVITE"; it has phone_sdp unless "-sdp" follows
  std::string statements;  ///< as in a kamailio.cfg, separated by ';'; those that do not start with '$' give a result
};

/// A message as Kamailio has sent it on.
struct PassedMessage {
  std::string results;  ///< "|" and the return code of each function
  std::string value;    ///< $avp(value), "<null>" when it was not set
  std::string body, content_length;
};

/// How Kamailio reaches the engines; web_socket by the module lwsc, on port 2224.
enum class NodeTransport : std::uint8_t { udp, web_socket };

class FunctionProxy {
 public:
  /// Kamailio with function_proxy.cfg and these statements, ready to take messages; its files are in `folder`. Error:
  /// it is not installed, or does not start, with its log.
  static Expected<FunctionProxy> start(std::vector<FunctionStep> steps, NodeTransport transport,
                                       const std::string& folder);
  /// Sends the step's message and waits for it to come back. Error: it does not.
  Expected<PassedMessage> pass(std::size_t step, std::string_view call_id);

 private:
  FunctionProxy(std::vector<FunctionStep> steps, LaneSocket phone, scenario::ChildProcess kamailio)
      : steps_(std::move(steps)), phone_(std::move(phone)), kamailio_(std::move(kamailio)) {}
  bool starts(std::string_view probe);
  std::optional<std::string> wait(int timeout_ms);

  std::vector<FunctionStep> steps_;
  LaneSocket phone_;
  scenario::ChildProcess kamailio_;
};

}  // namespace rtpe::lane
