// What Kamailio's tm does for the built-in proxy: transactions, repetitions, replies of its own.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/pages.hpp"
#include "client/proxy/proxy_machine.hpp"
#include "scenarios/flow/call_listener.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/proxy/proxy_events.hpp"
#include "scenarios/world/lazy_timer.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// The proxy's SIP endpoint. Messages that come are given to the machine; what it has dealt with goes on to where it is
/// meant for, with the body that statements made. Requests are repeated until somebody answers (after 0.5, 1, 2, 4, 4,
/// ... s; 408 after 30 s), negative replies to INVITE until they are acknowledged. A copy of a message that is queued
/// or worked on is absorbed before the queue (docs/decisions/0030).
class Relay final : private world::Receiver, private world::Waker {
 public:
  struct Place {
    world::Address address;
    world::SiteId site = 0;
  };
  /// `options`: the machine's. `engine_of`: who listens at a node. All must outlive the relay.
  Relay(world::World& world, const Place& place, proxy::ProxyMachine& machine, const proxy::SipWorkersOptions& options,
        std::function<std::optional<std::uint32_t>(const Node&)> engine_of, ProxyEvents& events);
  void listen(flow::CallListener& listener) { listener_ = &listener; }
  [[nodiscard]] world::EndpointId endpoint() const { return endpoint_; }
  /// proxy::Driver::taken and finished of a message that came here.
  void taken(proxy::Message& message);
  void finished(proxy::Message& message, const proxy::MessageFate& fate);

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  enum class Repeats : std::uint8_t { nothing, request, reply };

  struct Transaction {
    std::uint64_t call = 0;
    std::uint32_t handle = 0, cseq = 0;
    bool invite = false, cancel = false;
    std::uint32_t place = 0;  ///< in current_
    world::EndpointId upstream = 0, downstream = 0;
    std::string request;       ///< as it came
    std::string relayed;       ///< as it left
    std::string reply;         ///< the last one that went upstream; empty: none
    std::uint16_t status = 0;  ///< of that reply
    proxy::Transaction marks;  ///< what the module keeps in it
    Repeats repeats = Repeats::nothing;
    std::uint8_t repetitions = 0;
    Time give_up_at{};
    world::LazyTimer timer;
    std::uint32_t jobs = 0;                          ///< messages of it that are with the machine
    std::array<std::uint64_t, 4> replies_at_work{};  ///< as mark_of() has them; 0: a free place
    bool is_current = false;                         ///< messages find it
  };
  /// $dlg_var of a call.
  struct DialogVariables {
    std::uint64_t call = 0;
    route::ScriptVariables values;
  };
  /// A message that is with the machine.
  struct Job : proxy::Message {
    sip::Message message, original;
    std::string bytes;
    flow::PacketFields fields;
    world::EndpointId from = 0;
    std::uint32_t number = 0, transaction = none;
    bool timed_out = false;       ///< it runs the failure route because nobody answered
    bool stands_for_408 = false;  ///< likewise, in a proxy with route blocks
    bool copies = false;          ///< a request that came again, for a proxy with route blocks
    proxy::Transaction of_copy;   ///< nothing of it reaches the transaction
    std::string branch;           ///< the proxy's, of a request
    std::string uri;              ///< Request-URI; for routes
  };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t token) override;

  void got_request(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes);
  void got_ack(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes);
  void got_reply(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes);
  /// A copy of a reply that is worked on needs no work. One that comes too late does: as in tm its reply route runs,
  /// and then it goes no further.
  [[nodiscard]] static bool is_at_work(const Transaction& transaction, const flow::PacketFields& packet);

  /// `packet`: what `bytes` say.
  Job& new_job(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes, std::uint32_t transaction);
  /// False: the proxy's queue was full.
  bool submit(Job& job);
  void give_back(Job& job);
  [[nodiscard]] route::ScriptVariables& dialog_variables(const flow::PacketFields& fields);
  void request_done(Job& job, const proxy::MessageFate& fate);
  void reply_done(Job& job, const proxy::MessageFate& fate);
  /// The request goes on once more, as tm's next branch; `body`: empty: as it went before.
  void send_branch(std::uint32_t transaction, std::string_view body);
  /// A reply to a branch that was refused before.
  [[nodiscard]] static bool is_of_old_branch(const Transaction& transaction, const flow::PacketFields& packet);

  /// Current transactions of a call, of each kind: INVITE, CANCEL, others. Several, since requests cross each other.
  static constexpr std::uint32_t kinds = 3, of_each_kind = 4;
  /// The first of the places in current_ for this kind of request.
  [[nodiscard]] static std::uint32_t places_of(std::uint32_t handle, std::string_view method) {
    const std::uint32_t kind = method == "CANCEL" ? 1 : method == "INVITE" || method == "ACK" ? 0 : 2;
    return (handle * kinds + kind) * of_each_kind;
  }
  /// Where a new transaction goes. The oldest one makes room, of those that are answered if there are some.
  [[nodiscard]] std::uint32_t free_place(const flow::PacketFields& packet);
  /// Tells replies of one transaction apart: by status, and by To tag where several phones answer.
  [[nodiscard]] static std::uint64_t mark_of(const flow::PacketFields& reply);
  [[nodiscard]] std::uint32_t find(const flow::PacketFields& packet) const;
  std::uint32_t begin(const flow::PacketFields& packet, world::EndpointId from);
  void let_go(std::uint32_t transaction);
  void start_repeating(std::uint32_t transaction, Repeats what);
  void repeat(std::uint32_t transaction);
  void nobody_answered(std::uint32_t transaction);
  /// A reply of the proxy's own.
  void answer(std::uint32_t transaction, std::uint16_t status);
  void acknowledge(const flow::PacketFields& reply, world::EndpointId to);
  void tell_sent(const Job& job, const flow::PacketFields& onward);

  world::World& world_;
  proxy::ProxyMachine& machine_;
  const proxy::SipWorkersOptions& options_;
  std::function<std::optional<std::uint32_t>(const Node&)> engine_of_;
  ProxyEvents& events_;
  flow::CallListener* listener_ = nullptr;
  world::EndpointId endpoint_;
  world::WakerId waker_;
  Pages<Transaction> transactions_;
  std::vector<std::uint32_t> free_transactions_;
  std::vector<std::uint32_t> current_;  ///< transactions by places_of()
  Pages<DialogVariables> dialogs_;      ///< by handle
  Pages<Job> jobs_;
  std::vector<std::uint32_t> free_jobs_;
  std::string packet_;
};

}  // namespace rtpe::scenario
