// One step per concern of an offer or answer, each in the file of its name. Every step reads what the SDP says into
// `from` and decides what `to` is told; the text is written afterwards (write_media.hpp).
#pragma once
#include "mock_engine/rewrite/negotiator.hpp"

namespace rtpe::mock {

/// transport.cpp: media type and transport protocols.
void negotiate_transport(MediaExchange& media);
/// direction.cpp: sendrecv, hold, zero addresses.
void negotiate_direction(MediaExchange& media);
/// rtcp_mux.cpp: offer, require, demux, accept, reject.
void negotiate_rtcp_mux(MediaExchange& media);
/// ice.cpp: whether each side does ICE, credentials, candidates.
void negotiate_ice(MediaExchange& media);
/// security.cpp: SDES, DTLS or both; before negotiate_ice, which decides on passthrough.
void negotiate_security(MediaExchange& media);
/// codecs.cpp: strip, offer, transcode, mask, set, accept, except.
void negotiate_codecs(MediaExchange& media);
/// ptime.cpp: milliseconds per packet, as written or wished for.
void negotiate_ptime(MediaExchange& media);
/// The wishes make packets of another length for `receiver` than those of `sender`.
[[nodiscard]] bool changes_packetisation(const Media& sender, const Media& receiver);

/// transcoding.cpp: which directions are converted.
void negotiate_transcoding(MediaExchange& media);
/// Whether what `sender` sends is decoded and encoded for `receiver`, be it only to change its packets.
[[nodiscard]] bool is_converted(const Media& sender, const Media& receiver);

}  // namespace rtpe::mock
