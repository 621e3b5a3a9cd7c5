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
/// security.cpp: the suites that query replies name; once there are streams.
void show_suites(MediaExchange& media);
/// codecs.cpp: strip, offer, transcode, mask, set, accept, except; ptime.
void negotiate_codecs(MediaExchange& media);

/// transcoding.cpp: which directions are converted. `offer_converts`: the offer itself asks for it.
void negotiate_transcoding(MediaExchange& media, bool offer_converts);

}  // namespace rtpe::mock
