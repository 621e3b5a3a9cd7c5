// The state a proxy's workers share, and the state each worker has for itself (behaviour.md section 16).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/bencode/reader.hpp"
#include "client/calls/call_table.hpp"
#include "client/operation/observer.hpp"
#include "client/parameters.hpp"
#include "client/sets/registry.hpp"

namespace rtpe {

/// Whether tcp: nodes are taken. The module does not know them; the daemon listens on TCP.
enum class TcpNodes : std::uint8_t { refused, accepted };

/// Shared by all workers: sets, node states, call table, parameters.
struct Proxy {
  Parameters parameters;
  const Personality* personality;
  Registry registry;
  CallTable table;
  std::uint32_t list_version = 1;     ///< rises when sockets have to be rebuilt (1.5)
  std::uint32_t list_changed_s = 0;   ///< when it rose last, or the start; for the reload RPC (section 12)
  std::vector<std::string> warnings;  ///< from configuration

  /// Parses rtpengine_sock (unless db_url is set) and checks the parameters; the error is what would stop Kamailio.
  static Expected<Proxy> configure(Parameters parameters, const Personality& personality,
                                   TcpNodes tcp_nodes = TcpNodes::refused);
  /// An empty call table, as after a restart.
  void forget_calls();
  /// What a process does before it uses nodes: true when its sockets are behind the list version and have to be
  /// rebuilt. Each node without socket moves the version on once more, so that the next use rebuilds again (1.5).
  bool renew_sockets(struct Worker& worker, Time now);
};

/// What a process' cookies can be made from (5.1).
struct CookieSeed {
  std::uint32_t process_id = 1;
  std::uint32_t random_middle = 0, random_sequence = 0;
};

/// What set_rtpengine_set chose (2.2): process-global, survives messages.
struct SetChoice {
  static constexpr std::uint32_t no_message = 0xFFFFFFFFU;
  NodeSet* active_set = nullptr;
  NodeSet* first_choice = nullptr;   ///< sel1
  NodeSet* second_choice = nullptr;  ///< sel2
  std::uint32_t current_message = no_message;
};

/// One SIP worker process, or the RPC process: what survives from message to message inside it.
struct Worker : SetChoice {
  std::uint32_t pid = 1;            ///< middle field of cookies; what the next one is made from if each is another
  std::uint32_t next_sequence = 0;  ///< of cookies; +1 per command
  bool middle_per_command = false;
  /// Sets them: process id and 0, or two random numbers in the releases that do so.
  void identify(const Personality& personality, const CookieSeed& seed);
  /// Middle field of the next command's cookie.
  std::uint32_t next_middle();
  Observer* observer = nullptr;

  // Sockets (1.5): a selection that finds `sockets_version` behind Proxy::list_version raises `socket_generation`, and
  // the driver then closes and rebuilds all of this worker's sockets before it sends again.
  std::uint32_t sockets_version = 0;
  std::uint64_t socket_generation = 0;

  // Buffers that live on between operations, so that steady state does not allocate.
  std::string request;  ///< cookie, blank, dictionary
  std::string reply;    ///< payload of the last accepted reply
  std::vector<const Node*> tried;
  std::vector<ExcludedNode> excluded;
  std::vector<WalkStep> walk;
  bencode::Reader reader;
};

}  // namespace rtpe
