// One process of a proxy: a SIP worker, the ping timer's, the RPC process. Drives one machine of the client at a time
// and blocks while it waits, as Kamailio's processes do.
#pragma once
#include <cstdint>
#include <optional>

#include "client/operation/proxy.hpp"
#include "client/proxy/context.hpp"
#include "client/proxy/machine.hpp"

namespace rtpe::proxy {

enum class ProcessKind : std::uint8_t { sip_worker, ping_timer, rpc };

/// What a process' cookies can be made from, and what events call it.
struct ProcessIdentity {
  ProcessKind kind = ProcessKind::sip_worker;
  std::uint32_t number = 0;  ///< among the proxy's processes, from 0: workers, ping timer, RPC process
  CookieSeed cookies = {};
};

class Process : private Observer {
 public:
  ~Process() override = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] ProcessKind kind() const { return identity_.kind; }
  [[nodiscard]] std::uint32_t number() const { return identity_.number; }
  [[nodiscard]] const Worker& worker() const { return worker_; }
  /// What it is at: number of the script function; 0: pings that belong to none.
  [[nodiscard]] std::uint64_t operation() const { return operation_; }
  [[nodiscard]] const Message* message() const { return message_; }
  /// Message::call; 0: no message.
  [[nodiscard]] std::uint64_t call() const;
  /// A machine is under way: it waits for input or a lock.
  [[nodiscard]] bool running() const { return static_cast<bool>(machine_); }

  void* driver_data = nullptr;  ///< the driver's own: its sockets

 protected:
  friend class ProxyMachine;
  Process(Context& context, const ProcessIdentity& identity);

  /// Sockets as at the start of the process.
  void open_sockets(Time now);
  /// A new process with the same number; it has nothing under way.
  void start_again(const CookieSeed& cookies);
  /// Begins a machine and drives it until it has to wait. True: it has finished already.
  bool run(Time now, Machine machine);
  void input(Time now, const Input& input);
  /// The lock it waited for is its own now.
  void lock_granted(Time now);
  /// The machine has come to its end in input() or lock_granted().
  virtual void machine_ended(Time now) = 0;
  virtual void woken(Time /*now*/) {}

  Context& context_;
  Worker worker_;
  std::uint64_t operation_ = 0;
  Message* message_ = nullptr;

 private:
  bool drive(Time now, Input input);
  /// nullopt: the process waits now.
  std::optional<Input> perform(Time now, const Action& action);
  void rebuild_sockets(Time now);

  void selected(Time now, const SelectionReport& report) override;
  void sent(Time now, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) override;
  void stale(Time now, const Node& node, std::string_view bytes) override;
  void exchange_ended(Time now, const Node& node, Command command, ExchangeOutcome outcome, std::string_view payload,
                      int error_number) override;
  void node_state_changed(Time now, const Node& node, StateCause cause) override;
  void table_inserted(Time now, std::string_view call_id, std::string_view via_branch, const Node& node) override;
  void table_removed(Time now, std::string_view call_id, std::string_view via_branch) override;
  /// The ended exchange is told when its reply has been read anyhow, or when the next thing happens.
  void tell_exchange();

  ProcessIdentity identity_;
  Machine machine_;
  LockWaiter lock_waiter_{.process = this};
  std::optional<Lock> wanted_;  ///< the lock it waits for
  Time waits_since_{};
  std::uint64_t socket_generation_ = 0;  ///< of the sockets that are open

  // The exchange under way, or ended and not told yet (then `node` is set).
  ExchangeReport exchange_;
  Time first_send_{}, exchange_ended_{};
  bencode::Reader reader_;  ///< for replies that nobody else has read
};

}  // namespace rtpe::proxy
