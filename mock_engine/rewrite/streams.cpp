// Streams, endpoints and port stability.
#include "mock_engine/rewrite/streams.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

bool is_multiplexed(const Media& media) { return media.flags.has(MediaFlag::rtcp_mux); }

/// One port per pair of streams when RTCP is known to be multiplexed, else two.
std::uint16_t ports_per_pair(const Media& media) {
  return is_multiplexed(media) && media.flags.has(MediaFlag::rtcp_mux_override) ? 1 : 2;
}

void update_flags(Media& media) {
  for (std::size_t i = 0; i < media.streams.size(); ++i) {
    Stream& stream = media.streams[i];
    const bool is_rtcp = i % 2 == 1;
    stream.flags.assign(StreamFlag::rtp, !is_rtcp);
    stream.flags.assign(StreamFlag::rtcp, is_rtcp || is_multiplexed(media));
    stream.flags.assign(StreamFlag::fallback_rtcp, is_rtcp && is_multiplexed(media));
    stream.flags.assign(StreamFlag::ice, media.flags.has(MediaFlag::ice));
  }
}

void resize_streams(Media& media, std::size_t count, Time now) {
  media.streams.reserve(count);
  while (media.streams.size() < count) media.streams.emplace_back().last_packet = now;
}

bool same_remote(const Endpoint& one, const Endpoint& other) {
  if (one.address.is_unspecified() || other.address.is_unspecified()) return one.port == other.port;
  return one == other;
}

bool has_room(const EndpointMap& map, std::size_t pairs, std::uint16_t ports) {
  return std::ranges::all_of(map.sets, [&](const PortSet& set) {
    return set.leases.size() >= pairs &&
           std::ranges::all_of(set.leases, [ports](const PortLease& lease) { return lease.count() >= ports; });
  });
}

struct Wish {
  std::optional<Endpoint> remote;
  bool any_remote = false;  ///< port latching: whatever endpoint a map has
  std::size_t pairs = 1;
  std::uint16_t ports = 2;  ///< per pair
};

/// Of the wanted family where the interface has one.
LocalAddress* preferred_address(const Media& media) {
  LocalAddress* preferred = media.interface->first_of(media.family.value_or(Family::ipv4));
  return preferred != nullptr ? preferred : media.interface->addresses.front().get();
}

EndpointMap* find_map(Media& media, const Wish& wish) {
  for (EndpointMap& map : media.maps) {
    if (map.sets.front().local != preferred_address(media) || !has_room(map, wish.pairs, wish.ports)) continue;
    if (!map.remote) {
      map.remote = wish.remote;
      return &map;
    }
    if (wish.any_remote || !wish.remote || same_remote(*map.remote, *wish.remote)) return &map;
  }
  return nullptr;
}

bool add_ports(EndpointMap& map, LocalAddress& local, const Wish& wish, Random& random) {
  PortSet& set = map.sets.emplace_back();
  set.local = &local;
  set.leases.reserve(wish.pairs);
  const auto first = local.ports.take(static_cast<std::uint16_t>(wish.pairs * wish.ports), random);
  if (!first) return false;
  for (std::size_t i = 0; i < wish.pairs; ++i)
    set.leases.emplace_back(local.ports, static_cast<std::uint16_t>(*first + i * wish.ports), wish.ports);
  return true;
}

/// Ports on the preferred address first; with ICE on all others of the interface too.
EndpointMap* new_map(Media& media, const Wish& wish, Random& random) {
  EndpointMap map{.remote = wish.remote, .sets = {}};
  LocalAddress* preferred = preferred_address(media);
  if (!add_ports(map, *preferred, wish, random)) return nullptr;
  if (media.flags.has(MediaFlag::ice))
    for (const auto& local : media.interface->addresses)
      if (local.get() != preferred && !add_ports(map, *local, wish, random)) return nullptr;
  return &media.maps.emplace_back(std::move(map));
}

/// Points the streams at the ports of a map.
void use_map(Media& media, const EndpointMap& map) {
  media.map = static_cast<std::uint16_t>(&map - media.maps.data());
  const PortSet& set = map.sets.front();
  for (std::size_t i = 0; i < media.streams.size(); ++i) {
    Stream& stream = media.streams[i];
    stream.local = set.local;
    stream.local_port = 0;
    if (i / 2 >= set.leases.size()) continue;
    const PortLease& lease = set.leases[i / 2];
    if (i % 2 < lease.count()) stream.local_port = static_cast<std::uint16_t>(lease.first() + i % 2);
  }
}

void close_ports(Media& media) {
  media.maps.clear();
  for (Stream& stream : media.streams) {
    stream.local = nullptr;
    stream.local_port = 0;
  }
}

bool open_side(Media& media, const Wish& wish, Random& random) {
  EndpointMap* map = find_map(media, wish);
  if (map == nullptr) map = new_map(media, wish, random);
  if (map == nullptr) return false;
  use_map(media, *map);
  return true;
}

/// "internal" and "external" stand for IPv4 and IPv6 where no interface has that name.
void choose_side(Media& media, std::string_view name, const Interfaces& interfaces) {
  const bool known = interfaces.knows(name);
  if (!known && name == "internal") media.family = Family::ipv4;
  if (!known && name == "external") media.family = Family::ipv6;
  if (media.interface == nullptr || !name.empty()) media.interface = &interfaces.choose(name, *media.family);
}

/// Ports count up from the RTP port, unless a=rtcp names another one.
Endpoint written_endpoint(const MediaPart& part, std::size_t stream) {
  Endpoint endpoint = part.rtp;
  endpoint.port = static_cast<std::uint16_t>(endpoint.port + stream);
  if (stream != 1 || part.rtcp.port == 0) return endpoint;
  endpoint.port = part.rtcp.port;
  if (part.rtcp_address) endpoint.address = *part.rtcp_address;
  return endpoint;
}

}  // namespace

void choose_interfaces(MediaExchange& media) {
  const Options& options = media.exchange.options;
  const Family written = media.part.rtp.address.family;
  if (media.exchange.is_offer()) {
    // An offer starts afresh: as the SDP's own address, unless told otherwise.
    media.from.family = written;
    const bool known = media.to.family && media.to.flags.has(MediaFlag::initialized);
    media.to.family = options.address_family.value_or(known ? *media.to.family : written);
  } else if (options.address_family) {
    media.to.family = options.address_family;
  }
  if (!media.to.family) media.to.family = written;
  if (!media.from.family) media.from.family = written;
  choose_side(media.to, options.direction_to, media.exchange.engine.interfaces);
  choose_side(media.from, options.direction_from, media.exchange.engine.interfaces);
}

void update_streams(MediaExchange& media) {
  const MediaPart& part = media.part;
  const std::size_t count = std::size_t{2} * part.line.port_count;
  resize_streams(media.from, count, media.exchange.now);
  resize_streams(media.to, count, media.exchange.now);
  for (std::size_t i = 0; i < count; ++i) {
    Stream& stream = media.from.streams[i];
    const bool known = i != 1 || !part.shares_port();
    const Endpoint endpoint = known ? written_endpoint(part, i) : Endpoint{};
    const bool moved = stream.flags.has(StreamFlag::filled) && !(stream.endpoint == endpoint);
    if (moved && media.from.security && !media.from.flags.has(MediaFlag::dtls))
      media.from.security->suites[i % 2].reset();
    stream.endpoint = endpoint;
    stream.flags.assign(StreamFlag::located, known);
    stream.flags.assign(StreamFlag::advertised, known);
    stream.flags.set(StreamFlag::filled);
  }
}

bool open_ports(MediaExchange& media) {
  const Options& options = media.exchange.options;
  Random& random = media.exchange.engine.random;
  update_flags(media.from);
  update_flags(media.to);
  for (Stream& stream : media.from.streams) {
    stream.flags.assign(StreamFlag::strict_source, options.flags.has(Flag::strict_source));
    stream.flags.assign(StreamFlag::media_handover, options.flags.has(Flag::media_handover));
  }
  if (media.exchange.opens == Sides::none) return true;
  if (media.part.line.port == 0 && media.exchange.opens == Sides::both) {
    close_ports(media.from);
    close_ports(media.to);
    return true;
  }
  Wish wish{.remote = media.part.rtp, .pairs = media.part.line.port_count, .ports = ports_per_pair(media.to)};
  if (media.exchange.opens == Sides::receiver) wish.remote.reset();  // who speaks is no matter of the one who listens
  wish.any_remote = options.flags.has(Flag::port_latching) ||
                    (media.to.flags.has(MediaFlag::ice) && !options.flags.has(Flag::no_port_latching));
  if (!open_side(media.to, wish, random)) return false;
  if (media.exchange.opens == Sides::receiver) return true;
  // A party that took its ports down gets new ones when the other side writes the next SDP.
  if (media.from.streams.front().local != nullptr || media.from.flags.has(MediaFlag::initialized)) return true;
  return open_side(media.from, {.remote = {}, .pairs = wish.pairs, .ports = ports_per_pair(media.from)}, random);
}

std::span<const PortSet> open_sets(const Media& media) {
  if (media.streams.empty() || media.streams.front().local == nullptr || media.map >= media.maps.size()) return {};
  const auto& sets = media.maps[media.map].sets;
  return {sets.data(), sets.size()};
}

}  // namespace rtpe::mock
