#include "scenarios/world/real_world.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace rtpe::scenario::world {
namespace {

namespace asio = boost::asio;
constexpr Duration longest_sleep = std::chrono::milliseconds(100);

}  // namespace

struct RealWorld::Machine {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
};

RealWorld::RealWorld(std::uint64_t seed, DatagramSink* datagrams, std::uint32_t speed)
    : World(seed, datagrams),
      speed_(speed),
      clock_(transport::Clock::at_whole_second(speed)),
      machine_(std::make_unique<Machine>()) {
  begin_at(clock_.now());
}
RealWorld::~RealWorld() = default;

asio::io_context& RealWorld::context() { return machine_->context; }

void RealWorld::break_down(Error error) {
  if (!broken_) broken_ = std::move(error);
}

Expected<bool> RealWorld::step() {
  if (broken_) return std::unexpected(*broken_);
  if (machine_->context.poll_one() > 0) return true;
  const Time time = now();
  if (!queue().empty() && queue().next() <= time) {
    dispatch(queue().pop());
    return true;
  }
  const Duration until_next = queue().empty() ? longest_sleep : (queue().next() - time) / speed_;
  machine_->context.run_one_for(std::min(until_next, longest_sleep));
  return true;
}

}  // namespace rtpe::scenario::world
