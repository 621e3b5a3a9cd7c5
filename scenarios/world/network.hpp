// Who is where and what the rules say between them; no clock and no queue of its own.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/world/address.hpp"
#include "scenarios/world/way.hpp"

namespace rtpe::scenario::world {

/// Told what comes to an endpoint; one call at a time.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// `bytes` may be swapped for another buffer.
  virtual void datagram(EndpointId to, EndpointId from, std::string& bytes) = 0;
  /// The host of `by`, to which `sender` has sent, says that nobody listens there (ICMP port unreachable).
  virtual void refused(EndpointId /*sender*/, EndpointId /*by*/) {}
};

enum class Port : std::uint8_t { open, closed };
enum class Role : std::uint8_t { proxy, engine, party, nobody };

/// A proxy, an engine or a party: what rules speak of.
struct Site {
  std::string name;
  Role role = Role::nobody;
};

struct Endpoint {
  Address address;
  Protocol protocol = Protocol::ng;
  SiteId site = 0;
  HostId host = 0;
  Receiver* receiver = nullptr;
  bool is_open = false;  ///< false: port closed
};

class Network {
 public:
  explicit Network(std::uint64_t seed) : seed_(seed) {}

  SiteId add_site(Site site);
  [[nodiscard]] const Site& site(SiteId id) const { return sites_[id]; }
  [[nodiscard]] std::optional<SiteId> find_site(std::string_view name, Role role) const;
  /// The number of an address text; hosts are numbered as they are named.
  HostId host(std::string_view text);
  /// Some endpoint of that host has been open: it answers for closed ports. Any other host is silent.
  [[nodiscard]] bool exists(HostId host) const { return hosts_[host].exists; }

  /// The endpoint with this address, which is made when it is new: closed, of a site of its own that is nobody's.
  EndpointId endpoint(const Address& address, Protocol protocol);
  /// Opens it: from now on `receiver` is told. All endpoints of a site are on one host.
  EndpointId open(const Address& address, Protocol protocol, SiteId site, Receiver& receiver);
  /// A socket whose port the system chooses: only answers find it.
  EndpointId open_any_port(std::string_view host, Protocol protocol, SiteId site, Receiver& receiver);
  void set_port(EndpointId endpoint, Port port) { endpoints_[endpoint].is_open = port == Port::open; }
  [[nodiscard]] const Endpoint& operator[](EndpointId endpoint) const { return endpoints_[endpoint]; }

  RuleId add(const Rule& rule);
  void remove(RuleId rule);

  /// Number of the way from one endpoint to another, by the sender's protocol.
  [[nodiscard]] std::uint32_t way_between(EndpointId from, EndpointId to) {
    const Endpoint& sender = endpoints_[from];
    const std::vector<std::uint32_t>& row = ways_from_[sender.site];
    const std::size_t column = std::size_t{endpoints_[to].site} * 2 + (sender.protocol == Protocol::sip ? 1 : 0);
    if (column < row.size() && row[column] != none) return row[column];
    return make_way(sender, endpoints_[to], column);
  }
  [[nodiscard]] Way& way(std::uint32_t number) { return ways_[number].way; }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  struct Host {
    bool exists = false;
  };
  struct NumberedRule {
    RuleId id;
    Rule rule;
  };
  struct PlacedWay {
    SiteId from, to;
    HostId from_host, to_host;
    Protocol protocol;
    Way way;
  };

  std::uint32_t make_way(const Endpoint& from, const Endpoint& to, std::size_t column);
  [[nodiscard]] std::string concern_of(const Endpoint& from, const Endpoint& to) const;
  [[nodiscard]] static bool matches(const Rule& rule, const PlacedWay& way);
  void settle(PlacedWay& way);
  void settle_all();

  std::uint64_t seed_;
  std::vector<Site> sites_;
  std::vector<Host> hosts_;
  boost::unordered_flat_map<std::string, HostId> host_by_text_;
  std::vector<Endpoint> endpoints_;
  boost::unordered_flat_map<std::uint64_t, EndpointId> endpoint_by_address_;
  std::uint32_t any_port_ = 0;
  std::vector<NumberedRule> rules_;
  RuleId last_rule_ = 0;
  std::deque<PlacedWay> ways_;
  std::vector<std::vector<std::uint32_t>> ways_from_;  ///< [site of the sender][site of the other * 2 + protocol]
};

}  // namespace rtpe::scenario::world
