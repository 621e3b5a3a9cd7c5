// rtpe-lab control: the module's RPC commands, sent to a running client (or to a Kamailio with jsonrpcs).
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "client/control/json_rpc.hpp"
#include "client/transport/control_socket.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;
using control::ControlCommand;

struct ControlOptions {
  std::string to;
  control::ControlRequest request;
  std::uint32_t timeout_s = 60;  ///< pings of dead nodes take their time
  bool json = false;
};

std::string value_text(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

/// One row per record, columns in the order of the first record's keys.
std::string table_of(const json::array& records) {
  std::vector<report::Column> columns;
  for (const auto& [key, value] : records.front().as_object()) columns.push_back({.title = std::string(key)});
  report::TextTable table(columns);
  for (const json::value& record : records) {
    std::vector<std::string> cells;
    for (const auto& [key, value] : record.as_object()) cells.push_back(report::printable(value_text(value)));
    cells.resize(columns.size());
    table.add(std::move(cells));
  }
  std::string out;
  table.render(out);
  return out;
}

int print_result(const json::value& result) {
  const auto* records = result.if_array();
  const bool table = records && !records->empty() &&
                     std::ranges::all_of(*records, [](const json::value& record) { return record.is_object(); });
  if (table) {
    print(table_of(*records));
  } else if (const auto* record = result.if_object(); record && record->contains("status")) {
    const std::string status = value_text(record->at("status"));
    print(fmt::format("{}: {}\n", record->contains("url") ? value_text(record->at("url")) : "nodes", status));
    return status == "fail" ? exit_check_failed : exit_passed;
  } else {
    print(value_text(result) + "\n");
  }
  return exit_passed;
}

int ask(const ControlOptions& options) {
  if (!options.to.starts_with("unix:")) {
    return fail(
        {.message = fmt::format("'{}' is no control socket", options.to), .remedy = "unix:/path/of/the/socket"});
  }
  const auto reply = transport::ask_control_socket(options.to.substr(5), control::write_rpc_request(options.request),
                                                   std::chrono::seconds(options.timeout_s));
  if (!reply) return fail(reply.error());
  boost::system::error_code fault;
  const auto value = json::parse(*reply, fault);
  if (fault || !value.is_object()) return fail({.message = "the answer is not JSON-RPC", .place = options.to});
  const auto& object = value.as_object();
  if (options.json) print(*reply + "\n");
  if (const auto* error = object.if_contains("error")) {
    const auto* record = error->if_object();
    const auto* message = record ? record->if_contains("message") : nullptr;
    complain(fmt::format("{}: {}", rpc_name(options.request.command), value_text(message ? *message : *error)));
    return exit_check_failed;
  }
  const auto* result = object.if_contains("result");
  if (!result) return fail({.message = "the answer has neither result nor error", .place = options.to});
  return options.json ? exit_passed : print_result(*result);
}

void add_command(CLI::App& verb, const std::shared_ptr<ControlOptions>& options, ControlCommand command,
                 const std::string& help, int& exit_code) {
  const std::string name(rpc_name(command).substr(std::string_view("rtpengine.").size()));
  CLI::App* sub = verb.add_subcommand(name, help);
  if (command == ControlCommand::show || command == ControlCommand::enable || command == ControlCommand::ping) {
    auto* url = sub->add_option("URL", options->request.url, "A node's URL as configured, or all");
    if (command != ControlCommand::show) url->required();
  }
  if (command == ControlCommand::enable)
    sub->add_option("FLAG", options->request.flag, "0: disable for good; 1: ping, and enable when it answers")
        ->required();
  sub->callback([options, command, &exit_code] {
    options->request.command = command;
    exit_code = ask(*options);
  });
}

}  // namespace

void add_control(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ControlOptions>();
  CLI::App* verb = app.add_subcommand("control", "Send an RPC command to a running client");
  verb->footer(examples({"rtpe-lab run cluster.toml --clock real --control unix:/tmp/lab.sock &",
                         "rtpe-lab control --to unix:/tmp/lab.sock show",
                         "rtpe-lab control --to unix:/tmp/lab.sock enable udp:127.0.0.1:2223 0"}));
  verb->require_subcommand(1);
  verb->fallthrough();
  verb->add_option("--to", options->to, "Control socket: unix:PATH (a run's --control, or Kamailio's jsonrpcs)")
      ->required();
  verb->add_option("--timeout", options->timeout_s, "Seconds to wait for the answer")->check(CLI::Range(1U, 86400U));
  verb->add_flag("--json", options->json, "The JSON-RPC answer as it came");
  add_command(*verb, options, ControlCommand::show, "Nodes with their state", exit_code);
  add_command(*verb, options, ControlCommand::enable, "Enable or disable a node", exit_code);
  add_command(*verb, options, ControlCommand::ping, "Ping a node", exit_code);
  add_command(*verb, options, ControlCommand::reload, "Read the nodes from the database again", exit_code);
  add_command(*verb, options, ControlCommand::get_hash_total, "Number of entries in the call table", exit_code);
}

}  // namespace rtpe::cli
