// Packet streams of a media: where they go, and the local ports they use (protocol.md 7.3, sdp-rewriting.md 11).
#pragma once
#include <optional>

#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// Interfaces and families of both sides: `direction` and `address-family`, else remembered, else as the SDP's address.
void choose_interfaces(MediaNegotiation& media);
/// The same for a listener: its own family, which `wanted` sets, else that of the source's SDP; no names are heeded.
void choose_listener_interface(MediaNegotiation& media, std::optional<Family> wanted);
/// Of the addresses the party is given, which may not be the wanted one; none before its first negotiation.
[[nodiscard]] std::optional<Family> family_in_use(const Media& media);
/// As many streams as the m= line has, on one side.
void resize_streams(const MediaNegotiation& media, Media& side);
/// Endpoints and stream flags of the side that wrote the SDP; the other side gets as many streams.
void update_streams(MediaNegotiation& media);
/// The same for so many streams, whatever the m= line says.
void update_streams(MediaNegotiation& media, std::size_t count);
/// What the media does of ICE and multiplexing shows at its streams.
void update_stream_flags(Media& media);
/// Ports on both sides; a rejected media leaves its ports until it comes back. False: out of ports.
[[nodiscard]] bool open_ports(MediaNegotiation& media);
/// No port is in use. They stay with their maps: a media that comes back finds them again.
void leave_ports(Media& media);
/// Of a media that is rejected, where nothing is read of its streams.
void leave_streams(MediaNegotiation& media);
/// Where a media is reached, or would be if it had ports; null before its first negotiation.
[[nodiscard]] const LocalAddress* local_address(const Media& media);
/// The port sets in use, the printed one first; empty when no port is open.
[[nodiscard]] std::span<const PortSet> open_sets(const Media& media);

}  // namespace rtpe::mock
