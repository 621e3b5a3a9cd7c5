// What script functions would send for a message, and what they would make of given replies, without any network.
#pragma once
#include <functional>
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
  /// The request of the message's transaction (text), on which rtpengine_manage() has run: its mark decides what manage
  /// does on a reply (behaviour.md section 7). Empty: a reply belongs to no transaction, a request begins one.
  std::string_view request = {};
  std::string next_branch = {};  ///< what tm would use, for via-branch=next; empty: unknown
  /// bencoded dictionaries for one command after the other, the last one for all that follow. Empty: stop at the first
  /// command. Pings are answered with pong.
  std::vector<std::string> replies = {};
  /// Puts nodes into the sets when db_url is given.
  std::function<Expected<void>(Proxy&, Time)> load_nodes = {};
};

/// Whether rtpengine_manage() marks that request (text) as one that had SDP.
[[nodiscard]] Expected<bool> request_has_sdp(std::string_view request);

/// One statement's part. `rc` is empty when it stopped at a command because no reply is given.
struct StatementResult {
  std::string statement = {};
  std::optional<int> rc = {};
  std::vector<std::string> dictionaries = {};         ///< bencoded, one per command
  std::map<std::string, std::string> variables = {};  ///< what it assigned
  std::optional<std::string> body = {};               ///< new message body; empty: untouched
  std::optional<std::string> value = {};              ///< of $rtpstat
  std::string node = {};                              ///< URL of the node that the last reply is from
  std::string reply = {};                             ///< that reply, never a ping's
  std::string failure = {};                           ///< why rc < 0
  std::uint32_t sends = 0;                            ///< commands that were sent, or given a reply
};

struct RehearsalResult {
  std::vector<StatementResult> statements = {};  ///< as many as were run
  std::vector<std::string> warnings = {};        ///< skipped nodes; variables that are null
};

/// Error: Kamailio would not start with this configuration, or a statement or a message cannot be read.
Expected<RehearsalResult> rehearse(const RehearsalOptions& options);

}  // namespace rtpe::script
