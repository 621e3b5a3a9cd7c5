// DMQ between the proxies of a run: KDMQ requests, repeated as SIP over UDP does, carried out by the peers' workers.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client/proxy/proxy_machine.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// All proxies of a run that have enable_dmq.
class DmqPeers {
 public:
  struct Peer {
    std::uint32_t number = 0;  ///< of the proxy, in events
    world::EndpointId endpoint = 0;
  };
  void join(const Peer& peer) { peers_.push_back(peer); }
  [[nodiscard]] const std::vector<Peer>& all() const { return peers_; }

 private:
  std::vector<Peer> peers_;
};

/// One of them. A peer is taken for there all the time: that Kamailio's dmq module gives a silent one up after a while
/// and finds it again is not simulated, nor that a new one asks for what the others know (6.1.5 has no such thing).
class DmqPeer final : private world::Receiver, private world::Waker {
 public:
  struct Parts {
    world::World& world;
    proxy::ProxyMachine& machine;
    Recorder& recorder;
    DmqPeers& peers;
    std::uint32_t proxy = 0;
  };
  /// All must outlive it.
  DmqPeer(Parts parts, std::string_view host, world::SiteId site);

  /// Driver::replicate; `call` is for events.
  void replicate(std::uint64_t call, const proxy::TableChange& change);
  /// Driver::finished of a message that came here.
  void finished(proxy::Message& message, const proxy::MessageFate& fate);

 private:
  /// A request of ours that is not answered yet.
  struct Sent {
    world::EndpointId to = 0;
    std::string packet;
    Duration wait{};
    Time give_up_at{};
  };
  /// A peer's request, with the machine or answered.
  struct Job : proxy::Message {
    proxy::TableChange change;
    world::EndpointId from = 0;
    std::uint32_t id = 0;
  };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t token) override;
  void answer(world::EndpointId to, std::uint32_t id, std::uint64_t call, std::uint16_t status);
  void note_answer(world::EndpointId from, std::uint32_t id, std::uint16_t status);
  void tell(const Job& job, std::uint16_t status);

  Parts parts_;
  world::EndpointId endpoint_;
  world::WakerId waker_;
  std::uint32_t last_id_ = 0;
  std::map<std::uint32_t, Sent> sent_;
  std::deque<Job> jobs_;
  std::vector<Job*> free_;
  /// What was said to whose request; 0: it is worked on. Of the last ones.
  std::map<std::pair<world::EndpointId, std::uint32_t>, std::uint16_t> answers_;
  std::deque<std::pair<world::EndpointId, std::uint32_t>> answered_;
  std::string packet_;
};

}  // namespace rtpe::scenario
