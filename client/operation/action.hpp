// What an operation asks of its driver, and what the driver tells it. The same machines run over Asio and in the
// virtual world.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

/// Locks of the proxy's shared memory that a worker can block on (behaviour.md section 16).
struct Lock {
  enum class Kind : std::uint8_t { set_list, set };
  Kind kind = Kind::set;
  std::uint32_t set_id = 0;  ///< kind == set only
  bool operator==(const Lock&) const = default;
};

enum class ActionKind : std::uint8_t {
  acquire,   ///< wait until `lock` is held, then resume with InputKind::granted
  release,   ///< release `lock`, then resume at once with InputKind::released
  send,      ///< first drop what is readable if `drain`, then send `bytes` to `node`, then wait for an input until
             ///< `deadline`
  wait,      ///< send nothing, wait for the next input from `node` until `deadline` (a stale datagram came)
  finished,  ///< the machine's result can be read; it must not be resumed again
};

/// One request to the driver. Pointers and views stay valid until the next resume().
struct Action {
  ActionKind kind = ActionKind::finished;
  Lock lock = {};
  const Node* node = nullptr;  ///< its scheme tells the driver which transport to use; one socket per node and worker
  std::string_view bytes = {};
  bool drain = false;  ///< first send of an exchange: throw away what is readable (5.2)
  Time deadline = {};  ///< Time::max(): wait for ever (unix sockets, 5.3)
};

enum class InputKind : std::uint8_t {
  start,           ///< first resume
  granted,         ///< answer to acquire
  released,        ///< answer to release
  datagram,        ///< `bytes` came from the node (may be empty)
  timeout,         ///< the deadline passed
  send_failed,     ///< the send did not happen; `error_number` says why (ECONNREFUSED, EMSGSIZE, ...)
  socket_error,    ///< poll reports an error, nothing readable (ICMP port unreachable): the error stays pending on the
                   ///< socket and the driver must let the next send on it fail with `error_number`
  receive_failed,  ///< recv failed, or a stream was closed by the peer
};

struct Input {
  InputKind kind = InputKind::start;
  std::string_view bytes = {};
  int error_number = 0;
};

}  // namespace rtpe
