#include "scenarios/engines/reached_address.hpp"

#include <utility>

#include "scenarios/process/host_name.hpp"

namespace rtpe::scenario {

Expected<ControlAddress> reached_address(std::string_view text) {
  auto address = external_address(text);
  if (!address || address->is_numeric()) return address;
  auto host = look_up_host(address->host, address->scheme == Scheme::udp6 ? HostFamily::ipv6 : HostFamily::ipv4);
  if (!host) return std::unexpected(host.error());
  address->host = std::move(*host);
  return address;
}

}  // namespace rtpe::scenario
