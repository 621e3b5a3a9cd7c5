// The whole module over real sockets, for programs: SIP message and script function in, what the module would do out.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/control/control_call.hpp"
#include "client/operation/observer.hpp"
#include "client/parameters.hpp"
#include "client/proxy/message_host.hpp"
#include "client/proxy/proxy_machine.hpp"
#include "client/script/call.hpp"
#include "client/transport/transport_options.hpp"

namespace boost::asio {
class io_context;
}

namespace rtpe::transport {

using proxy::StartupPings;

struct ClientOptions {
  std::vector<std::string> rtpengine_sock = {};   ///< appended to parameters.rtpengine_sock
  std::string_view personality = "kamailio-5.6";  ///< see personalities()
  std::optional<Parameters> parameters = {};      ///< empty: defaults of the personality
  std::uint32_t workers = 1;                      ///< operations that can be under way at once
  StartupPings startup_pings = StartupPings::none;
  proxy::TmModule tm = proxy::TmModule::loaded;
  TransportOptions transport = {};  ///< type of service and interface come from `parameters`
  TcpNodes tcp_nodes = TcpNodes::accepted;
  control::NodeSource* nodes = nullptr;  ///< database node sets, for `reload`; must outlive the client
  Observer* observer = nullptr;          ///< must outlive the client
  std::size_t most_queued = 10'000;      ///< calls that wait for a worker; more are refused
};

/// What one script function did.
struct Reply {
  int rc = -1;                                        ///< script return code: 1, -1, -2
  std::optional<std::string> body = {};               ///< new message body; empty: untouched
  std::optional<std::string> value = {};              ///< of $rtpstat
  std::string node = {};                              ///< URL of the node that answered; empty: nobody did
  std::string failure = {};                           ///< why rc < 0
  std::string reply = {};                             ///< the last dictionary that came, bencoded
  std::vector<std::string> dictionaries = {};         ///< what was sent, bencoded, one per command
  std::map<std::string, std::string> variables = {};  ///< what was assigned (MOS, write_sdp_pv, ...)
  std::uint32_t sends = 0, pings = 0;
};

/// What Kamailio's tm keeps of one transaction: that its request had SDP, its $avp(...) and $xavp(...). Copies are the
/// same transaction.
class Transaction {
 public:
  Transaction() : state_(std::make_shared<proxy::Transaction>()) {}
  /// Of a request on which rtpengine_manage() ran elsewhere.
  void mark_had_sdp() { state_->had_sdp = true; }

 private:
  friend class Message;
  friend class Client;
  std::shared_ptr<proxy::Transaction> state_;
};

struct CallOptions {
  script::Route route = script::Route::request;       ///< a message that is a reply runs in Route::reply by itself
  std::map<std::string, std::string> variables = {};  ///< "$var(x)" and the like that the statement reads
  std::string source_address = "127.0.0.1";           ///< where the SIP message came from
  std::optional<Transaction> transaction = {};        ///< empty: the message belongs to none
  std::string next_branch = {};                       ///< that tm would use, for via-branch=next; empty: none
};

/// One SIP message. Statements run on it one after the other, as the lines of one route do: the set that was chosen and
/// variables that were assigned are there for the next one. Goes on when the handle is gone; does nothing when the
/// client is.
class Message {
 public:
  ~Message();
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;

  /// Runs `rtpengine_offer("...")` or another statement. `done` is called once, by the io_context. Errors: the
  /// statement cannot be read; the queue is full.
  void async_call(std::string_view statement, std::function<void(Expected<Reply>)> done);
  /// As async_call, running the io_context until the result is there.
  Expected<Reply> call(std::string_view statement);

 private:
  friend class Client;
  struct State;
  explicit Message(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// One proxy with its workers and its RPC process. Everything runs on the thread that runs the io_context.
class Client {
 public:
  /// Error: what would stop Kamailio at startup.
  static Expected<Client> open(boost::asio::io_context& io, ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// A SIP message (text) to run statements on. Error: it cannot be read.
  Expected<Message> message(std::string_view sip_message, CallOptions options = {});

  /// One statement on a message of its own.
  void async_call(std::string_view statement, std::string_view sip_message, CallOptions options,
                  std::function<void(Expected<Reply>)> done);
  Expected<Reply> call(std::string_view statement, std::string_view sip_message, CallOptions options = {});

  /// An RPC command in the RPC process of this client.
  void async_control(control::ControlRequest request, std::function<void(control::ControlReply)> done);
  control::ControlReply control(control::ControlRequest request);
  /// Takes RPC commands on a unix datagram socket from now on, as long as the client lives and the io_context runs
  /// (`rtpe-lab control` asks there). Error: the path cannot be bound.
  Expected<void> serve_control(const std::string& path);

  [[nodiscard]] const Proxy& proxy() const;
  /// Warnings of the configuration (skipped nodes), and nodes that cannot be resolved.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

 private:
  friend class Message;
  struct State;
  explicit Client(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace rtpe::transport
