#include "scenarios/process/host_name.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <array>
#include <memory>

namespace rtpe::scenario {

Expected<std::string> look_up_host(const std::string& name, HostFamily family) {
  const auto failed = [&](int fault) {
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = fmt::format("\"{}\" cannot be resolved: {}", name, ::gai_strerror(fault)),
                                 .remedy = "check the name, or write the address"});
  };
  addrinfo hints{};
  hints.ai_family = family == HostFamily::ipv4 ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int fault = ::getaddrinfo(name.c_str(), nullptr, &hints, &found); fault != 0) return failed(fault);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
  std::array<char, NI_MAXHOST> host{};
  const int fault =
      ::getnameinfo(list->ai_addr, list->ai_addrlen, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  if (fault != 0) return failed(fault);
  return host.data();
}

}  // namespace rtpe::scenario
