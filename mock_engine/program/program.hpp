// The fault program of one engine, sans I/O: it sits in front of Engine and decides what reaches it, what goes out and
// when. It alone owns the state of the process and what has still to be sent. Sockets (mock_engine/transport) and
// virtual worlds drive the same object.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/engine.hpp"
#include "mock_engine/program/journal.hpp"
#include "mock_engine/program/program_output.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

struct ProgramOptions {
  std::uint64_t seed = 1;
  std::vector<Rule> rules = {};
  Delay service_time = {};          ///< how long a command takes inside the engine while nothing makes it slow
  std::uint64_t service_seed = 1;   ///< of its draws
  std::size_t journal_entries = 0;  ///< 0: nothing is recorded
};

/// What a rule has seen and done.
struct RuleCount {
  std::uint64_t matched = 0;  ///< requests that fit match, state and time window
  std::uint64_t acted = 0;    ///< of these, how many the effects were applied to
};

class Program {
 public:
  /// `target` must outlive the program. `start` is time 0 of time windows and `at`.
  Program(CommandTarget& target, ProgramOptions options, Time start);
  ~Program();
  Program(Program&&) noexcept;

  /// One complete NG message from the network.
  void receive(Time now, const Peer& peer, std::string_view message, ProgramOutput& output);
  /// A target that answers later has answered: what the rules made of the request of that cookie becomes of the reply.
  void answer(Time now, const Peer& peer, std::string_view reply, ProgramOutput& output);
  /// When run_timers() has something to do next, replies that are to leave and the engine's own timers included; empty:
  /// nothing is pending.
  [[nodiscard]] std::optional<Time> next_time() const;
  void run_timers(Time now, ProgramOutput& output);

  /// Does one process verb now (hang, slow, crash, restart, drain, recover); others are ignored.
  void act(Time now, const Effect& effect, ProgramOutput& output);
  [[nodiscard]] ProcessState process() const;
  [[nodiscard]] bool draining() const;
  /// A `slow` lasts.
  [[nodiscard]] bool slowed() const;
  /// While the process is down: it will come back with the calls it had.
  [[nodiscard]] bool keeps_calls() const;

  [[nodiscard]] const std::vector<Rule>& rules() const;
  [[nodiscard]] RuleCount count(std::string_view rule_name) const;
  /// Adds a rule behind the others, or replaces the one of that name in place, its counts from zero. `limit` error:
  /// there are 1000 rules already.
  Expected<void> put(Rule rule);
  /// False: no rule has that name.
  bool remove(std::string_view rule_name);
  void remove_all();
  /// The rules of ProgramOptions again, counts, state and random numbers from the start, `now` is time 0. The process
  /// state stays.
  void reset(Time now);
  /// The state that `required-state` compares with; "started" at first.
  [[nodiscard]] const std::string& state() const;
  void set_state(std::string state);

  [[nodiscard]] Journal& journal();
  [[nodiscard]] const Journal& journal() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
