// One step per concern of an offer or answer, each in the file of its name. Every step reads what the SDP says into
// `from` and decides what `to` is told; the text is written afterwards (write_media.hpp).
#pragma once
#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// transport.cpp: media type and transport protocols.
void negotiate_transport(MediaNegotiation& media);
/// Those of the sender only.
void read_transport(MediaNegotiation& media);
/// direction.cpp: sendrecv, hold, zero addresses.
void negotiate_direction(MediaNegotiation& media);
/// rtcp_mux.cpp: offer, require, demux, accept, reject.
void negotiate_rtcp_mux(MediaNegotiation& media);
/// Multiplexing is each party's own business: the source does what its SDP says, the listener what it did or is told.
void negotiate_listener_mux(MediaNegotiation& media);
/// ice.cpp: whether each side does ICE, credentials, candidates.
void negotiate_ice(MediaNegotiation& media);
/// security.cpp: what DTLS covers from now on; after negotiate_rtcp_mux.
void note_coverage(Media& media);
/// security.cpp: SDES, DTLS or both; before negotiate_ice, which decides on passthrough.
void negotiate_security(MediaNegotiation& media);
/// The same for a listener, whose source only says its keys again.
void negotiate_listener_security(MediaNegotiation& media);
/// On ports that replaced others the suites of query replies are those of SDES again, even where DTLS covered the old.
void show_suites_of_new_ports(Media& media);
/// tls_id.cpp: where a handshake begins anew, and which a=tls-id is shown; once there are ports.
void follow_handshakes(MediaNegotiation& media);
/// The same for `listener` alone.
void follow_listener_handshake(MediaNegotiation& media, Media& listener);
/// What a listener's answer says of them; its certificate counts only when it is taken.
void read_listener_keys(MediaNegotiation& media);
void read_listener_certificate(MediaNegotiation& media);
/// codecs.cpp: strip, offer, transcode, mask, set, accept, except.
void negotiate_codecs(MediaNegotiation& media);
/// ptime.cpp: milliseconds per packet, as written or wished for.
void negotiate_ptime(MediaNegotiation& media);
/// Of packets with that codec to or from the party.
[[nodiscard]] std::uint16_t ptime_towards(const Media& media, const Codec& codec);
/// What the engine can make of a length: opus has frames of 60, 40, 20, 10 and 5 ms only.
[[nodiscard]] std::uint16_t possible_ptime(const Codec& codec, std::uint16_t ptime);
/// Those of a listener: the codecs of its source, which stay as they are, as the request wants to show them.
void negotiate_listener_codecs(MediaNegotiation& media);
/// Packets go to a listener as they came when it was first shown the codec, unless the source's SDP itself says else.
/// `said`: the source's codecs.
void negotiate_listener_ptime(MediaNegotiation& media, std::vector<Codec>& said);
/// Of what it was shown, the codecs that a listener names in its answer.
void take_listener_codecs(MediaNegotiation& media);
/// The codecs that the SDP names, with what is known of them at `side`.
[[nodiscard]] std::vector<Codec> written_codecs(const MediaNegotiation& media, const Media& side);
/// The wishes make packets of another length for `receiver` than those of `sender`: of one codec, known to the receiver
/// as `wanted`, or of any.
[[nodiscard]] bool changes_packets(const Media& sender, const Codec& sent, const Media& receiver, const Codec& wanted);
[[nodiscard]] bool changes_packetisation(const Media& sender, const Media& receiver);

/// transcoding.cpp: which directions are converted.
void negotiate_transcoding(MediaNegotiation& media);
/// Whether DTMF may be injected into what `sender` sends: asked for once, it stays so.
[[nodiscard]] bool has_injected_events(const Media& sender, const Media& receiver);
/// Whether what `sender` sends is decoded and encoded for `receiver`, be it only to change its packets.
[[nodiscard]] bool is_converted(const Media& sender, const Media& receiver);
/// The same, whether or not events are injected.
[[nodiscard]] bool is_converted(const Media& sender, const Media& receiver, bool injects);
/// Each codec of `sender` that is, with what becomes of it; both belong to the medias.
[[nodiscard]] std::vector<std::pair<const Codec*, const Codec*>> conversions_between(const Media& sender,
                                                                                     const Media& receiver);

}  // namespace rtpe::mock
