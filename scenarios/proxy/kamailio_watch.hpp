// What a real Kamailio does, as events: from its log and from the datagrams that pass between it and its nodes.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/bencode/reader.hpp"
#include "scenarios/flow/call_listener.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/proxy/kamailio_config.hpp"
#include "scenarios/proxy/names.hpp"
#include "scenarios/proxy/sip_phones.hpp"

namespace rtpe::scenario {

/// Kinds of events that it cannot know: reasons of a choice, the call table, locks, what the kernel dropped.
inline constexpr EventKinds unknown_to_kamailio = kinds_of<Selected, TableChange, LockWait, SipDropped>();

class KamailioWatch {
 public:
  struct Parts {
    Recorder& recorder;
    const Names& names;
    const Proxy& shared;
    const SipPhones& phones;
    KamailioAddresses addresses;
    std::vector<WatchedStatement> statements = {};
    std::uint32_t proxy = 0;  ///< its number in events
    std::uint32_t workers = 1;
    EventKinds asked = 0;  ///< as in ProxySetup
  };
  explicit KamailioWatch(Parts parts);
  void listen(flow::CallListener& listener) { listener_ = &listener; }
  /// From now on there are events; before, Kamailio comes up.
  void begin(Time now);

  /// A line of its log. True: it is an error, for people.
  bool line(Time now, std::string_view line);
  /// A datagram came for the node (Node::index).
  void request(Time now, std::uint32_t node, std::string_view bytes);
  /// A datagram of the node is given to Kamailio.
  void reply(Time now, std::uint32_t node, std::string_view bytes);
  /// Kamailio sent a message to a party.
  void message_sent(Time now, const flow::PacketFields& packet, Direction direction);
  /// What RPC says of the node. `recheck`: s since the Unix epoch, or `permanent`. `by_table`: a reload stands behind
  /// it.
  void state(Time now, std::uint32_t node, bool disabled, std::uint32_t recheck, bool by_table);
  /// The state of a node may have changed since this was asked last.
  [[nodiscard]] bool take_doubt() { return std::exchange(doubt_, false); }

 private:
  static constexpr std::uint32_t no_process = 0;
  struct Exchange {
    std::string cookie;
    std::uint32_t node = 0;
    Command command = Command::ping;
    Time began{};
    std::uint32_t sends = 0;
    bool open = false;
  };
  struct Operation {
    std::uint64_t number = 0;
    std::size_t statement = 0;
    Time began{};
    std::uint32_t sends = 0, pings = 0;
    std::optional<std::uint32_t> node;  ///< that answered last
    std::optional<Command> command;
    ReplyResult result = ReplyResult::none;  ///< of the last exchange
    bool found_no_node = false;
  };
  struct Process {
    std::uint32_t number = 0;  ///< as Kamailio counts: SIP workers from 1
    std::string message;       ///< "INVITE", "200 INVITE"
    std::optional<PhoneCall> call;
    std::optional<Operation> operation;
    Exchange exchange;
  };

  void mark(Time now, Process& process, std::string_view words);
  void took(Time now, Process& process, std::string_view message, std::string_view source, std::string_view call_id);
  void operation_began(Time now, Process& process, std::size_t statement, std::string_view call_id);
  void operation_ended(Time now, Process& process, int code);
  void module_said(Time now, Process& process, std::string_view text);
  void end_exchange(Time now, Process& process, ExchangeOutcome outcome, std::string_view payload = {});
  void tell_load(Time now);
  /// The process that made the cookie; of random cookies the one that is in a function for the same call, else
  /// `no_process`.
  [[nodiscard]] std::optional<std::uint32_t> sender_of(std::string_view cookie, std::string_view payload);
  void tell_quality(Time now, const ExchangeEnded& ended, std::string_view payload);
  [[nodiscard]] Command command_guess(const Process& process, const WatchedStatement& statement) const;
  [[nodiscard]] std::uint32_t worker_of(const Process& process) const {
    return process.number >= 1 && process.number <= parts_.workers ? process.number - 1 : 0;
  }
  [[nodiscard]] ProcessKind kind_of(const Process& process) const {
    // A timer's process that runs a failure route stands for a worker.
    const bool works = process.operation.has_value() || (process.number >= 1 && process.number <= parts_.workers);
    return works ? ProcessKind::worker : ProcessKind::rpc;
  }
  [[nodiscard]] std::uint32_t event_node(std::uint32_t node) const { return numbers_[node]; }
  template <class E>
  void record(Time now, const E& event) {
    if (begun_) parts_.recorder.record(now, event);
  }

  Parts parts_;
  flow::CallListener* listener_ = nullptr;
  bool begun_ = false, doubt_ = false;
  std::map<std::uint32_t, Process> processes_;  ///< by process id
  std::map<std::string, std::uint32_t, std::less<>> nodes_by_url_;
  std::vector<std::uint32_t> numbers_;  ///< in events, by Node::index
  struct NodeView {
    bool disabled = false;
    std::uint32_t recheck = 0;
    ExchangeOutcome last = ExchangeOutcome::answered;
    Command last_command = Command::ping;
  };
  std::vector<NodeView> views_;
  std::uint64_t operations_ = 0;
  std::uint32_t busy_ = 0;
  bencode::Reader reader_;
};

}  // namespace rtpe::scenario
