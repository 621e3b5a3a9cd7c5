// What the built-in proxy does, as events.
#pragma once
#include <vector>

#include "client/bencode/reader.hpp"
#include "client/proxy/observer.hpp"
#include "client/proxy/process.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/proxy/names.hpp"

namespace rtpe::scenario {

class ProxyEvents;
/// At the start: a database may disable nodes, and hidden ones are for later.
void tell_disabled_nodes(const Proxy& proxy, Time now, ProxyEvents& events);

class ProxyEvents final : public proxy::ProxyObserver {
 public:
  /// All must outlive it. `proxy`: its number in events. `asked`: kinds that are told only where they are asked for.
  ProxyEvents(Recorder& recorder, const Names& names, std::uint32_t proxy, EventKinds asked)
      : recorder_(recorder), names_(names), proxy_(proxy), asked_(asked) {}

  /// A message that the relay sends on.
  void message_sent(Time now, const flow::PacketFields& packet, Direction direction);

  void message_taken(Time now, const proxy::Process& process, const proxy::Message& message, Duration waited) override;
  void message_dropped(Time now, const proxy::Message& message) override;
  void operation_started(Time now, const proxy::Process& process, const script::Statement& statement) override;
  void operation_ended(Time now, const proxy::Process& process, const proxy::OperationReport& report) override;
  void lock_waited(Time now, const proxy::Process& process, const Lock& lock, Duration waited) override;
  void load_changed(Time now, const proxy::Load& load) override;
  void selected(Time now, const proxy::Process& process, const SelectionReport& report) override;
  void sent(Time now, const proxy::Process& process, const Node& node, Command command, std::string_view bytes,
            std::uint32_t attempt) override;
  void stale(Time now, const proxy::Process& process, const Node& node, std::string_view bytes) override;
  void exchange_ended(Time now, const proxy::Process& process, const proxy::ExchangeReport& report) override;
  [[nodiscard]] bool wants_results() const override { return recorder_.wanted<ExchangeEnded>(); }
  void node_state_changed(Time now, const proxy::Process& process, const Node& node, StateCause cause) override {
    static_cast<void>(process);
    tell_state(now, node, cause);
  }
  void tell_state(Time now, const Node& node, StateCause cause);
  void table_inserted(Time now, const proxy::Process& process, std::string_view call_id, std::string_view via_branch,
                      const Node& node) override;
  void table_removed(Time now, const proxy::Process& process, std::string_view call_id,
                     std::string_view via_branch) override;

 private:
  Recorder& recorder_;
  const Names& names_;
  std::uint32_t proxy_;
  EventKinds asked_;
  bencode::Reader reader_;
  std::vector<WalkEntry> walk_;
  std::vector<ExcludedEntry> excluded_;
};

}  // namespace rtpe::scenario
