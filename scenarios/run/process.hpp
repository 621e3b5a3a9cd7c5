// One process of the proxy: drives the client's machines over the world and reports what they do.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "client/operation/operation.hpp"
#include "client/operation/proxy.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/run/lock_table.hpp"
#include "scenarios/run/machine.hpp"
#include "scenarios/run/names.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// What all processes share.
struct Shared {
  Proxy& proxy;
  World& world;
  Recorder& recorder;
  const Names& names;
  std::uint64_t seed;
  LockTable locks;
  std::deque<std::uint32_t> granted;  ///< processes that have just been given the lock they wait for
};

/// A SIP worker, or the process of the ping timer. It blocks while its machine runs, as Kamailio's processes do.
class Process final : private Observer {
 public:
  Process(Shared& shared, std::uint32_t index, std::uint32_t pid, ProcessKind kind = ProcessKind::worker);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Begins a machine and drives it until it has to wait. True: it has finished already.
  bool start(Machine machine, std::uint64_t operation, std::uint64_t call);
  /// What the process waited for came. True: the machine has finished.
  bool resume(const Input& input);
  /// The lock it waited for is its own now. True: the machine has finished.
  bool lock_granted();

  [[nodiscard]] Worker& worker() { return worker_; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] bool running() const { return static_cast<bool>(machine_); }

 private:
  bool drive(Input input);
  /// nullopt: the process waits now.
  std::optional<Input> perform(const Action& action);
  std::optional<Input> send(const Action& action);

  void selected(Time now, const SelectionReport& report) override;
  void sent(Time now, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) override;
  void stale(Time now, const Node& node, std::string_view bytes) override;
  void exchange_ended(Time now, const Node& node, Command command, ExchangeOutcome outcome, std::string_view payload,
                      int error_number) override;
  void node_state_changed(Time now, const Node& node, StateCause cause) override;
  void table_inserted(Time now, std::string_view call_id, std::string_view via_branch, const Node& node) override;
  void table_removed(Time now, std::string_view call_id, std::string_view via_branch) override;
  /// The ended exchange is told when its reply has been read anyhow, or when the next thing happens.
  void tell_exchange(Time now);

  /// As events number it.
  [[nodiscard]] std::uint32_t worker_number() const { return kind_ == ProcessKind::worker ? index_ : no_worker; }

  Shared& shared_;
  std::uint32_t index_;
  ProcessKind kind_;
  Worker worker_;
  Machine machine_;
  std::uint64_t operation_ = 0, call_ = 0;
  Lock wanted_;
  Time waits_since_{};
  // Of the exchange under way, for its record.
  Time first_send_{}, ended_at_{};
  std::uint32_t sends_ = 0;
  const Node* ended_node_ = nullptr;  ///< an ended exchange that has not been told yet
  Command ended_command_ = Command::ping;
  ExchangeOutcome ended_outcome_ = ExchangeOutcome::timed_out;
  std::string_view ended_payload_;
  std::vector<WalkEntry> walk_;  ///< of the selection being told
  std::vector<ExcludedEntry> excluded_;
  bencode::Reader reader_;  ///< for replies that nobody else has read
};

}  // namespace rtpe::scenario
