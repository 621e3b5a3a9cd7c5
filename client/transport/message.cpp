// A SIP message that statements run on.
#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include "client/transport/client_state.hpp"

namespace rtpe::transport {
namespace {

Reply reply_of(const script::Call& call) {
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
  return reply;
}

bool is_of_transaction(std::string_view variable) {
  return variable.starts_with("$avp(") || variable.starts_with("$xavp(");
}

}  // namespace

Expected<void> Message::State::read(std::string_view text, CallOptions options) {
  if (auto read = sip::parse(text, parsed); !read) return read;
  source_address = std::move(options.source_address);
  branch = std::move(options.next_branch);
  parsed.message.source_address = source_address;
  sip = &parsed.message;
  next_branch = branch;
  assigned = &newly_assigned;
  route = options.route;
  if (!sip->is_request && route == script::Route::request) route = script::Route::reply;
  if (options.transaction) {
    shared_transaction = options.transaction->state_;
    transaction = shared_transaction.get();
  }
  for (const auto& [variable, value] : options.variables) {
    const bool shared = transaction != nullptr && is_of_transaction(variable);
    (shared ? transaction->variables : variables).give(variable, value);
  }
  return {};
}

void Client::State::Driver::statement_ended(proxy::Message& ended, const script::Call& call) {
  auto& message = static_cast<Message::State&>(ended);
  message.reply = reply_of(call);
  for (const auto& row : message.newly_assigned) {
    message.reply.variables.insert_or_assign(row.name, row.text);
    // $var(...) is the worker's, and the next statement may run in another one.
    message.variables.write(row.name, row.text);
  }
}

void Client::State::Driver::finished(Time, proxy::Message& ended, const proxy::MessageFate& fate) {
  auto& message = static_cast<Message::State&>(ended);
  const auto kept = std::move(state_.under_way.extract(&message).mapped());
  message.body = message.body_text.assign(fate.body);
  auto job = std::move(message.jobs.front());
  message.jobs.pop_front();
  boost::asio::post(io(), [done = std::move(job.done), reply = std::move(message.reply)] { done(reply); });
  if (!message.jobs.empty()) state_.submit(message);
}

void Client::State::call(Message::State& message, std::string_view statement, Done done) {
  auto read = statement_of(statement);
  if (!read) {
    boost::asio::post(driver.io(), [done = std::move(done), error = read.error()] { done(std::unexpected(error)); });
    return;
  }
  message.jobs.push_back({.statement = std::move(*read), .done = std::move(done)});
  if (message.jobs.size() == 1) submit(message);
}

void Client::State::submit(Message::State& message) {
  while (!message.jobs.empty()) {
    message.newly_assigned.clear();
    message.reply = {};
    message.lines = {.route = message.route, .statements = std::span(&message.jobs.front().statement, 1)};
    under_way.emplace(&message, message.shared_from_this());
    if (machine.submit(driver.now(), message) == proxy::ProxyMachine::Submission::taken) return;
    const auto kept = std::move(under_way.extract(&message).mapped());
    Error full{.kind = ErrorKind::limit,
               .message = fmt::format("{} calls wait for a worker already", machine.load().queued_messages),
               .remedy = "more workers, or fewer calls at once"};
    boost::asio::post(driver.io(),
                      [done = std::move(message.jobs.front().done), full] { done(std::unexpected(full)); });
    message.jobs.pop_front();
  }
}

Message::Message(std::shared_ptr<State> state) : state_(std::move(state)) {}
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;
Message::~Message() = default;

void Message::async_call(std::string_view statement, Done done) {
  if (const auto client = state_->client.lock()) client->call(*state_, statement, std::move(done));
}

Expected<Reply> Message::call(std::string_view statement) {
  const auto client = state_->client.lock();
  if (!client) return std::unexpected(Error{.kind = ErrorKind::internal, .message = "the client is gone"});
  std::optional<Expected<Reply>> result;
  client->call(*state_, statement, [&](Expected<Reply> reply) { result = std::move(reply); });
  auto& io = client->driver.io();
  io.restart();
  while (!result && io.run_one() > 0) continue;
  if (result) return *result;
  return std::unexpected(Error{.kind = ErrorKind::internal, .message = "the io_context was stopped"});
}

}  // namespace rtpe::transport
