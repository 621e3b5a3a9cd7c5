// Names of transport protocols.
#include "mock_engine/calls/media.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 8> protocol_names = {
    "", "RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udptl"};

}  // namespace

std::string_view name_of(Protocol protocol) { return protocol_names[static_cast<std::size_t>(protocol)]; }

Protocol protocol_of(std::string_view name) {
  for (std::size_t i = 1; i < protocol_names.size(); ++i)
    if (std::ranges::equal(protocol_names[i], name, {}, lower, lower)) return static_cast<Protocol>(i);
  return Protocol::unknown;
}

bool is_rtp(Protocol protocol) { return protocol != Protocol::unknown && protocol != Protocol::udptl; }

bool is_srtp(Protocol protocol) {
  return is_rtp(protocol) && protocol != Protocol::rtp_avp && protocol != Protocol::rtp_avpf;
}

bool is_srtp(const Media& media) {
  return is_srtp(media.protocol) || (is_rtp(media.protocol) && media.flags.has(MediaFlag::legacy_osrtp));
}

const Endpoint& advertised_endpoint(const Media& media, const Stream& stream) {
  if (!stream.flags.has(StreamFlag::advertised_elsewhere)) return stream.endpoint;
  return media.security->advertised[static_cast<std::size_t>(&stream - media.streams.data())];
}

}  // namespace rtpe::mock
