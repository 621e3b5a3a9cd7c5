// A WorldHandler that writes down what it is told; engines echo when asked to.
#pragma once
#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/world/world.hpp"

namespace rtpe::test {

class WorldRecorder : public scenario::WorldHandler {
 public:
  explicit WorldRecorder(scenario::World& world) : world_(world) {}

  struct Happening {
    Duration at;
    std::string what;
  };
  std::vector<Happening> happenings;
  bool echo = true;
  std::function<void(const scenario::Timer&)> on_timer;

  void timer(const scenario::Timer& timer) override {
    note("timer " + std::to_string(timer.kind) + "/" + std::to_string(timer.index));
    if (on_timer) on_timer(timer);
  }
  void input(std::uint32_t process, const Input& input) override {
    note("process " + std::to_string(process) + " " + describe(input));
  }
  void request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) override {
    note("engine " + std::to_string(engine) + " got " + std::string(bytes));
    if (echo) world_.reply(engine, socket, "re " + std::string(bytes));
  }
  /// Runs until something other than silence was noted `count` times, or nothing is left, or `limit` passed.
  void run(std::size_t count, Duration limit = std::chrono::seconds(60)) {
    const Time end = world_.now() + limit;
    while (happenings.size() < count && world_.now() < end) {
      const auto stepped = world_.step(*this);
      BOOST_REQUIRE(stepped.has_value());
      if (!*stepped) return;
    }
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const Happening& happening : happenings) out.push_back(happening.what);
    return out;
  }
  static std::string describe(const Input& input) {
    switch (input.kind) {
      case InputKind::datagram:
        return "datagram " + std::string(input.bytes);
      case InputKind::timeout:
        return "timeout";
      case InputKind::socket_error:
        return "socket error " + std::to_string(input.error_number);
      case InputKind::receive_failed:
        return "receive failed " + std::to_string(input.error_number);
      default:
        return "unexpected";
    }
  }

 private:
  void note(std::string what) { happenings.push_back({world_.now() - world_.start(), std::move(what)}); }
  scenario::World& world_;
};

}  // namespace rtpe::test
