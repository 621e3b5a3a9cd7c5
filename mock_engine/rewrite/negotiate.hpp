// Offer, answer, publish and subscribe: update a call and produce the SDP for the other side.
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "client/sdp/document.hpp"
#include "mock_engine/calls/call.hpp"
#include "mock_engine/calls/interfaces.hpp"
#include "mock_engine/rewrite/negotiation.hpp"
#include "mock_engine/rewrite/ng_error.hpp"
#include "mock_engine/rewrite/options.hpp"
#include "mock_engine/rewrite/session.hpp"

namespace rtpe::mock {

/// Reads the body of an offer, answer, publish or subscribe answer; done before the call is looked up, so that a broken
/// SDP on an unknown call says `Failed to parse SDP`. The text must outlive the session.
[[nodiscard]] std::expected<Session, NgError> read_session(std::string_view sdp, const Options& options,
                                                           const EngineConfig& config);
/// The same into a session whose memory is used again.
[[nodiscard]] std::expected<void, NgError> read_session(std::string_view sdp, const Options& options,
                                                        const EngineConfig& config, Session& session);

/// With `loop-protect`: the body has been through this engine already. It is then returned untouched, before any call
/// is created.
[[nodiscard]] bool is_loop(const Session& session, const Options& options, const Identity& identity);

/// Both write the new SDP to `out` (cleared first; empty: the reply carries no `sdp`).
[[nodiscard]] std::expected<void, NgError> offer(const Negotiator& engine, Call& call, const Options& options,
                                                 const Session& session, Time now, std::string& out);
[[nodiscard]] std::expected<void, NgError> answer(const Negotiator& engine, Call& call, const Options& options,
                                                  const Session& session, Time now, std::string& out);

/// Whether a body of trickled candidates can be read: the lines of an SDP, but none of them needed.
[[nodiscard]] std::expected<void, NgError> check_fragment(std::string_view sdp);
/// Trickled candidates of a party, by its tag: from then on no advertised endpoint is known.
void take_fragment(Call& call, const Options& options, Time now);

/// The publisher's own SDP, made up by the engine.
[[nodiscard]] std::expected<void, NgError> publish(const Negotiator& engine, Call& call, const Options& options,
                                                   const Session& session, Time now, std::string& out);
/// `sources`: legs to listen to, in order. `to_tag`: the new subscriber. An empty `out` means the reply has no `sdp`.
[[nodiscard]] std::expected<void, NgError> subscribe_request(const Negotiator& engine, Call& call,
                                                             const Options& options, const std::vector<LegId>& sources,
                                                             std::string_view to_tag, Time now, std::string& out);
[[nodiscard]] std::expected<void, NgError> subscribe_answer(const Negotiator& engine, Call& call,
                                                            const Options& options, const Session& session, Time now);
[[nodiscard]] std::expected<void, NgError> unsubscribe(Call& call, std::string_view to_tag, Time now);

}  // namespace rtpe::mock
