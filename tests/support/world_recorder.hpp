// Writes down what happens in a world: at its endpoints and to those who asked to be woken.
#pragma once
#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/world/world.hpp"

namespace rtpe::test {

class WorldRecorder final : public scenario::world::Receiver, public scenario::world::Waker {
 public:
  explicit WorldRecorder(scenario::world::World& world) : world_(world), id_(world.add(*this)) {}

  struct Happening {
    Duration at;
    std::string what;
  };
  std::vector<Happening> happenings;
  std::function<void(scenario::world::EndpointId to, scenario::world::EndpointId from, std::string_view bytes)> answer;
  std::function<void(std::uint64_t token)> on_wake;

  [[nodiscard]] scenario::world::WakerId id() const { return id_; }
  /// Until that many things have happened, or nothing is left, or `limit` has passed.
  void run(std::size_t count, Duration limit = std::chrono::seconds(60)) {
    const Time end = world_.now() + limit;
    while (happenings.size() < count && world_.now() < end) {
      const auto stepped = world_.step();
      BOOST_REQUIRE(stepped.has_value());
      if (!*stepped) return;
    }
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const Happening& happening : happenings) out.push_back(happening.what);
    return out;
  }

 private:
  void datagram(scenario::world::EndpointId to, scenario::world::EndpointId from, std::string& bytes) override {
    note(name(to) + " got " + bytes);
    if (answer) answer(to, from, bytes);
  }
  void refused(scenario::world::EndpointId sender, scenario::world::EndpointId by) override {
    note(name(sender) + " refused by " + name(by));
  }
  void wake(std::uint64_t token) override {
    note("woken " + std::to_string(token));
    if (on_wake) on_wake(token);
  }
  [[nodiscard]] std::string name(scenario::world::EndpointId endpoint) const {
    const auto& address = world_.network()[endpoint].address;
    return address.host + ":" + std::to_string(address.port);
  }
  void note(std::string what) { happenings.push_back({world_.now() - world_.start(), std::move(what)}); }

  scenario::world::World& world_;
  scenario::world::WakerId id_;
};

}  // namespace rtpe::test
