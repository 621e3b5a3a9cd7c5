// What takes commands behind a program: the mock engine, or an engine elsewhere to which somebody relays them.
#pragma once
#include <optional>
#include <string_view>

#include "mock_engine/surroundings.hpp"

namespace rtpe::mock {

class CommandTarget {
 public:
  virtual ~CommandTarget() = default;
  /// One complete NG message. No reply() call: there is no reply, or it comes later (answers_later()).
  virtual void receive(Time now, const Peer& peer, std::string_view message, ReplySink& sink) = 0;
  /// Replies come to Program::answer() when they come, and not from inside receive().
  [[nodiscard]] virtual bool answers_later() const { return false; }
  /// When run_timers() has something to do next; empty: nothing is pending.
  [[nodiscard]] virtual std::optional<Time> next_timer() const { return std::nullopt; }
  virtual void run_timers(Time /*now*/) {}
  /// The process is a new one, without calls.
  virtual void restart(Time now) = 0;
  /// The same for a process that finds its calls again.
  virtual void restart_with_calls(Time now) = 0;
  [[nodiscard]] virtual bool has_call(std::string_view call_id) const = 0;
  virtual void set_port_supply(PortSupply /*supply*/) {}

 protected:
  CommandTarget() = default;
  CommandTarget(const CommandTarget&) = default;
  CommandTarget(CommandTarget&&) = default;
  CommandTarget& operator=(const CommandTarget&) = default;
  CommandTarget& operator=(CommandTarget&&) = default;
};

}  // namespace rtpe::mock
