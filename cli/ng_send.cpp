#include "cli/ng_send.hpp"

#include <boost/asio/io_context.hpp>

#include "client/database/database_nodes.hpp"
#include "client/transport/client.hpp"

namespace rtpe::cli {
namespace {

/// Keeps every command and every reply of one statement, also those of nodes that were left behind; no pings.
struct Exchanges : Observer {
  script::StatementResult* into = nullptr;
  void sent(Time, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) override {
    if (command == Command::ping || attempt > 1) return;
    if (node.scheme != Scheme::unix_stream) bytes.remove_prefix(bytes.find(' ') + 1);
    into->dictionaries.emplace_back(bytes);
  }
  void exchange_ended(Time, const Node& node, Command command, ExchangeOutcome outcome, std::string_view payload,
                      int) override {
    if (command == Command::ping || outcome != ExchangeOutcome::answered) return;
    into->node = node.url;
    into->reply = payload;
  }
};

/// In a failure route the request, otherwise the message itself. A request begins a transaction.
Expected<transport::Message> message_of(transport::Client& client, const script::RehearsalOptions& options) {
  transport::CallOptions given{.route = options.route,
                               .variables = options.variables,
                               .source_address = options.source_address,
                               .next_branch = options.next_branch};
  const bool is_reply = options.sip_message.starts_with("SIP/");
  if (options.request.empty()) {
    if (!is_reply) given.transaction.emplace();
    return client.message(options.sip_message, std::move(given));
  }
  const auto had_sdp = script::request_has_sdp(options.request);
  if (!had_sdp) return std::unexpected(had_sdp.error());
  if (*had_sdp)
    given.transaction.emplace().mark_had_sdp();
  else
    given.transaction.emplace();
  const bool failed = options.route == script::Route::failure || options.route == script::Route::branch_failure;
  return client.message(is_reply && failed ? options.request : options.sip_message, std::move(given));
}

}  // namespace

Expected<script::RehearsalResult> send_for_real(const script::RehearsalOptions& options) {
  boost::asio::io_context io;
  Exchanges exchanges;
  database::DatabaseNodes nodes;
  auto client = transport::Client::open(io, {.personality = options.personality->name,
                                             .parameters = options.parameters,
                                             .nodes = &nodes,
                                             .observer = &exchanges});
  if (!client) return std::unexpected(client.error());
  auto message = message_of(*client, options);
  if (!message) return std::unexpected(message.error());
  script::RehearsalResult result{.warnings = client->warnings()};
  result.statements.reserve(options.statements.size());
  for (const auto& statement : options.statements) {
    auto& out = result.statements.emplace_back();
    out.statement = statement;
    exchanges.into = &out;
    auto reply = message->call(statement);
    if (!reply) return std::unexpected(reply.error());
    out.rc = reply->rc;
    out.failure = reply->failure;
    out.value = reply->value;
    out.body = reply->body;
    out.sends = reply->sends;
    out.variables = std::move(reply->variables);
  }
  return result;
}

}  // namespace rtpe::cli
