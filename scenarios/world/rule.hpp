// What is said about datagrams on their way: rules over (from, to, protocol).
#pragma once
#include <cstdint>
#include <optional>

#include "base/time_text.hpp"

namespace rtpe::scenario::world {

using SiteId = std::uint32_t;
using HostId = std::uint32_t;
using EndpointId = std::uint32_t;
using RuleId = std::uint32_t;

/// What a datagram carries. Control messages over streams count as ng too: a rule sees messages, not segments.
enum class Protocol : std::uint8_t { ng, sip };

/// Who sends a datagram, or is sent one.
struct Match {
  enum class Kind : std::uint8_t {
    anybody,
    site,  ///< one proxy, engine or party, with all its endpoints
    host,  ///< everybody on one address
  } kind = Kind::anybody;
  std::uint32_t id = 0;
};
inline constexpr Match anybody{};
[[nodiscard]] constexpr Match the_site(SiteId site) { return {.kind = Match::Kind::site, .id = site}; }
[[nodiscard]] constexpr Match the_host(HostId host) { return {.kind = Match::Kind::host, .id = host}; }

enum class Passage : std::uint8_t {
  free,
  cut,     ///< what is sent is lost; what is under way arrives
  silent,  ///< what is under way is lost too: nobody is there
};

/// Of the rules that match a datagram each property is taken from the last one that says something about it; the
/// strictest passage counts.
struct Rule {
  Match from = anybody, to = anybody;
  std::optional<Protocol> protocol = {};
  std::optional<DurationRange> latency = {};
  std::optional<double> loss = {}, duplication = {}, reordering = {};  ///< probabilities per datagram
  std::optional<std::uint64_t> bits_per_s = {};                        ///< 0: any number
  Passage passage = Passage::free;
};

}  // namespace rtpe::scenario::world
