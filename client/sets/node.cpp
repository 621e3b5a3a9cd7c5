#include "client/sets/node.hpp"

namespace rtpe {

std::string_view to_string(Scheme scheme) {
  switch (scheme) {
    case Scheme::udp:
      return "udp";
    case Scheme::udp6:
      return "udp6";
    case Scheme::unix_stream:
      return "unix";
    case Scheme::ws:
      return "ws";
    case Scheme::wss:
      return "wss";
    case Scheme::tcp:
      return "tcp";
  }
  return "unknown";
}

}  // namespace rtpe
