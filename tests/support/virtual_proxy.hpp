// A proxy machine in virtual time, on a network that a test scripts.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/proxy/proxy_machine.hpp"
#include "tests/support/scripted_network.hpp"

namespace rtpe::test {

/// Carries out what the machine asks; play() lets time pass. Records what happened, one line each.
class VirtualProxy final : public proxy::Driver {
 public:
  struct Finished {
    Time at;
    const proxy::Message* message;
    bool refused;
    std::string failure, body;
    const Node* media_node;
    std::vector<int> return_codes = {};
    std::uint16_t own_reply = 0;  ///< if refused
  };

  /// What the network does with what is sent; called once per send.
  std::function<Treatment(const Sent&)> treat;
  std::vector<Sent> sent;
  std::vector<Finished> finished_messages;
  std::map<const proxy::Process*, int> openings;  ///< of all its sockets
  std::function<void(proxy::Message&)> on_finished;
  std::vector<proxy::TableChange> replicated;  ///< that peers are to be told

  VirtualProxy(Parameters parameters, std::string_view personality);
  /// Makes the machine; the time is 1000 s.
  proxy::ProxyMachine& begin(proxy::ProxyOptions options, proxy::ProxyObserver* observer = nullptr);
  [[nodiscard]] proxy::ProxyMachine& machine() { return *machine_; }
  [[nodiscard]] Proxy& shared() { return shared_; }
  [[nodiscard]] Time now() const { return now_; }
  /// Runs `what` at that time after the start.
  void at(Duration after_start, std::function<void()> what);
  /// Until nothing is left to happen, or until that time after the start.
  void play(Duration until = std::chrono::hours(1));
  [[nodiscard]] Duration elapsed() const { return now_ - start_; }

 private:
  struct Wait {
    const Node* node = nullptr;
    std::uint64_t number = 0;  ///< of the wait; 0: none
  };
  void open_sockets(proxy::Process& process) override { ++openings[&process]; }
  std::optional<Input> send(proxy::Process& process, const Action& action) override;
  std::optional<Input> wait(proxy::Process& process, const Action& action) override;
  void wake(proxy::Process& process, Time at) override;
  void replicate(proxy::Process& /*process*/, proxy::TableChange change) override {
    replicated.push_back(std::move(change));
  }
  void statement_ended(proxy::Message& message, const script::Call& call) override;
  void finished(Time now, proxy::Message& message, const proxy::MessageFate& fate) override;
  void schedule(Time at, std::function<void()> what) { entries_.emplace(at, std::move(what)); }
  void arrive(proxy::Process& process, const Node& node, const Arrival& arrival);

  Proxy shared_;
  Time start_ = Time(std::chrono::seconds(1000)), now_ = start_;
  std::multimap<Time, std::function<void()>> entries_;
  std::map<const proxy::Process*, Wait> waits_;
  std::uint64_t wait_number_ = 0;
  std::vector<int> return_codes_;
  std::unique_ptr<proxy::ProxyMachine> machine_;
};

}  // namespace rtpe::test
