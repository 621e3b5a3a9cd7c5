// rtpe-lab ng 'STATEMENT': what the module sends for a message, and what it makes of the reply.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/ng_options.hpp"
#include "cli/output.hpp"
#include "cli/situation_options.hpp"
#include "client/bencode/value.hpp"
#include "client/script/rehearsal.hpp"
#include "client/transport/client.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;
using script::RehearsalResult;

json::value dictionary_json(const bencode::Value& value) {
  if (const auto* text = value.string()) return json::string(report::valid_utf8(*text));
  if (const auto* number = value.integer()) return *number;
  json::array out;
  if (const auto* list = value.list()) {
    for (const auto& element : *list) out.push_back(dictionary_json(element));
  } else {
    for (const auto& [key, member] : *value.dictionary())
      out.push_back(json::array{json::string(report::valid_utf8(key)), dictionary_json(member)});
  }
  return out;
}

/// null: these bytes are no bencode.
json::value decoded(std::string_view bytes) {
  bencode::Reader reader;
  const auto view = reader.read(bytes, {.tolerance = bencode::Tolerance::peer});
  return view ? dictionary_json(bencode::to_value(*view)) : json::value(nullptr);
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(json::string(report::valid_utf8(*text))) : json::value(nullptr);
}

void print_rehearsal_json(const RehearsalResult& result) {
  json::array dictionaries;
  for (const auto& bytes : result.dictionaries) dictionaries.push_back(decoded(bytes));
  json::object variables;
  for (const auto& [name, value] : result.variables) variables[name] = report::valid_utf8(value);
  const bool answered = !result.node.empty();
  print(json::serialize(
            json::object{{"rc", result.rc ? json::value(std::to_string(*result.rc)) : json::value(nullptr)},
                         {"dictionaries", dictionaries},
                         {"variables", variables},
                         {"body", text_or_null(result.body)},
                         {"value", text_or_null(result.value)},
                         {"node", answered ? json::value(result.node) : json::value(nullptr)},
                         {"reply", answered ? decoded(result.reply) : json::value(nullptr)},
                         {"sends", result.sends},
                         {"failure", result.failure.empty() ? json::value(nullptr) : json::value(result.failure)}}) +
        "\n");
}

void append_value(const bencode::Value& value, std::size_t depth, std::string& out);

/// SDP and other text of several lines stands below its key.
void append_text(std::string_view text, std::size_t depth, std::string& out) {
  if (text.find('\n') == std::string_view::npos) {
    out += report::printable(text) + "\n";
    return;
  }
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.append("\n").append((depth + 1) * 2, ' ').append(report::printable(line));
  }
  out += '\n';
}

void append_line(std::string_view key, const bencode::Value& value, std::size_t depth, std::string& out) {
  out.append(depth * 2, ' ').append(report::printable(key)).append(": ");
  append_value(value, depth, out);
}

void append_value(const bencode::Value& value, std::size_t depth, std::string& out) {
  if (const auto* text = value.string()) {
    append_text(*text, depth, out);
  } else if (const auto* number = value.integer()) {
    out += fmt::format("{}\n", *number);
  } else if (const auto* dictionary = value.dictionary()) {
    out += '\n';
    for (const auto& [key, member] : *dictionary) append_line(key, member, depth + 1, out);
  } else {
    std::string joined;
    for (const auto& element : *value.list()) {
      if (!joined.empty()) joined += ' ';
      joined += element.string() ? report::printable(*element.string()) : bencode::encode(element);
    }
    out += "[" + joined + "]\n";
  }
}

std::string dictionary_text(std::string_view bytes) {
  bencode::Reader reader;
  const auto view = reader.read(bytes, {.tolerance = bencode::Tolerance::peer});
  std::string out;
  if (!view || view->kind() != bencode::Kind::dictionary) return "  " + report::printable(bytes) + "\n";
  const auto whole = bencode::to_value(*view);
  for (const auto& [key, value] : *whole.dictionary()) append_line(key, value, 1, out);
  return out;
}

void print_rehearsal_text(const NgOptions& options, const RehearsalResult& result) {
  std::string out;
  for (const auto& bytes : result.dictionaries) out += "command\n" + dictionary_text(bytes);
  if (options.dry_run) return print(out);
  if (!result.node.empty()) out += "reply from " + result.node + "\n" + dictionary_text(result.reply);
  if (result.rc) out += fmt::format("rc {}{}\n", *result.rc, result.failure.empty() ? "" : ": " + result.failure);
  for (const auto& [name, value] : result.variables) out += fmt::format("{} = {}\n", name, report::printable(value));
  if (result.value) out += fmt::format("value {}\n", *result.value);
  if (result.body) out += "body\n" + *result.body;
  print(out);
}

/// Keeps every command's dictionary, also of those that went to a second node.
struct SentCommands : Observer {
  std::vector<std::string> dictionaries;
  void sent(Time, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) override {
    if (command == Command::ping || attempt > 1) return;
    if (node.scheme != Scheme::unix_stream) bytes.remove_prefix(bytes.find(' ') + 1);
    dictionaries.emplace_back(bytes);
  }
};

Expected<RehearsalResult> send(const NgOptions& options, const Parameters& parameters, std::string_view personality,
                               const std::string& message, const script::RehearsalOptions& given) {
  boost::asio::io_context io;
  SentCommands sent;
  auto client = transport::Client::open(io, {.personality = personality, .parameters = parameters, .observer = &sent});
  if (!client) return std::unexpected(client.error());
  RehearsalResult result{.warnings = client->warnings()};
  for (const auto& statement : options.statements) {
    auto reply =
        client->call(statement, message,
                     {.route = given.route, .variables = given.variables, .source_address = given.source_address});
    if (!reply) return std::unexpected(reply.error());
    result.rc = reply->rc;
    result.failure = reply->failure;
    result.node = reply->node;
    result.reply = reply->reply;
    result.value = reply->value;
    if (reply->body) result.body = reply->body;
    result.sends += reply->sends;
    for (auto& [name, value] : reply->variables) result.variables.insert_or_assign(name, value);
  }
  result.dictionaries = std::move(sent.dictionaries);
  return result;
}

Expected<RehearsalResult> perform(const NgOptions& options) {
  const auto personality = personality_named(options.personality);
  if (!personality) return std::unexpected(personality.error());
  const auto parameters = parameters_of(options, **personality);
  if (!parameters) return std::unexpected(parameters.error());
  const auto route = route_of(options.route);
  if (!route) return std::unexpected(route.error());
  if (auto source = check_source(options.source); !source) return std::unexpected(source.error());
  const auto variables = pairs_of(options.variables, "--var");
  if (!variables) return std::unexpected(variables.error());
  const auto message = read_input(options.message);
  if (!message) return std::unexpected(message.error());
  script::RehearsalOptions given{.personality = *personality,
                                 .parameters = *parameters,
                                 .statements = options.statements,
                                 .sip_message = *message,
                                 .route = *route,
                                 .variables = *variables,
                                 .source_address = options.source};
  if (!options.dry_run && !options.given_reply)
    return send(options, *parameters, (*personality)->name, *message, given);
  if (options.given_reply) {
    auto replies = replies_of(*options.given_reply);
    if (!replies) return std::unexpected(replies.error());
    given.replies = std::move(*replies);
  }
  return script::rehearse(given);
}

int run_ng(const NgOptions& options) {
  const auto result = perform(options);
  if (!result) return fail(result.error());
  for (const auto& warning : result->warnings) complain("warning: " + warning);
  options.json ? print_rehearsal_json(*result) : print_rehearsal_text(options, *result);
  if (options.dry_run && result->dictionaries.empty() && !options.json)
    complain(result->failure.empty() ? "nothing would be sent" : "nothing would be sent: " + result->failure);
  const bool real = !options.dry_run && !options.given_reply;
  return real && result->rc.value_or(-1) < 0 ? exit_check_failed : exit_passed;
}

}  // namespace

void add_ng(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<NgOptions>();
  CLI::App* verb = app.add_subcommand("ng", "Send what a script function sends for a SIP message, show the reply");
  verb->footer(examples({"rtpe-lab ng 'rtpengine_offer(\"trust-address ICE=force\")' --message invite.sip --dry-run",
                         "rtpe-lab ng 'rtpengine_delete()' --message bye.sip --to udp:10.0.0.1:2223",
                         "rtpe-lab ng 'rtpengine_query()' --message bye.sip --param 'mos_average_pv=$avp(mos)' "
                         "--given-reply reply.json --json"}));
  const auto repeated = [verb](const char* name, std::vector<std::string>& into, const char* what) {
    verb->add_option(name, into, what)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  verb->add_option("STATEMENT", options->statements, "Lines as they stand in a kamailio.cfg, run in order")->required();
  verb->add_option("--message", options->message, "File with the SIP message; - is stdin")->required();
  repeated("--to", options->to, "A value of rtpengine_sock, usually one URL (default udp:127.0.0.1:2223)");
  repeated("--param", options->parameters, "NAME=VALUE of a modparam");
  repeated("--var", options->variables, "NAME=VALUE of a variable that the statement reads, as '$var(x)=1'");
  verb->add_option("--personality", options->personality, "kamailio-5.6, 5.7, 5.8, 6.0 or 6.1 (default kamailio-5.6)");
  verb->add_option("--source", options->source, "Address that the message came from (default 127.0.0.1)");
  verb->add_option("--route", options->route, "request, failure or branch-failure; replies run in reply");
  auto* given = verb->add_option("--given-reply", options->given_reply,
                                 "JSON file with a reply, or a list of them; nothing is sent");
  verb->add_flag("--dry-run", options->dry_run, "Only print the dictionary, keys in order; nothing is sent")
      ->excludes(given);
  verb->add_flag("--json", options->json, "One JSON object");
  verb->callback([options, &exit_code] { exit_code = run_ng(*options); });
}

}  // namespace rtpe::cli
