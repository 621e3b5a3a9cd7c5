// What a run lives in: a clock, and a network between endpoints on which SIP and NG travel alike. Virtual or real.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "scenarios/world/datagram.hpp"
#include "scenarios/world/event_queue.hpp"
#include "scenarios/world/flights.hpp"
#include "scenarios/world/network.hpp"

namespace rtpe::scenario::world {

/// Told when a time has come that it asked for.
class Waker {
 public:
  virtual ~Waker() = default;
  /// `token` is what at() was given.
  virtual void wake(std::uint64_t token) = 0;
};
using WakerId = std::uint16_t;
/// Tokens have 48 bits.
inline constexpr std::uint64_t most_token = (std::uint64_t{1} << 48U) - 1;

/// Largest UDP payload over IPv4; more fails with EMSGSIZE (behaviour.md 5.2).
inline constexpr std::size_t largest_datagram = 65507;

class World {
 public:
  /// `datagrams`: the record of what is sent; null: nobody wants it.
  World(std::uint64_t seed, DatagramSink* datagrams) : datagrams_(datagrams), network_(seed) {}
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] virtual Time now() const = 0;
  /// Time at which the run began.
  [[nodiscard]] Time start() const { return start_; }

  WakerId add(Waker& waker);
  /// Wakes it at that time, at once when that is over, never from inside at(). Not cancelled: who asked ignores what is
  /// stale.
  void at(Time time, WakerId waker, std::uint64_t token = 0) { (void)schedule(time, waker, token); }
  /// The same, to be found again.
  EventQueue::Ticket schedule(Time time, WakerId waker, std::uint64_t token);
  /// Time passes there as if somebody were woken, but nobody is. False: that cannot be told any more, or not of that
  /// one.
  bool keep_silent(const EventQueue::Ticket& ticket) { return queue_.change(ticket, nobody << 48U); }
  /// Takes that back.
  bool speak_again(const EventQueue::Ticket& ticket, WakerId waker, std::uint64_t token) {
    return queue_.change(ticket, (std::uint64_t{waker} << 48U) | token);
  }
  /// Many things will be asked for, or be under way, that long: they cost less then.
  void expect(Duration delay) { queue_.expect(delay); }

  [[nodiscard]] Network& network() { return network_; }
  /// Puts a datagram on its way. Refused: by the host of a port that is closed, when it has arrived there.
  void send(EndpointId from, EndpointId to, std::string_view bytes);
  /// The same without a copy: `bytes` is swapped for a buffer that is free.
  void send_away(EndpointId from, EndpointId to, std::string& bytes);
  /// For messages that travel by other means than this world (real sockets): what the rules make of the next one, which
  /// is recorded; no copies: it is lost.
  [[nodiscard]] Fate judge(EndpointId from, EndpointId to, std::string_view bytes);

  /// Lets the next thing happen. False: nothing will ever happen again. Error: something of the machine broke.
  virtual Expected<bool> step() = 0;

 protected:
  void begin_at(Time start) { start_ = start; }
  [[nodiscard]] EventQueue& queue() { return queue_; }
  void dispatch(const EventQueue::Entry& entry);

 private:
  static constexpr std::uint64_t of_network = 0xFFFF, nobody = 0xFFFE;
  /// `copies`: that come as far as the port.
  void record(EndpointId from, EndpointId to, std::string_view bytes, std::uint32_t copies);
  /// `load(buffer, is_last)` fills the buffer of a copy.
  template <class Load>
  void launch(EndpointId from, EndpointId to, std::string_view bytes, Load load);
  void arrive(std::uint32_t flight);
  void refuse(EndpointId sender, EndpointId by);

  Time start_{};
  DatagramSink* datagrams_;
  EventQueue queue_;
  Network network_;
  Flights flights_;
  std::vector<Waker*> wakers_;
};

}  // namespace rtpe::scenario::world
