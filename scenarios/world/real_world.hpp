// The machine's clock: what is inside the world travels as in virtual time, and real sockets have a context to live on.
#pragma once
#include <memory>

#include "client/transport/clock.hpp"
#include "scenarios/world/world.hpp"

namespace boost::asio {
class io_context;
}

namespace rtpe::scenario::world {

class RealWorld final : public World {
 public:
  /// `speed`: so many of its seconds pass in one of the machine's.
  explicit RealWorld(std::uint64_t seed, DatagramSink* datagrams = nullptr, std::uint32_t speed = 1);
  ~RealWorld() override;

  [[nodiscard]] Time now() const override { return clock_.now(); }
  /// For everybody who has sockets: their times are then the run's.
  [[nodiscard]] const transport::Clock& clock() const { return clock_; }
  [[nodiscard]] std::uint32_t speed() const { return speed_; }
  [[nodiscard]] boost::asio::io_context& context();
  /// The run begins now, not when the world was made: programs have come up meanwhile.
  void begin() { begin_at(now()); }
  /// Something of a socket broke: the run ends with it.
  void break_down(Error error);
  /// Sleeps at most 0.1 s, so that an interrupted run ends soon.
  Expected<bool> step() override;

 private:
  struct Machine;
  std::uint32_t speed_;
  transport::Clock clock_;
  std::unique_ptr<Machine> machine_;
  std::optional<Error> broken_;
};

}  // namespace rtpe::scenario::world
