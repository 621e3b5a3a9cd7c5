#include "client/transport/client.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <random>

#include "client/transport/client_state.hpp"

namespace rtpe::transport {
namespace {

proxy::ProxyOptions proxy_options(const ClientOptions& options) {
  return {.sip = {.workers = std::max(1U, options.workers), .most_queued = options.most_queued, .tm = options.tm},
          .startup_pings = options.startup_pings,
          .cookies = [](std::uint32_t number) {
            std::random_device random;
            return CookieSeed{.process_id = static_cast<std::uint32_t>(::getpid()) + number,
                              .random_middle = random(),
                              .random_sequence = random()};
          }};
}

}  // namespace

Client::State::State(boost::asio::io_context& io, Proxy configured, const ClientOptions& options)
    : shared(std::move(configured)),
      nodes(options.nodes),
      relay(options.observer),
      driver(io, shared, options.transport, *this),
      machine(shared, driver, proxy_options(options), options.observer == nullptr ? nullptr : &relay) {
  driver.attach(machine);
}

void Client::State::start() {
  machine.start(driver.now());
  for (const NodeSet& set : shared.registry.sets())
    for (const auto& node : set.nodes)
      if (!node->has_socket) shared.warnings.push_back(node->url + ": cannot be resolved; it has no socket");
}

Expected<script::Statement> Client::State::statement_of(std::string_view text) {
  if (const auto known = statements.find(text); known != statements.end()) return known->second;
  auto read = script::parse_statement(text, *shared.personality);
  if (!read) return read;
  if (auto checked = script::check_statement(*read, shared.registry); !checked) return std::unexpected(checked.error());
  constexpr std::size_t most_kept = 1000;
  if (statements.size() < most_kept) statements.emplace(text, *read);
  return read;
}

void Client::State::control(control::ControlRequest request, std::function<void(control::ControlReply)> done) {
  if (!request.source) request.source = nodes;
  machine.control(driver.now(), std::move(request),
                  [weak = weak_from_this(), done = std::move(done)](const control::ControlReply& reply) {
                    if (const auto self = weak.lock())
                      boost::asio::post(self->driver.io(), [done, reply] { done(reply); });
                  });
}

Expected<Client> Client::open(boost::asio::io_context& io, ClientOptions options) {
  const Personality* personality = find_personality(options.personality);
  if (!personality)
    return std::unexpected(Error{.message = fmt::format("no personality '{}'", options.personality),
                                 .remedy = "kamailio-5.6, 5.7, 5.8, 6.0 or 6.1"});
  Parameters parameters = options.parameters.value_or(Parameters::defaults_of(*personality));
  for (const std::string& sock : options.rtpengine_sock) parameters.rtpengine_sock.push_back(sock);
  auto shared = Proxy::configure(std::move(parameters), *personality, options.tcp_nodes);
  if (!shared) return std::unexpected(shared.error());
  if (!shared->parameters.db_url.empty() && options.nodes)
    if (auto loaded = options.nodes->load(*shared, Clock().now()); !loaded) return std::unexpected(loaded.error());
  auto state = std::make_shared<State>(io, std::move(*shared), options);
  state->start();
  return Client(std::move(state));
}

Client::Client(std::shared_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Expected<Message> Client::message(std::string_view sip_message, CallOptions options) {
  auto message = std::make_shared<Message::State>();
  message->client = state_;
  if (auto read = message->read(sip_message, std::move(options)); !read) return std::unexpected(read.error());
  return Message(std::move(message));
}

void Client::async_call(std::string_view statement, std::string_view sip_message, CallOptions options,
                        std::function<void(Expected<Reply>)> done) {
  auto read = message(sip_message, std::move(options));
  if (read) return read->async_call(statement, std::move(done));
  boost::asio::post(state_->driver.io(),
                    [done = std::move(done), error = read.error()] { done(std::unexpected(error)); });
}

Expected<Reply> Client::call(std::string_view statement, std::string_view sip_message, CallOptions options) {
  auto read = message(sip_message, std::move(options));
  return read ? read->call(statement) : std::unexpected(read.error());
}

void Client::async_control(control::ControlRequest request, std::function<void(control::ControlReply)> done) {
  state_->control(std::move(request), std::move(done));
}

control::ControlReply Client::control(control::ControlRequest request) {
  std::optional<control::ControlReply> result;
  async_control(std::move(request), [&](control::ControlReply reply) { result = std::move(reply); });
  auto& io = state_->driver.io();
  io.restart();
  while (!result && io.run_one() > 0) continue;
  return result.value_or(control::ControlReply{.code = 500, .text = "the io_context was stopped"});
}

Expected<void> Client::serve_control(const std::string& path) {
  auto server = ControlServer::open(state_->driver.io(), path, *state_->shared.personality,
                                    [weak = std::weak_ptr(state_)](control::ControlRequest request, auto done) {
                                      if (const auto state = weak.lock())
                                        state->control(std::move(request), std::move(done));
                                    });
  if (!server) return std::unexpected(server.error());
  state_->control_server = std::move(*server);
  return {};
}

const Proxy& Client::proxy() const { return state_->shared; }
const std::vector<std::string>& Client::warnings() const { return state_->shared.warnings; }

}  // namespace rtpe::transport
