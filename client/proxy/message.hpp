// A SIP message on its way through a proxy, and the transaction it belongs to.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "client/operation/proxy.hpp"
#include "client/proxy/replication.hpp"
#include "client/proxy/variables.hpp"
#include "client/route/script_variables.hpp"
#include "client/script/call.hpp"
#include "client/sip/message.hpp"

namespace rtpe::proxy {

/// Whether address translation stands between the sender and the proxy.
enum class Nat : std::uint8_t { none, between };

/// Where a message came from, beyond its address.
struct Peer {
  std::string_view protocol = "udp";  ///< udp, tcp, tls, ws, wss
  std::uint16_t source_port = 5060;
  Nat behind_nat = Nat::none;
};

/// setflag() and setbflag(), a bit each.
struct Flags {
  std::uint32_t of_message = 0, of_branch = 0;
};

/// Blocks of the proxy's program that t_on_reply(), t_on_failure() and t_on_branch() named.
struct ArmedRoutes {
  std::optional<std::uint32_t> reply, failure, branch, branch_failure;
};

/// What Kamailio's tm keeps from the request on: what later messages of the transaction find.
struct Transaction {
  bool had_sdp = false;          ///< rtpengine_manage's mark on the request (behaviour.md section 7)
  Variables variables;           ///< $avp(...), $xavp(...)
  std::uint32_t request_id = 1;  ///< Kamailio's message id of the request, in the worker that took it
  // Of a proxy with route blocks.
  route::ScriptVariables script = {};  ///< $avp, $xavp
  Flags flags = {};
  ArmedRoutes armed = {};
  std::string request_uri = {}, destination_uri = {};  ///< that routes gave the request; empty: its own, none
  std::uint32_t branches = 0;                          ///< that were sent, or are being made
  void renew() {
    had_sdp = false;
    variables.clear();
    script.clear();
    flags = {};
    armed = {};
    request_uri.clear();
    destination_uri.clear();
    branches = 0;
  }
};

/// The lines that run for a message instead of those of the proxy's routing.
struct OwnLines {
  script::Route route = script::Route::request;
  std::span<const script::Statement> statements;
};

/// The caller owns it, with all that its views point to, until Driver::finished(); it must not move meanwhile.
/// Submitted again after that it is still the same message: further lines of one route, which find the set that was
/// chosen; for another message in the same object call renew().
struct Message {
  sip::Message* sip = nullptr;  ///< its id is the proxy's to set
  /// A final reply to INVITE: the request, for the failure route; null: that route does not run.
  sip::Message* request = nullptr;
  Transaction* transaction = nullptr;  ///< null: there is none
  std::string_view next_branch = {};   ///< that tm would use, for via-branch=next; empty: unknown
  std::optional<OwnLines> lines = {};  ///< empty: the proxy's routing
  Variables* assigned = nullptr;       ///< where statements' assignments are kept for the caller; null: nowhere
  std::uint64_t call = 0;              ///< for events: number of the call
  std::string_view name = {};          ///< for events: "INVITE", "200 INVITE"
  Peer peer = {};
  route::ScriptVariables* dialog = nullptr;  ///< $dlg_var of the call; null: kept with the transaction
  /// It stands for a reply that never came (408): only the failure route sees it.
  bool is_local = false;
  /// Of a request that was relayed or answered before: routes run for it until tm absorbs it.
  bool is_copy = false;
  /// A KDMQ request of a peer: a worker carries it out and answers with MessageFate::own_reply; nothing else of the
  /// message counts, and Driver::taken() is not called.
  const TableChange* replicated = nullptr;
  /// As it stands: the message's own, or what statements made of it. To be submitted again the caller has to point it
  /// to a copy of MessageFate::body.
  std::string_view body = {};
  void renew() {
    choice.reset();
    variables.clear();
    script.clear();
    flags = {};
    request_uri.clear();
    destination_uri.clear();
    is_local = is_copy = false;
  }

  // The proxy's own.
  Variables variables = {};              ///< not of the transaction, not of the worker
  route::ScriptVariables script = {};    ///< likewise, of route blocks
  Flags flags = {};                      ///< without a transaction
  std::string request_uri = {};          ///< that a route gave it; empty: its own
  std::string destination_uri = {};      ///< $du; empty: none
  std::optional<SetChoice> choice = {};  ///< what set_rtpengine_set did; empty: no line has run yet
  Time since = {};                       ///< in the queue
  Message* next = nullptr;               ///< in the queue
};

/// What became of a message at the proxy.
struct MessageFate {
  bool refused = false;                ///< a request that the proxy answers itself
  std::uint16_t own_reply = 500;       ///< with this status, if refused
  bool dropped = false;                ///< the routes neither relay nor answer it
  bool sends_branch = false;           ///< a negative reply: its failure route sends the request on once more
  std::string_view request_body = {};  ///< of that request; empty: as it was
  bool media_failed = false;           ///< an offer or an answer failed
  std::string_view failure = {};       ///< of the first operation that failed, offers and answers before others; empty:
                                       ///< all went well
  std::string_view body = {};          ///< as it leaves the proxy
  const Node* media_node = nullptr;    ///< who answered the last offer or answer that went well; null: none was sent
};

}  // namespace rtpe::proxy
