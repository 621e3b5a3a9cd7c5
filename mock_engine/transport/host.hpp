// What transports see of an engine: hand messages in, get replies out. Internal to mock_engine/transport.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mock_engine/engine.hpp"
#include "mock_engine/program/program.hpp"
#include "mock_engine/transport/server.hpp"
#include "mock_engine/transport/wave_files.hpp"

namespace rtpe::mock {

/// A listener or connection that replies go back to. Its number is Peer::connection.
class ReplyTarget {
 public:
  virtual ~ReplyTarget() = default;
  /// `bytes` are valid during the call only.
  virtual void deliver(const Peer& peer, std::string_view bytes, Piece piece) = 0;
  virtual void no_reply(const Peer& /*peer*/) {}
  /// A message that nobody asked for; only NG over TCP has these (protocol.md section 2.2).
  virtual void notify(std::string_view /*bytes*/) {}
  /// The process died: close, without ceremony.
  virtual void shut() = 0;
};

class Host final : public ProgramOutput, private EngineObserver {
 public:
  Host(boost::asio::io_context& context, Engine engine, const ServerOptions& options);

  [[nodiscard]] Time now() const { return clock_.now(); }
  boost::asio::io_context& context() { return context_; }
  Engine& engine() { return engine_; }
  Program& program() { return program_; }

  std::uint64_t add(ReplyTarget& target);
  void remove(std::uint64_t number) { targets_.erase(number); }
  /// Runs the message through program and engine. Call settle() when a batch is done.
  void receive(const Peer& peer, std::string_view message) { program_.receive(now(), peer, message, *this); }
  /// Arms the timer for what is pending.
  void settle();
  void act(const Effect& effect);
  void notify(std::string_view bytes) {
    for (const auto& [number, target] : targets_) target->notify(bytes);
  }
  /// For requests that are not NG (GET /ping, console): runs `task` now, or after the hang; never when the process
  /// dies.
  void when_awake(std::function<void()> task);

  void send(const Peer& peer, std::string_view bytes, Piece piece) override;
  void no_reply(const Peer& peer) override;
  void process_changed(ProcessState state) override;
  void pace_changed() override {
    if (on_change) on_change();
  }

  /// Hears of each unknown flag once for each command.
  std::function<void(const Error&)> on_unknown_flag;
  /// Called with open = false when the process dies and with true when its ports are to open again.
  std::function<void(bool open)> on_process;
  /// Called when the state of the process or its pace has changed.
  std::function<void()> on_change;

 private:
  void run_due();
  void unknown_flag(Time now, std::string_view call_id, std::string_view command, std::string_view flag) override;

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  std::optional<Time> armed_;
  transport::Clock clock_;
  WaveFiles files_;
  Engine engine_;
  Program program_;
  std::unordered_map<std::uint64_t, ReplyTarget*> targets_;
  std::uint64_t last_target_ = 0;
  std::vector<std::function<void()>> asleep_;
};

}  // namespace rtpe::mock
