#include "client/transport/client.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>

#include "client/control/ping_all.hpp"
#include "client/control/ping_round.hpp"
#include "client/sip/message.hpp"
#include "client/transport/control_socket.hpp"
#include "client/transport/driver.hpp"

namespace rtpe::transport {
namespace {

/// The routing script's variables of one call.
class Variables final : public script::Host {
 public:
  std::map<std::string, std::string> given, assigned;

  std::optional<Variable> read(std::string_view name) override {
    const std::string key(name);
    auto found = assigned.find(key);
    if (found == assigned.end()) {
      found = given.find(key);
      if (found == given.end()) return std::nullopt;
    }
    const std::string& text = found->second;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const bool integer = text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string::npos;
    return Variable{.text = text, .is_integer = integer};
  }
  void write(std::string_view name, std::string_view value) override { assigned[std::string(name)] = value; }
};

/// A call that waits for a worker.
struct Job {
  script::Statement statement;
  sip::ParsedMessage message;
  CallOptions options;
  std::function<void(Expected<Reply>)> done;
};

Reply reply_of(const script::Call& call, Variables& variables) {
  const script::CallResult& result = call.result();
  Reply reply{.rc = result.rc, .failure = std::string(result.failure), .dictionaries = call.dictionaries()};
  if (result.new_body) reply.body = *result.new_body;
  if (result.value) reply.value = *result.value;
  for (const OperationResult& operation : result.operations) {
    reply.sends += operation.sends;
    reply.pings += operation.pings;
  }
  if (!result.operations.empty()) {
    reply.reply = result.operations.back().reply_bytes;
    if (const Node* node = result.operations.back().node) reply.node = node->url;
  }
  reply.variables = std::move(variables.assigned);
  return reply;
}

}  // namespace

struct Client::State : std::enable_shared_from_this<State> {
  /// One SIP worker, or the RPC process.
  struct Process {
    Worker worker;
    std::unique_ptr<Driver> driver;
    script::Call call;
    Variables variables;
    std::unique_ptr<Job> job;  ///< SIP workers: what is under way
  };

  boost::asio::io_context& io;
  Proxy proxy;
  Shared shared;
  control::NodeSource* nodes;
  std::size_t most_queued;
  std::deque<Process> workers;
  Process rpc;
  Process timer;  ///< pings all nodes every ping_interval seconds, for releases that do
  boost::asio::steady_timer next_round;
  control::PingRound round;
  std::deque<std::unique_ptr<Job>> queue;
  std::deque<std::function<void()>> rpc_queue;
  control::PingAll startup;
  std::optional<ControlServer> control_server;
  bool starting = false;
  std::uint32_t next_message = 1;
  std::map<std::string, script::Statement, std::less<>> statements;  ///< read once each

  State(boost::asio::io_context& context, Proxy configured, const ClientOptions& options)
      : io(context),
        proxy(std::move(configured)),
        shared{.io = context, .proxy = proxy, .options = options.transport},
        nodes(options.nodes),
        most_queued(options.most_queued),
        next_round(context) {
    shared.options.control_cmd_tos = static_cast<int>(proxy.parameters.control_cmd_tos);
    shared.options.force_send_interface = proxy.parameters.force_send_interface;
  }

  void open(const ClientOptions& options) {
    const Time now = shared.clock.now();
    proxy.list_changed_s = seconds_of(now);
    for (std::uint32_t i = 0; i < std::max(1U, options.workers); ++i) open_process(workers.emplace_back(), i, options);
    open_process(rpc, static_cast<std::uint32_t>(workers.size()), options);
    if (control::has_ping_timer(proxy)) {
      open_process(timer, static_cast<std::uint32_t>(workers.size()) + 1, options);
      schedule_round();
    }
    for (const NodeSet& set : proxy.registry.sets())
      for (const auto& node : set.nodes)
        if (!node->has_socket) proxy.warnings.push_back(node->url + ": cannot be resolved; it has no socket");
    const bool quiet = proxy.personality->ping_mode_parameter && proxy.parameters.ping_mode == 0;
    if (options.startup_pings == StartupPings::none || quiet) return;
    starting = true;
    startup.begin(proxy, workers.front().worker);
    workers.front().driver->run([this](Time at, const Input& input) { return startup.resume(at, input); },
                                [weak = weak_from_this()] {
                                  if (const auto self = weak.lock()) {
                                    self->starting = false;
                                    self->dispatch();
                                  }
                                });
  }

  /// A round that takes longer than the interval makes the next one come late.
  void schedule_round() {
    next_round.expires_after(std::chrono::seconds(proxy.parameters.ping_interval));
    next_round.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      self->round.begin(self->proxy, self->timer.worker);
      self->timer.driver->run(
          [state = self.get()](Time now, const Input& input) { return state->round.resume(now, input); },
          [weak] {
            if (const auto alive = weak.lock()) alive->schedule_round();
          });
    });
  }

  void open_process(Process& process, std::uint32_t number, const ClientOptions& options) {
    std::random_device random;
    process.worker.identify(*proxy.personality, {.process_id = static_cast<std::uint32_t>(::getpid()) + number,
                                                 .random_middle = random(),
                                                 .random_sequence = random()});
    process.worker.observer = options.observer;
    process.driver = std::make_unique<Driver>(shared, process.worker);
    proxy.renew_sockets(process.worker, shared.clock.now());
    process.driver->open_sockets();
    // A node that could not be resolved makes every process rebuild its sockets at its next operation (1.5).
    for (const NodeSet& set : proxy.registry.sets())
      proxy.list_version += static_cast<std::uint32_t>(
          std::ranges::count_if(set.nodes, [](const auto& node) { return !node->has_socket; }));
  }

  Expected<script::Statement> statement_of(std::string_view text) {
    if (const auto known = statements.find(text); known != statements.end()) return known->second;
    auto read = script::parse_statement(text, *proxy.personality);
    if (!read) return read;
    if (auto checked = script::check_statement(*read, proxy.registry); !checked)
      return std::unexpected(checked.error());
    constexpr std::size_t most_kept = 1000;
    if (statements.size() < most_kept) statements.emplace(text, *read);
    return read;
  }

  Expected<void> enqueue(std::string_view statement, std::string_view sip_message, CallOptions options,
                         std::function<void(Expected<Reply>)>& done) {
    if (queue.size() >= most_queued)
      return std::unexpected(Error{.kind = ErrorKind::limit,
                                   .message = fmt::format("{} calls wait for a worker already", queue.size()),
                                   .remedy = "more workers, or fewer calls at once"});
    auto read = statement_of(statement);
    if (!read) return std::unexpected(read.error());
    auto job = std::make_unique<Job>();
    if (auto parsed = sip::parse(sip_message, job->message); !parsed) return parsed;
    job->statement = std::move(*read);
    job->options = std::move(options);
    job->message.message.source_address = job->options.source_address;
    job->message.message.id = next_message++;
    if (!job->message.message.is_request && job->options.route == script::Route::request)
      job->options.route = script::Route::reply;
    job->done = std::move(done);
    queue.push_back(std::move(job));
    dispatch();
    return {};
  }

  void dispatch() {
    if (starting) return;
    for (Process& process : workers) {
      if (queue.empty()) return;
      if (process.job) continue;
      process.job = std::move(queue.front());
      queue.pop_front();
      begin(process);
    }
  }

  void begin(Process& process) {
    Job& job = *process.job;
    process.variables.given = job.options.variables;
    process.variables.assigned.clear();
    process.call.start(proxy, process.worker, job.statement, job.options.route, job.message.message, process.variables);
    process.driver->run([&process](Time now, const Input& input) { return process.call.resume(now, input); },
                        [weak = weak_from_this(), &process] {
                          if (const auto self = weak.lock()) self->finish(process);
                        });
  }

  void finish(Process& process) {
    const auto job = std::move(process.job);
    Reply reply = reply_of(process.call, process.variables);
    dispatch();
    job->done(std::move(reply));
  }

  void control(control::ControlRequest request, std::function<void(control::ControlReply)> done) {
    if (!request.source) request.source = nodes;
    auto call = std::make_shared<control::ControlCall>(proxy, rpc.worker, std::move(request));
    rpc_queue.push_back([this, call, done = std::move(done)] {
      rpc.driver->run([call](Time now, const Input& input) { return call->resume(now, input); },
                      [weak = weak_from_this(), call, done] {
                        const auto self = weak.lock();
                        if (!self) return;
                        self->rpc_queue.pop_front();
                        if (!self->rpc_queue.empty()) self->rpc_queue.front()();
                        done(call->reply());
                      });
    });
    if (rpc_queue.size() == 1) rpc_queue.front()();
  }
};

Expected<Client> Client::open(boost::asio::io_context& io, ClientOptions options) {
  const Personality* personality = find_personality(options.personality);
  if (!personality)
    return std::unexpected(Error{.message = fmt::format("no personality '{}'", options.personality),
                                 .remedy = "kamailio-5.6, 5.7, 5.8, 6.0 or 6.1"});
  Parameters parameters = options.parameters.value_or(Parameters::defaults_of(*personality));
  for (const std::string& sock : options.rtpengine_sock) parameters.rtpengine_sock.push_back(sock);
  auto proxy = Proxy::configure(std::move(parameters), *personality, options.tcp_nodes);
  if (!proxy) return std::unexpected(proxy.error());
  if (!proxy->parameters.db_url.empty() && options.nodes)
    if (auto loaded = options.nodes->load(*proxy, Clock().now()); !loaded) return std::unexpected(loaded.error());
  auto state = std::make_shared<State>(io, std::move(*proxy), options);
  state->open(options);
  return Client(std::move(state));
}

Client::Client(std::shared_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

void Client::async_call(std::string_view statement, std::string_view sip_message, CallOptions options,
                        std::function<void(Expected<Reply>)> done) {
  auto queued = state_->enqueue(statement, sip_message, std::move(options), done);
  if (queued) return;
  boost::asio::post(state_->io, [done = std::move(done), error = queued.error()] { done(std::unexpected(error)); });
}

Expected<Reply> Client::call(std::string_view statement, std::string_view sip_message, CallOptions options) {
  std::optional<Expected<Reply>> result;
  async_call(statement, sip_message, std::move(options), [&](Expected<Reply> reply) { result = std::move(reply); });
  state_->io.restart();
  while (!result && state_->io.run_one() > 0) continue;
  if (result) return *result;
  return std::unexpected(Error{.kind = ErrorKind::internal, .message = "the io_context was stopped"});
}

void Client::async_control(control::ControlRequest request, std::function<void(control::ControlReply)> done) {
  state_->control(std::move(request), std::move(done));
}

control::ControlReply Client::control(control::ControlRequest request) {
  std::optional<control::ControlReply> result;
  async_control(std::move(request), [&](control::ControlReply reply) { result = std::move(reply); });
  state_->io.restart();
  while (!result && state_->io.run_one() > 0) continue;
  return result.value_or(control::ControlReply{.code = 500, .text = "the io_context was stopped"});
}

Expected<void> Client::serve_control(const std::string& path) {
  auto server = ControlServer::open(state_->io, path, *state_->proxy.personality,
                                    [weak = std::weak_ptr(state_)](control::ControlRequest request, auto done) {
                                      if (const auto state = weak.lock())
                                        state->control(std::move(request), std::move(done));
                                    });
  if (!server) return std::unexpected(server.error());
  state_->control_server = std::move(*server);
  return {};
}

const Proxy& Client::proxy() const { return state_->proxy; }
const std::vector<std::string>& Client::warnings() const { return state_->proxy.warnings; }

}  // namespace rtpe::transport
