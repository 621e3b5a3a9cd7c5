// What script functions would send for a message, and what they would make of given replies, without any network.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/parameters.hpp"
#include "client/script/call.hpp"

namespace rtpe::script {

struct RehearsalOptions {
  const Personality* personality = nullptr;
  Parameters parameters = {};                         ///< rtpengine_sock names the nodes
  std::vector<std::string> statements = {};           ///< run in order on the one message
  std::string_view sip_message = {};                  ///< text
  Route route = Route::request;                       ///< a message that is a reply runs in Route::reply by itself
  std::map<std::string, std::string> variables = {};  ///< "$var(x)" and the like that the statements read
  std::string source_address = "127.0.0.1";           ///< where the SIP message came from
  /// bencoded dictionaries for one command after the other, the last one for all that follow. Empty: stop at the first
  /// command. Pings are answered with pong.
  std::vector<std::string> replies = {};
};

struct RehearsalResult {
  std::optional<int> rc = {};                         ///< of the last statement; empty: stopped at a command
  std::vector<std::string> dictionaries = {};         ///< bencoded, one per command
  std::map<std::string, std::string> variables = {};  ///< what was assigned
  std::optional<std::string> body = {};               ///< new message body; empty: untouched
  std::optional<std::string> value = {};              ///< of $rtpstat
  std::string node = {};                              ///< URL of the node that the last reply is from
  std::string reply = {};                             ///< the last dictionary that was given
  std::string failure = {};                           ///< why rc < 0
  std::uint32_t sends = 0;                            ///< commands that were given a reply
  std::vector<std::string> warnings = {};             ///< skipped nodes; variables that are null
};

/// Error: Kamailio would not start with this configuration, or a statement or the message cannot be read.
Expected<RehearsalResult> rehearse(const RehearsalOptions& options);

}  // namespace rtpe::script
