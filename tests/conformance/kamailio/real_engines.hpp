// The engines of one Kamailio: they answer by themselves while somebody pumps, and write down what they see.
#pragma once
#include <poll.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/conformance/kamailio/kamailio_config.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"
#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// One datagram that came to an engine.
struct Sighting {
  std::size_t engine = 0;
  std::string bytes;
  double at_ms = 0;
};

class RealEngines {
 public:
  static Expected<RealEngines> open(const std::vector<EngineState>& states, const Addresses& addresses);
  /// Closes or opens the socket; closing drops the replies that were not sent yet.
  Expected<void> change(const EngineChange& change);
  /// Adds the sockets to wait for.
  void watch(std::vector<pollfd>& descriptors) const;
  /// When the next delayed reply is to be sent, in real_time_ms(); nullopt: none is pending.
  [[nodiscard]] std::optional<double> next_reply_ms() const;
  /// Reads, answers, sends what is due.
  void serve();
  /// What came since the last call, in order of arrival.
  std::vector<Sighting> take_sightings();

 private:
  struct Engine {
    EngineState state;
    std::optional<LaneSocket> socket;
  };
  struct Pending {
    double at_ms;
    std::size_t engine;
    std::string bytes;
    sockaddr_in to;
  };
  void answer(std::size_t engine, const Received& request);
  void send_due();

  Addresses addresses_;
  std::vector<Engine> engines_;
  std::vector<Pending> pending_;
  std::vector<Sighting> sightings_;
};

}  // namespace rtpe::lane
