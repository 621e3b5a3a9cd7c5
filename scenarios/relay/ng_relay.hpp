// `rtpe-lab relay`: between anyone's proxy and anyone's engine. One pair for each engine: what comes to its address
// here goes through the network of a run, with the rules of scenarios, to the engine, and back.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "mock_engine/transport/listen.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::scenario {

struct RelayOptions {
  std::optional<mock::ListenAddress> control = {};  ///< an `http` address
  std::size_t journal_entries = 0;
  std::vector<EventSink*> sinks = {};
  DatagramSink* datagrams = nullptr;
};

class NgRelay {
 public:
  /// `plan` is what read_relay() gives and check_relay() likes. Error (kind missing): a port is in use, it is named.
  static Expected<std::unique_ptr<NgRelay>> open(Scenario plan, RelayOptions options);
  virtual ~NgRelay() = default;

  struct Row {
    std::string name;
    mock::ListenAddress listen;  ///< with the port that the system chose
    std::string engine;          ///< "udp:192.0.2.1:2223"
    std::string host;            ///< its numeric address
    std::uint64_t commands = 0;  ///< that clients sent
    std::uint64_t passed = 0;    ///< of these, how many went on to the engine
    std::uint64_t replies = 0;   ///< that came from the engine
    std::uint64_t answered = 0;  ///< replies that went to clients
  };
  [[nodiscard]] virtual std::vector<Row> rows() const = 0;
  /// Where the control API listens.
  [[nodiscard]] virtual std::optional<mock::ListenAddress> control() const = 0;
  /// Until somebody interrupts. Error: something of a socket broke.
  virtual Expected<void> run(const std::atomic<bool>& interrupt) = 0;
};

}  // namespace rtpe::scenario
