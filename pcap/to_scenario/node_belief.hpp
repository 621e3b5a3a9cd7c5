// What one proxy must have thought of its nodes while its commands were sent.
#pragma once
#include <map>
#include <set>

#include "pcap/to_scenario/observed.hpp"

namespace rtpe::capture {

/// What each node is believed to be by one proxy, command by command.
class NodeBelief {
 public:
  std::set<Endpoint> down;
  std::map<Endpoint, Time> down_since;  ///< the last send of the command that it did not answer

  void note(const SeenCommand& command) {
    if (is_unanswered(command)) {
      down.insert(command.node);
      down_since[command.node] = command.last_sent;
    } else if (is_ping(command)) {
      down.erase(command.node);
    }
  }
};

}  // namespace rtpe::capture
