// What became of each call that is up: its commands, who answered them and why that node was asked.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// One ended exchange of a call.
struct CommandNote {
  Duration at{};
  Command command = Command::ping;
  std::string reason;  ///< of the selection, when it was no plain choice or table hit
  std::uint32_t node = no_node;
  ExchangeOutcome outcome = ExchangeOutcome::answered;
  bool accepted = false;  ///< result ok
  std::uint32_t sends = 0;
  ChoiceSource source = ChoiceSource::none;
  std::uint32_t number = 0, weight_sum = 0, remainder = 0;
};

struct CallTrace {
  CallKey call;
  std::string call_id;
  std::uint32_t anchor = no_node;  ///< node that answered its first accepted command
  bool answered = false;           ///< an answer command was accepted: media can flow both ways
  bool marked = false;             ///< for the owner
  std::uint32_t notes = 0;
  std::vector<CommandNote> pool;  ///< the first `notes` are in use; the rest keep their buffers for later calls
};

/// Follows calls from CallStarted to CallEnded, which drops them; buffers of ended calls are used again.
class CallTraces {
 public:
  static constexpr std::uint32_t most_notes = 64;  ///< of one call; more are not kept
  static constexpr EventKinds interests = kinds_of<RunStarted, CallStarted, Selected, ExchangeEnded, CallEnded>();
  static constexpr EventKinds needs = interests & ~kinds_of<Selected>();  ///< reasons are for the evidence

  void see(Duration at, const Event& event);
  /// nullptr: no such call is up. Valid until see() is called again.
  [[nodiscard]] CallTrace* find(CallKey call);
  /// All calls that are up, by proxy and number.
  [[nodiscard]] std::vector<CallTrace*> up();
  [[nodiscard]] std::string_view engine_of(std::uint32_t node) const { return nodes_[node].engine; }
  [[nodiscard]] std::string_view node_name(std::uint32_t node) const { return nodes_[node].name; }
  /// One line per command: time, command, node, engine, outcome, reason.
  void describe(const CallTrace& trace, Evidence& evidence) const;

 private:
  struct NodeRow {
    std::string name, engine;
  };
  void note(Duration at, const RunStarted& event);
  void note(Duration at, const CallStarted& event);
  void note(Duration at, const Selected& event);
  void note(Duration at, const ExchangeEnded& event);
  void note(Duration at, const CallEnded& event);
  CommandNote* next_note(CallTrace& trace);
  /// Why a selection came out as it did: "weighted: 97 mod 2 = 1; left out: udp:10.0.0.1:2223 (disabled)".
  [[nodiscard]] std::string reason_text(const Selected& event) const;

  std::vector<NodeRow> nodes_;
  std::vector<CallTrace> traces_;
  std::vector<std::uint32_t> free_;
  boost::unordered_flat_map<CallKey, std::uint32_t> slots_;
};

}  // namespace rtpe::scenario
