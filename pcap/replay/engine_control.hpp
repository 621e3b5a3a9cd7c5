// An engine's control port over UDP, asked one command at a time while the media goes on.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pcap/replay/media_replay.hpp"
#include "pcap/replay/replay_network.hpp"

namespace rtpe::capture {

class EngineControl {
 public:
  struct Patience {
    Duration timeout = std::chrono::seconds(1);
    std::uint32_t sends = 3;
  };
  /// `media` may be null. Error: no socket.
  static Expected<EngineControl> open(ReplayNetwork& network, const Endpoint& engine, const Patience& patience,
                                      MediaReplay* media);
  /// What follows the cookie of the reply; nullopt: there was none, or nobody listens.
  std::optional<std::string> ask(std::string_view cookie, std::string_view datagram);
  /// Lets the media go on until then.
  void wait(Time until, const std::function<bool()>& goes_on);

 private:
  EngineControl(ReplayNetwork& network, std::size_t socket, const Endpoint& engine, const Patience& patience,
                MediaReplay* media)
      : network_(&network), socket_(socket), engine_(engine), patience_(patience), media_(media) {}
  /// What comes to the control socket, until that time at most.
  std::optional<ReplayNetwork::Arrival> receive(Time until);
  ReplayNetwork* network_;
  std::size_t socket_;
  Endpoint engine_;
  Patience patience_;
  MediaReplay* media_;
};

}  // namespace rtpe::capture
