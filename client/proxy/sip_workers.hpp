// A proxy's SIP worker processes and the queue they take messages from.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "client/control/ping_all.hpp"
#include "client/proxy/message_host.hpp"
#include "client/proxy/process.hpp"
#include "client/proxy/route_run.hpp"
#include "client/proxy/routing.hpp"
#include "client/script/call.hpp"

namespace rtpe::proxy {

class SipWorker;

struct SipWorkersOptions {
  std::uint32_t workers = 8;
  std::size_t most_queued = 256;  ///< messages that wait while all workers are busy: a full kernel buffer drops more
  TmModule tm = TmModule::loaded;
  std::vector<RouteRule> routing = {};
  std::shared_ptr<const route::Program> program = nullptr;  ///< route blocks instead of rules
};

class SipWorkers {
 public:
  SipWorkers(Context& context, SipWorkersOptions options);
  ~SipWorkers();
  SipWorkers(const SipWorkers&) = delete;
  SipWorkers& operator=(const SipWorkers&) = delete;

  SipWorker& add(const ProcessIdentity& identity);
  /// The first worker pings all nodes before it takes messages (behaviour.md 1.6).
  void ping_all(Time now);
  /// All are idle: their order and what they remember are those of the start.
  void start_again();
  /// False: the queue is full.
  [[nodiscard]] bool submit(Time now, Message& message);
  /// Gives the oldest message to the worker that has been idle longest. False: nobody waits, or nobody is idle.
  bool assign(Time now);
  void became_idle(SipWorker& worker);

  [[nodiscard]] const SipWorkersOptions& options() const { return options_; }
  [[nodiscard]] std::uint32_t busy() const { return static_cast<std::uint32_t>(members_.size() - idle_.size()); }
  [[nodiscard]] std::uint32_t queued() const { return static_cast<std::uint32_t>(queue_.size()); }

 private:
  /// A worker's place among the idle ones.
  struct Place {
    SipWorker* worker = nullptr;
    Place* next = nullptr;
  };

  friend class SipWorker;
  Context& context_;
  SipWorkersOptions options_;
  route::ScriptVariables shared_variables_;  ///< of route blocks: $shv, $sht
  std::vector<std::unique_ptr<SipWorker>> members_;
  Fifo<Place, &Place::next> idle_;
  Fifo<Message, &Message::next> queue_;
};

/// Runs the lines of a message's routes, one after the other, and blocks while an operation runs.
class SipWorker final : public Process {
 public:
  SipWorker(SipWorkers& group, Context& context, const ProcessIdentity& identity);

 private:
  friend class SipWorkers;
  void take(Time now, Message& message);
  void take_replicated(Time now, Message& message);
  void identify(Message& message);
  /// Runs lines until one blocks; true: the message is done.
  bool run_statements(Time now);
  /// `status`: that of the reply, also in routes that look at its request.
  void begin_route(script::Route route, sip::Message& sip, int status);
  /// The rules' next line, or the route blocks'; nullptr: there is none left.
  [[nodiscard]] const script::Statement* next_statement();
  void identify_request();
  void begin_statement(Time now);
  void statement_ended(Time now);
  [[nodiscard]] OperationReport report(Time now) const;
  bool next_route();
  void message_ended(Time now);
  void machine_ended(Time now) override;

  SipWorkers& group_;
  SipWorkers::Place place_{.worker = this};
  script::Call call_;
  control::PingAll startup_;
  MessageHost host_;
  std::uint32_t messages_ = 0;  ///< Kamailio's id of the last message
  bool starting_up_ = false;

  // Of the message at hand.
  script::Route route_ = script::Route::request;
  const sip::Message* sip_ = nullptr;              ///< what the route looks at
  std::span<const script::Statement> statements_;  ///< of the rule, those that are left
  RouteRun run_;
  const script::Statement* statement_ = nullptr;  ///< under way, or the last one
  Time statement_began_{};
  MessageFate fate_;
  std::string failure_, edited_body_, request_body_;
};

}  // namespace rtpe::proxy
