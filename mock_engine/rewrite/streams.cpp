// Streams, endpoints and port stability.
#include "mock_engine/rewrite/streams.hpp"

#include <algorithm>

#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

bool is_multiplexed(const Media& media) { return media.flags.has(MediaFlag::rtcp_mux); }

/// One port when RTCP is known to be multiplexed, but two per pair where there are several, and for a subscriber.
std::uint16_t ports_per_pair(const MediaNegotiation& media, const Media& side) {
  const Negotiation& negotiation = media.negotiation;
  if (media.part.line.port_count > 1 || negotiation.options.mode == OperationMode::other) return 2;
  // What is multiplexed towards the receiver already says nothing about a media that is new to the sender.
  if (negotiation.is_offer() && &side == &media.from && !side.flags.has(MediaFlag::rtcp_mux_override)) return 2;
  return is_single_port(negotiation, side) ? 1 : 2;
}

void set_stream_count(Media& media, std::size_t count, Time now) {
  media.streams.shrink(count);
  media.streams.reserve(count);
  while (media.streams.size() < count) media.streams.emplace_back().last_packet = now;
}

bool same_remote(const Endpoint& one, const Endpoint& other) {
  if (one.address.is_unspecified() || other.address.is_unspecified()) return one.port == other.port;
  return one == other;
}

struct PortWish {
  const Personality& personality;
  std::optional<Endpoint> remote;
  bool any_remote = false;    ///< port latching: whatever endpoint a map has
  bool is_unlatched = false;  ///< `no-port-latching`
  bool is_held = false;       ///< the party is reached elsewhere later
  std::size_t pairs = 1;
  std::uint16_t ports = 2;  ///< per pair
  [[nodiscard]] std::uint16_t count() const { return static_cast<std::uint16_t>(pairs * ports); }
};

/// As many ports as wanted when the map was made, and with ICE ports on all addresses of the interface. The daemon goes
/// by the number the map was made for even after it has put new ports into it.
bool has_room(const Media& media, const EndpointMap& map, const PortWish& wish) {
  const bool opens_all = wish.personality.ice_opens_every_address || wish.is_unlatched;
  if (opens_all && media.flags.has(MediaFlag::ice) && map.sets.size() < media.interface->addresses.size()) return false;
  return map.ports >= wish.count();
}

/// Of the wanted family where the interface has one.
LocalAddress* preferred_address(const Media& media) {
  LocalAddress* preferred = media.interface->first_of(media.family.value_or(Family::ipv4));
  return preferred != nullptr ? preferred : media.interface->addresses.front().get();
}

/// The newest that fits. Towards a party that is not known yet only ports that no party has used.
EndpointMap* find_map(Media& media, const PortWish& wish) {
  if (wish.any_remote && wish.personality.latched_ports_stay && media.map < media.maps.size())
    return &media.maps[media.map];
  const LocalAddress* preferred = preferred_address(media);
  for (std::size_t i = media.maps.size(); i-- > 0;) {  // the newest first
    EndpointMap& map = media.maps[i];
    if (map.sets.front().local != preferred) continue;
    if (wish.any_remote) return &map;
    if (!map.remote) {
      if (has_room(media, map, wish)) return &map;
    } else if (wish.remote && same_remote(*map.remote, *wish.remote)) {
      return &map;
    }
  }
  return nullptr;
}

bool add_ports(EndpointMap& map, LocalAddress& local, const PortWish& wish, Random& random) {
  PortSet& set = map.sets.emplace_back();
  set.local = &local;
  set.leases.reserve(wish.pairs);
  const auto first = local.ports.take(wish.count(), random);
  if (!first) return false;
  for (std::size_t i = 0; i < wish.pairs; ++i)
    set.leases.emplace_back(local.ports, static_cast<std::uint16_t>(*first + i * wish.ports), wish.ports);
  return true;
}

/// Ports on the preferred address first; with ICE on all others of the interface too.
bool take_ports(Media& media, EndpointMap& map, const PortWish& wish, Random& random) {
  map.sets.clear();
  LocalAddress* preferred = preferred_address(media);
  if (!add_ports(map, *preferred, wish, random)) return false;
  if (media.flags.has(MediaFlag::ice))
    for (const auto& local : media.interface->addresses)
      if (local.get() != preferred && !add_ports(map, *local, wish, random)) return false;
  return true;
}

/// Points the streams at the ports of a map. One that finds none there keeps what it had, given back or not.
void use_map(Media& media, const EndpointMap& map) {
  media.map = static_cast<std::uint16_t>(&map - media.maps.data());
  const PortSet& set = map.sets.front();
  for (std::size_t i = 0; i < media.streams.size(); ++i) {
    Stream& stream = media.streams[i];
    if (stream.local == nullptr) stream.local = set.local;
    if (i / 2 >= set.leases.size()) continue;
    const PortLease& lease = set.leases[i / 2];
    if (i % 2 >= lease.count()) continue;
    stream.local = set.local;
    stream.local_port = static_cast<std::uint16_t>(lease.first() + i % 2);
  }
}

bool open_side(Media& media, const PortWish& wish, Random& random) {
  Stream& first = media.streams.front();
  const LocalAddress* local_before = first.local;
  const std::uint16_t port_before = first.local_port;
  EndpointMap* map = find_map(media, wish);
  if (map == nullptr) {
    map = &media.maps.emplace_back();
    map->remote = wish.remote;
    map->ports = wish.count();
    if (!take_ports(media, *map, wish, random)) return false;
  } else if (!has_room(media, *map, wish)) {  // all its ports are given back for new ones
    if (!take_ports(media, *map, wish, random)) return false;
  } else if (!map->remote && !wish.is_held) {
    map->remote = wish.remote;
  }
  if (!media.flags.has(MediaFlag::ice)) map->sets.shrink(1);
  use_map(media, *map);
  if (first.local != local_before || first.local_port != port_before) {
    if (local_before != nullptr) forget_credentials(media);
    follow_ports(media);
  }
  return true;
}

/// Named by this message, else the one in use, or in use for the first media of the party, if the family is that of
/// before and the interface has an address of it. "internal" and "external" stand for IPv4 and IPv6 where no interface
/// has that name.
void choose_side(Media& media, const Leg& leg, std::string_view name, std::optional<Family> before,
                 const Interfaces& interfaces) {
  if (media.interface == nullptr && !leg.medias.empty()) media.interface = leg.medias.front().interface;
  const bool known = interfaces.knows(name);
  if (!known && name == "internal") media.family = Family::ipv4;
  if (!known && name == "external") media.family = Family::ipv6;
  if (!name.empty() || media.interface == nullptr || (before && before != media.family) ||
      media.interface->first_of(*media.family) == nullptr)
    media.interface = &interfaces.choose(name, *media.family);
}

/// Ports count up from the RTP port, unless a=rtcp names another one.
Endpoint written_endpoint(const MediaPart& part, std::size_t stream) {
  Endpoint endpoint = part.rtp;
  endpoint.move_port(static_cast<std::uint32_t>(endpoint.port + stream));
  if (stream % 2 == 0 || part.rtcp.port == 0) return endpoint;
  endpoint.move_port(static_cast<std::uint32_t>(part.rtcp.port + stream - 1));
  if (part.rtcp_address) endpoint.address = *part.rtcp_address;
  return endpoint;
}

bool keeps_ports_on_hold(const MediaNegotiation& media) {
  return media.negotiation.engine.config.personality->held_media_keeps_ports && !media.from.flags.has(MediaFlag::send);
}

bool open_sides(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  Random& random = media.negotiation.engine.random;
  update_stream_flags(media.from);
  update_stream_flags(media.to);
  const bool is_heeded = media.negotiation.opens != Sides::receiver;
  for (Stream& stream : media.from.streams) {
    if (!is_heeded) break;
    stream.flags.assign(StreamFlag::strict_source, options.flags.has(Flag::strict_source));
    stream.flags.assign(StreamFlag::media_handover, options.flags.has(Flag::media_handover));
  }
  if (media.negotiation.opens == Sides::none) return true;
  if (media.part.line.port == 0 && media.negotiation.opens == Sides::both) {
    leave_ports(media.from);
    leave_ports(media.to);
    return true;
  }
  const Personality& personality = *media.negotiation.engine.config.personality;
  PortWish wish{.personality = personality,
                .remote = {},
                .pairs = media.part.line.port_count,
                .ports = ports_per_pair(media, media.to)};
  wish.is_unlatched = options.flags.has(Flag::no_port_latching);
  const bool is_held = keeps_ports_on_hold(media) && !wish.is_unlatched;
  // Who speaks is no matter of the one who only listens.
  if (media.negotiation.opens != Sides::receiver) wish.remote = media.part.rtp;
  wish.is_held = is_held;
  wish.any_remote = options.flags.has(Flag::port_latching) ||
                    (media.to.flags.has(MediaFlag::ice) && !options.flags.has(Flag::no_port_latching)) || is_held;
  if (!open_side(media.to, wish, random)) return false;
  if (media.negotiation.opens == Sides::receiver) return true;
  // A party that was told of this media before gets its ports when the other side writes the next SDP.
  if (!media.has_new_streams) return true;
  const PortWish own{
      .personality = personality, .remote = {}, .pairs = wish.pairs, .ports = ports_per_pair(media, media.from)};
  return open_side(media.from, own, random);
}

/// With ICE only connectivity checks move packets to another endpoint than the first one, and nothing moves them to an
/// address that the open port cannot reach (none: nowhere), unless the party talks to itself.
bool moves_to(const MediaNegotiation& negotiated, const Stream& stream, std::optional<Family> family) {
  if (negotiated.from.flags.has(MediaFlag::ice)) return false;
  const bool is_closed = negotiated.part.line.port == 0 && negotiated.negotiation.opens == Sides::both;
  const bool talks_to_itself = &negotiated.from == &negotiated.to;
  return is_closed || talks_to_itself || stream.local == nullptr || stream.local->address.family == family;
}

/// What the SDP says.
void advertise(const MediaNegotiation& negotiated, std::size_t index, const Endpoint& written) {
  Media& media = negotiated.from;
  Stream& stream = media.streams[index];
  const bool changes = !stream.flags.has(StreamFlag::advertised) || !(advertised_endpoint(media, stream) == written);
  if (!stream.flags.has(StreamFlag::filled) || (changes && moves_to(negotiated, stream, written.address.family))) {
    stream.endpoint = written;
    stream.flags.set(StreamFlag::located);
  }
  stream.flags.set(StreamFlag::advertised);
  stream.flags.assign(StreamFlag::advertised_elsewhere, !(stream.endpoint == written));
  if (stream.endpoint == written) return;
  if (!media.security) media.security = std::make_unique<MediaSecurity>();
  auto& elsewhere = media.security->advertised;
  if (elsewhere.size() <= index) elsewhere.resize(index + 1);
  elsewhere[index] = written;
}

/// RTCP that goes to the port of RTP has no endpoint of its own.
void advertise_nothing(const MediaNegotiation& negotiated, Stream& stream) {
  const bool talks_to_itself = &negotiated.from == &negotiated.to;
  if (stream.flags.has(StreamFlag::advertised) && !talks_to_itself && moves_to(negotiated, stream, std::nullopt))
    stream.flags.clear(StreamFlag::located);
  stream.flags.clear(StreamFlag::advertised);
}

/// Of the address that a listener's source named, or its request named for it.
Family family_of_source(const MediaNegotiation& media) {
  const Media& source = media.from;
  if (says_ice(media)) return *source.family;
  if (source.streams.empty() || !source.streams.front().flags.has(StreamFlag::advertised))
    return media.part.rtp.address.family;
  return advertised_endpoint(source, source.streams.front()).address.family;
}

}  // namespace

std::optional<Family> family_in_use(const Media& media) {
  if (media.interface == nullptr || !media.family) return std::nullopt;
  return preferred_address(media)->address.family;
}

void choose_interfaces(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  const Family written = media.part.rtp.address.family;
  const auto from_before = family_in_use(media.from), to_before = family_in_use(media.to);
  // With ICE all addresses are offered, and which is the first is settled once.
  if (!media.from.family || !says_ice(media)) media.from.family = written;
  if (!media.to.family || (options.address_family && !media.to.flags.has(MediaFlag::ice)))
    media.to.family = options.address_family.value_or(*media.from.family);
  const Interfaces& interfaces = media.negotiation.engine.interfaces;
  choose_side(media.to, media.negotiation.to, options.direction_to, to_before, interfaces);
  choose_side(media.from, media.negotiation.from, options.direction_from, from_before, interfaces);
}

void choose_listener_interface(MediaNegotiation& media, std::optional<Family> wanted) {
  const auto before = family_in_use(media.to);
  if (!media.to.family || (wanted && !media.to.flags.has(MediaFlag::ice)))
    media.to.family = wanted.value_or(family_of_source(media));
  if (!says_ice(media)) media.from.family = media.part.rtp.address.family;  // as the source says again
  choose_side(media.to, media.negotiation.to, media.negotiation.options.interface, before,
              media.negotiation.engine.interfaces);
}

void resize_streams(const MediaNegotiation& media, Media& side) {
  set_stream_count(side, std::size_t{2} * media.part.line.port_count, media.negotiation.now);
}

void update_streams(MediaNegotiation& media) { update_streams(media, std::size_t{2} * media.part.line.port_count); }

void update_streams(MediaNegotiation& media, std::size_t count) {
  const MediaPart& part = media.part;
  media.has_new_streams = media.from.streams.size() < count;
  if (media.negotiation.engine.interfaces.owns(part.rtp)) media.from.flags.set(MediaFlag::loop_check);
  set_stream_count(media.from, count, media.negotiation.now);
  set_stream_count(media.to, count, media.negotiation.now);
  for (std::size_t i = 0; i < count; ++i) {
    Stream& stream = media.from.streams[i];
    const Endpoint before = stream.endpoint;
    const Endpoint advertised_before = advertised_endpoint(media.from, stream);
    const bool was_advertised = stream.flags.has(StreamFlag::advertised);
    if (i != 1 || !part.shares_port())
      advertise(media, i, written_endpoint(part, i));
    else
      advertise_nothing(media, stream);
    // Also back to where packets went all the time.
    const Endpoint& told = advertised_endpoint(media.from, stream);
    const bool reachable = stream.local == nullptr || stream.local->address.family == told.address.family;
    const bool is_told_anew =
        !media.from.flags.has(MediaFlag::ice) && was_advertised && reachable && told != advertised_before;
    const bool moved = stream.flags.has(StreamFlag::filled) && (is_told_anew || !(stream.endpoint == before));
    if (moved && media.from.security && !media.from.flags.has(MediaFlag::dtls) &&
        !media.from.flags.has(MediaFlag::sdes))
      media.from.security->suites[i % 2].reset();
    stream.flags.set(StreamFlag::filled);
  }
}

bool open_ports(MediaNegotiation& media) {
  if (!open_sides(media)) return false;
  name_agent(media.to, media.negotiation.engine.random);
  return true;
}

void update_stream_flags(Media& media) {
  for (std::size_t i = 0; i < media.streams.size(); ++i) {
    Stream& stream = media.streams[i];
    const bool is_rtcp = i % 2 == 1;
    stream.flags.assign(StreamFlag::rtp, !is_rtcp);
    stream.flags.assign(StreamFlag::rtcp, is_rtcp || is_multiplexed(media));
    stream.flags.assign(StreamFlag::fallback_rtcp, is_rtcp && is_multiplexed(media));
    stream.flags.assign(StreamFlag::ice, media.flags.has(MediaFlag::ice));
  }
}

void leave_ports(Media& media) {
  for (Stream& stream : media.streams) {
    stream.local = nullptr;
    stream.local_port = 0;
  }
}

void leave_streams(MediaNegotiation& media) {
  for (Media* side : {&media.from, &media.to}) {
    resize_streams(media, *side);
    leave_ports(*side);
  }
}

const LocalAddress* local_address(const Media& media) {
  if (!media.streams.empty() && media.streams.front().local != nullptr) return media.streams.front().local;
  return media.interface == nullptr ? nullptr : preferred_address(media);
}

std::span<const PortSet> open_sets(const Media& media) {
  if (media.streams.empty() || media.streams.front().local == nullptr || media.map >= media.maps.size()) return {};
  const auto& sets = media.maps[media.map].sets;
  return {sets.data(), sets.size()};
}

}  // namespace rtpe::mock
