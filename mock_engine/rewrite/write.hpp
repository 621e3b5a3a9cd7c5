// The new SDP: the old text, edited (sdp-rewriting.md 1, 3 to 6).
#pragma once
#include <expected>
#include <span>
#include <string>

#include "client/sdp/document.hpp"
#include "mock_engine/rewrite/negotiation.hpp"
#include "mock_engine/rewrite/ng_error.hpp"

namespace rtpe::mock {

/// What is printed about a local address: `media-address`, else the advertised one.
struct PrintedAddress {
  std::string_view family, address;
};
[[nodiscard]] PrintedAddress printed_address(const Options& options, const LocalAddress& local);

/// What c= says: the local address of `to`, or 0.0.0.0 or :: where the sender wrote that (hold of old; with port 9 and
/// trickle ICE it is none) and `first`, the receiver's first media of the session, is offered no ICE. `from`: the
/// sender's media; null when it has none.
[[nodiscard]] PrintedAddress printed_connection(const Negotiation& negotiation, const Media& to, const Media* from,
                                                const Media& first);

/// `medias`: one per m= line of the session, in its order.
[[nodiscard]] std::expected<void, NgError> write_sdp(const Negotiation& negotiation,
                                                     std::span<const MediaNegotiation> medias, std::string& out);

/// The same without a text to edit: everything is the engine's own, all medias that the receiver has. `media-address`
/// is not heeded.
[[nodiscard]] std::expected<void, NgError> write_all_medias(const Negotiation& negotiation, std::string& out);
/// rtcp_mux.cpp: RTP and RTCP share the port that is printed.
[[nodiscard]] bool is_single_port(const Negotiation& negotiation, const Media& to);
/// dtls.cpp: a=setup and a=fingerprint.
void write_dtls(const Negotiation& negotiation, const Media& to, std::string& out);
/// sdes.cpp: a=crypto.
void write_sdes(const Negotiation& negotiation, const Media& to, std::string& out);
/// write_session.cpp: the lines in front of the medias.
void write_session(const Negotiation& negotiation, const SessionPart& part, sdp::Editor& editor);
/// origin.cpp: o= and s= lines as `replace` wants them; `local` may be null.
void write_origin(const Negotiation& negotiation, const sdp::Line& line, const LocalAddress* local,
                  sdp::Editor& editor);
void write_session_name(const Negotiation& negotiation, const sdp::Line& line, sdp::Editor& editor);
/// Keeps the name for later where the SDP that was shown first had none.
void note_session_name(const Negotiation& negotiation);
/// Gives the body its version where `replace` wants it: one more than before when it differs from the body before.
void count_version(const Negotiation& negotiation, std::string& body);
/// Session id and version of an SDP of the engine's own: the receiver's as before, else made of the time.
struct OwnOrigin {
  std::int64_t id = 0;
  std::uint64_t version = 0;
};
[[nodiscard]] OwnOrigin own_origin(const Negotiation& negotiation);
/// o= and s= of the engine's own SDPs where they are those of a source (Personality::listeners_get_session), which is
/// the sender or a publisher that is answered; `printed`: the address of a publisher's.
void write_source_origin(const Negotiation& negotiation, const PrintedAddress& printed, std::string& out);
/// A listener is shown the SDP of its only source with its connections in the medias.
[[nodiscard]] bool shows_source(const Negotiation& negotiation);
void write_address(sdp::Editor& editor, std::string_view family, std::string_view address,
                   const PrintedAddress& printed);
/// write_media.cpp: one media section.
void write_media(const MediaNegotiation& media, sdp::Editor& editor);
/// A section of the engine's own.
void write_new_media(const MediaNegotiation& media, std::string& out);

}  // namespace rtpe::mock
