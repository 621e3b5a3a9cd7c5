// A SIP message on its way through a proxy, and the transaction it belongs to.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "client/operation/proxy.hpp"
#include "client/proxy/variables.hpp"
#include "client/script/call.hpp"
#include "client/sip/message.hpp"

namespace rtpe::proxy {

/// What Kamailio's tm keeps from the request on: what later messages of the transaction find.
struct Transaction {
  bool had_sdp = false;          ///< rtpengine_manage's mark on the request (behaviour.md section 7)
  Variables variables;           ///< $avp(...), $xavp(...)
  std::uint32_t request_id = 1;  ///< Kamailio's message id of the request, in the worker that took it
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
  /// As it stands: the message's own, or what statements made of it. To be submitted again the caller has to point it
  /// to a copy of MessageFate::body.
  std::string_view body = {};
  void renew() {
    choice.reset();
    variables.clear();
  }

  // The proxy's own.
  Variables variables = {};              ///< not of the transaction, not of the worker
  std::optional<SetChoice> choice = {};  ///< what set_rtpengine_set did; empty: no line has run yet
  Time since = {};                       ///< in the queue
  Message* next = nullptr;               ///< in the queue
};

/// What became of a message at the proxy.
struct MessageFate {
  bool refused = false;              ///< an INVITE that the proxy answers itself, with 500
  bool media_failed = false;         ///< an offer or an answer failed
  std::string_view failure = {};     ///< of the first operation that failed, offers and answers before others; empty:
                                     ///< all went well
  std::string_view body = {};        ///< as it leaves the proxy
  const Node* media_node = nullptr;  ///< who answered the last offer or answer that went well; null: none was sent
};

}  // namespace rtpe::proxy
