// Builds the logical interfaces from the engine's configuration.
#include "mock_engine/calls/interfaces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe::mock {

Expected<InterfaceAddress> parse_interface(std::string_view text) {
  InterfaceAddress result;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    result.name = text.substr(0, slash);
    text.remove_prefix(slash + 1);
  }
  if (const std::size_t mark = text.find('!'); mark != std::string_view::npos) {
    result.advertised = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  result.address = text;
  if (result.name.empty() || !Address::parse(result.address))
    return std::unexpected(Error{.message = fmt::format("'{}' is no interface", text),
                                 .remedy = "write [name/]address[!advertised], as in pub/192.0.2.1!203.0.113.7"});
  return result;
}

LocalAddress* LogicalInterface::first_of(Family family) const {
  for (const auto& local : addresses)
    if (local->address.family == family) return local.get();
  return nullptr;
}

Expected<Interfaces> Interfaces::create(const EngineConfig& config, Random& random) {
  if (config.interfaces.empty())
    return std::unexpected(Error{.message = "an engine needs at least one interface", .place = config.name});
  if (config.port_min == 0 || config.port_max < config.port_min)
    return std::unexpected(Error{.message = "the media port range is empty", .place = config.name});
  Interfaces result;
  for (const InterfaceAddress& wanted : config.interfaces) {
    const auto address = Address::parse(wanted.address);
    if (!address)
      return std::unexpected(Error{.message = "'" + wanted.address + "' is no IP address", .place = config.name});
    const auto same_name = [&](const auto& interface) { return interface->name == wanted.name; };
    auto found = std::ranges::find_if(result.interfaces_, same_name);
    if (found == result.interfaces_.end()) {
      result.interfaces_.push_back(std::make_unique<LogicalInterface>());
      found = std::prev(result.interfaces_.end());
      (*found)->name = wanted.name;
    }
    std::string foundation;
    random.append_alphanumeric(foundation, 16);
    std::string backwards(foundation.rbegin(), foundation.rend());
    (*found)->addresses.push_back(std::make_unique<LocalAddress>(
        LocalAddress{.address = *address,
                     .local = address->text(),
                     .advertised = wanted.advertised.empty() ? address->text() : wanted.advertised,
                     .foundation = std::move(foundation),
                     .foundation_behind_ipv6 = std::move(backwards),
                     .ports = PortPool(config.port_min, config.port_max),
                     .advertised_address = Address::parse(wanted.advertised)}));
    result.listed_.push_back({.interface = found->get(), .address = (*found)->addresses.back().get()});
  }
  return result;
}

bool Interfaces::knows(std::string_view name) const {
  return std::ranges::any_of(interfaces_, [=](const auto& interface) { return interface->name == name; });
}

bool Interfaces::owns(const Endpoint& endpoint) const {
  for (const auto& interface : interfaces_)
    for (const auto& local : interface->addresses)
      if (endpoint.port >= local->ports.low() && endpoint.port <= local->ports.high() &&
          (endpoint.address == local->address || endpoint.address == local->advertised_address))
        return true;
  return false;
}

LogicalInterface& Interfaces::choose(std::string_view name, Family family) const {
  LogicalInterface* of_family = nullptr;
  for (const auto& interface : interfaces_) {
    if (!name.empty() && interface->name == name) return *interface;
    if (of_family == nullptr && interface->first_of(family) != nullptr) of_family = interface.get();
  }
  return of_family != nullptr ? *of_family : *interfaces_.front();
}

}  // namespace rtpe::mock
