#include "scenarios/world/network.hpp"

#include <fmt/format.h>

#include <cassert>

namespace rtpe::scenario::world {

SiteId Network::add_site(Site site) {
  sites_.push_back(std::move(site));
  ways_from_.emplace_back();
  return static_cast<SiteId>(sites_.size() - 1);
}

std::optional<SiteId> Network::find_site(std::string_view name, Role role) const {
  for (SiteId id = 0; id < sites_.size(); ++id)
    if (sites_[id].role == role && sites_[id].name == name) return id;
  return std::nullopt;
}

HostId Network::host(std::string_view text) {
  const auto [row, is_new] = host_by_text_.try_emplace(std::string(text), static_cast<HostId>(hosts_.size()));
  if (is_new) hosts_.emplace_back();
  return row->second;
}

EndpointId Network::endpoint(const Address& address, Protocol protocol) {
  const HostId on = host(address.host);
  const std::uint64_t key =
      (std::uint64_t{on} << 32U) | (std::uint64_t{address.port} << 8U) | static_cast<std::uint64_t>(protocol);
  const auto [row, is_new] = endpoint_by_address_.try_emplace(key, static_cast<EndpointId>(endpoints_.size()));
  if (!is_new) return row->second;
  const SiteId site = add_site({.name = fmt::format("{}:{}", address.host, address.port), .role = Role::nobody});
  endpoints_.push_back({.address = address, .protocol = protocol, .site = site, .host = on});
  return row->second;
}

EndpointId Network::open(const Address& address, Protocol protocol, SiteId site, Receiver& receiver) {
  const EndpointId id = endpoint(address, protocol);
  Endpoint& opened = endpoints_[id];
  assert(!opened.is_open);
  opened.site = site;
  opened.receiver = &receiver;
  opened.is_open = true;
  hosts_[opened.host].exists = true;
  return id;
}

EndpointId Network::open_any_port(std::string_view text, Protocol protocol, SiteId site, Receiver& receiver) {
  constexpr std::uint32_t first_port = 20000, ports = 40000;
  const HostId on = host(text);
  hosts_[on].exists = true;
  endpoints_.push_back(
      {.address = {.host = std::string(text), .port = static_cast<std::uint16_t>(first_port + any_port_++ % ports)},
       .protocol = protocol,
       .site = site,
       .host = on,
       .receiver = &receiver,
       .is_open = true});
  return static_cast<EndpointId>(endpoints_.size() - 1);
}

RuleId Network::add(const Rule& rule) {
  rules_.push_back({.id = ++last_rule_, .rule = rule});
  settle_all();
  return last_rule_;
}

void Network::remove(RuleId rule) {
  [[maybe_unused]] const auto gone = std::erase_if(rules_, [&](const NumberedRule& row) { return row.id == rule; });
  assert(gone == 1);
  settle_all();
}

bool Network::matches(const Rule& rule, const PlacedWay& way) {
  const auto fits = [](const Match& match, SiteId site, HostId host) {
    return match.kind == Match::Kind::anybody || match.id == (match.kind == Match::Kind::site ? site : host);
  };
  return (!rule.protocol || *rule.protocol == way.protocol) && fits(rule.from, way.from, way.from_host) &&
         fits(rule.to, way.to, way.to_host);
}

void Network::settle(PlacedWay& way) {
  way.way.clear();
  for (const NumberedRule& row : rules_)
    if (matches(row.rule, way)) way.way.obey(row.rule);
}

void Network::settle_all() {
  for (PlacedWay& way : ways_) settle(way);
}

/// A way's generator is called by what the way is for, so that another engine or proxy changes nothing for this one.
std::string Network::concern_of(const Endpoint& from, const Endpoint& to) const {
  const Site &sender = sites_[from.site], &receiver = sites_[to.site];
  if (from.protocol == Protocol::sip) return fmt::format("sip from {} to {}", sender.name, receiver.name);
  if (sender.role == Role::engine)
    return fmt::format("replies from {}{}{}", sender.name, receiver.name.empty() ? "" : " to ", receiver.name);
  return fmt::format("requests to {}{}{}", receiver.name, sender.name.empty() ? "" : " from ", sender.name);
}

std::uint32_t Network::make_way(const Endpoint& from, const Endpoint& to, std::size_t column) {
  std::vector<std::uint32_t>& row = ways_from_[from.site];
  if (row.size() <= column) row.resize(column + 1, none);
  row[column] = static_cast<std::uint32_t>(ways_.size());
  settle(ways_.emplace_back(PlacedWay{.from = from.site,
                                      .to = to.site,
                                      .from_host = from.host,
                                      .to_host = to.host,
                                      .protocol = from.protocol,
                                      .way = Way(seed_, concern_of(from, to))}));
  return row[column];
}

}  // namespace rtpe::scenario::world
