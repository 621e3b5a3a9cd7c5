// The virtual world: one event heap, links that lose and delay, hosts and processes that die.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/world/event_heap.hpp"
#include "scenarios/world/link.hpp"
#include "scenarios/world/slot_pool.hpp"
#include "scenarios/world/wait_table.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Address of the proxy in the virtual world (RFC 5737, documentation range).
inline constexpr std::string_view virtual_proxy_address = "192.0.2.10";
/// Second at which virtual time begins: 2025-01-01T00:00:00Z, for every run.
inline constexpr std::int64_t virtual_epoch_s = 1735689600;

class VirtualWorld final : public World {
 public:
  explicit VirtualWorld(WorldPlan plan);

  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] Time start() const override { return start_; }
  void schedule(Time at, const Timer& timer) override;
  [[nodiscard]] std::uint32_t socket_of(std::uint32_t process, std::uint32_t node) const override;
  [[nodiscard]] const Endpoint& local_endpoint(std::uint32_t socket) const override;
  int send(std::uint32_t socket, std::string_view bytes) override;
  void drain(std::uint32_t socket) override;
  std::optional<Input> await(std::uint32_t socket, Time deadline) override;
  void reply(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) override;
  Expected<void> set_reach(std::uint32_t engine, const Reach& reach) override;
  Expected<bool> step(WorldHandler& handler) override;

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  struct Socket {
    Endpoint local;
    std::uint32_t node = 0;
    int pending_error = 0;             ///< an ICMP error nobody has seen yet
    std::vector<std::uint32_t> unread; /**< slots, oldest first */
  };
  struct EngineState {
    EngineSite site;
    Reach reach;
    Link requests, replies;
  };

  [[nodiscard]] std::uint32_t process_of(std::uint32_t socket) const;
  void report(bool request, std::uint32_t engine, std::uint32_t socket, std::string_view bytes, bool arrives);
  void refuse(std::uint32_t engine, std::uint32_t socket);
  void request_arrives(std::uint32_t slot, WorldHandler& handler);
  void reply_arrives(std::uint32_t slot, WorldHandler& handler);
  void refusal_arrives(std::uint32_t socket, WorldHandler& handler);
  Input take(std::uint32_t process, Socket& socket);

  WorldPlan plan_;
  Time start_, now_;
  EventHeap heap_;
  SlotPool slots_;
  std::vector<Socket> sockets_;
  WaitTable waits_;
  std::vector<EngineState> engines_;
};

}  // namespace rtpe::scenario
