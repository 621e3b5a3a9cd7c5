// What Client and Message keep. Private to client/transport.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "client/sip/message.hpp"
#include "client/transport/asio_driver.hpp"
#include "client/transport/client.hpp"
#include "client/transport/control_socket.hpp"

namespace rtpe::transport {

using Done = std::function<void(Expected<Reply>)>;

/// Hands events on to an observer that does not care in which process they happened.
class ObserverRelay final : public proxy::ProxyObserver {
 public:
  explicit ObserverRelay(Observer* to) : to_(to) {}

 private:
  void selected(Time now, const proxy::Process&, const SelectionReport& report) override { to_->selected(now, report); }
  void sent(Time now, const proxy::Process&, const Node& node, Command command, std::string_view bytes,
            std::uint32_t attempt) override {
    to_->sent(now, node, command, bytes, attempt);
  }
  void stale(Time now, const proxy::Process&, const Node& node, std::string_view bytes) override {
    to_->stale(now, node, bytes);
  }
  void exchange_ended(Time now, const proxy::Process&, const proxy::ExchangeReport& report) override {
    to_->exchange_ended(now, *report.node, report.command, report.outcome, report.payload, report.error_number);
  }
  [[nodiscard]] bool wants_results() const override { return false; }
  void node_state_changed(Time now, const proxy::Process&, const Node& node, StateCause cause) override {
    to_->node_state_changed(now, node, cause);
  }
  void table_inserted(Time now, const proxy::Process&, std::string_view call_id, std::string_view via_branch,
                      const Node& node) override {
    to_->table_inserted(now, call_id, via_branch, node);
  }
  void table_removed(Time now, const proxy::Process&, std::string_view call_id, std::string_view via_branch) override {
    to_->table_removed(now, call_id, via_branch);
  }

  Observer* to_;
};

struct Message::State : proxy::Message, std::enable_shared_from_this<State> {
  struct Job {
    script::Statement statement;
    Done done;
  };

  std::weak_ptr<Client::State> client;
  sip::ParsedMessage parsed;
  std::shared_ptr<proxy::Transaction> shared_transaction;
  std::string source_address, branch, body_text;
  script::Route route = script::Route::request;
  std::deque<Job> jobs;             ///< the first one is under way
  proxy::Variables newly_assigned;  ///< by the statement under way
  Reply reply;                      ///< of it

  Expected<void> read(std::string_view text, CallOptions options);
};

struct Client::State : std::enable_shared_from_this<State> {
  class Driver final : public AsioDriver {
   public:
    Driver(boost::asio::io_context& io, Proxy& shared, TransportOptions options, State& state)
        : AsioDriver(io, shared, {.transport = std::move(options)}), state_(state) {}

   private:
    void statement_ended(proxy::Message& message, const script::Call& call) override;
    void finished(Time now, proxy::Message& message, const proxy::MessageFate& fate) override;
    State& state_;
  };

  Proxy shared;
  control::NodeSource* nodes;
  ObserverRelay relay;
  std::map<const proxy::Message*, std::shared_ptr<Message::State>> under_way;
  Driver driver;
  proxy::ProxyMachine machine;
  std::optional<ControlServer> control_server;
  std::map<std::string, script::Statement, std::less<>> statements;  ///< read once each

  State(boost::asio::io_context& io, Proxy configured, const ClientOptions& options);
  ~State() { driver.end(); }
  void start();
  Expected<script::Statement> statement_of(std::string_view text);
  void call(Message::State& message, std::string_view statement, Done done);
  /// The first of the message's jobs goes to the proxy.
  void submit(Message::State& message);
  void control(control::ControlRequest request, std::function<void(control::ControlReply)> done);
};

}  // namespace rtpe::transport
