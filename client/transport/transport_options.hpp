// What the transports take from the module's parameters and from the library user.
#pragma once
#include <cstdint>
#include <string>

namespace rtpe::transport {

/// Whether a wss node's certificate has to be valid. Kamailio's lwsc accepts what its TLS set-up accepts; a test
/// engine's certificate is usually self-signed.
enum class CertificateCheck : std::uint8_t { none, verify_peer };

struct TransportOptions {
  int control_cmd_tos = -1;               ///< 0..255: IP_TOS or IPV6_TCLASS; -1: untouched
  std::string force_send_interface = {};  ///< local address to bind to; empty: the kernel chooses
  CertificateCheck certificate_check = CertificateCheck::none;
};

}  // namespace rtpe::transport
