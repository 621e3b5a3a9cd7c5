// [[engine]]: an RTPEngine, its control address and the daemon's own options.
#include <fmt/format.h>

#include <array>

#include "mock_engine/program/rule_reader.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t longest_name = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

void read_listen(TableReader& table, Engine& engine) {
  const auto listen = table.text("listen");
  if (!listen) return;
  engine.listen = *listen;
  std::string_view address = *listen;
  if (address.starts_with("udp:"))
    address.remove_prefix(4);
  else if (address.starts_with("udp6:"))
    address.remove_prefix(5);
  else
    return table.error_at_value(
        "listen", fmt::format("listen of [[engine]]: \"{}\" needs udp: or udp6: in front, as \"udp:10.0.0.1:2223\"",
                              shown(*listen)));
  const auto endpoint = parse_endpoint(address);
  if (!endpoint || endpoint->port == 0 || address.find_first_of(" =\t") != std::string_view::npos)
    return table.error_at_value(
        "listen",
        fmt::format("listen of [[engine]]: \"{}\" is no address and port, as \"udp:10.0.0.1:2223\"", shown(*listen)));
  engine.host = endpoint->host;
  engine.port = endpoint->port;
}

void read_daemon_options(TableReader& table, mock::EngineConfig& config) {
  constexpr std::int64_t long_time_s = 366 * 86400;
  if (const auto n = table.integer("port-min", 1, 65534)) config.port_min = static_cast<std::uint16_t>(*n);
  if (const auto n = table.integer("port-max", 1, 65535)) config.port_max = static_cast<std::uint16_t>(*n);
  if (config.port_min >= config.port_max)
    table.problems().error(table.place_of_value(table.table().contains("port-max") ? "port-max" : "port-min"),
                           fmt::format("port-min {} is not below port-max {}", config.port_min, config.port_max));
  config.max_sessions = table.integer("max-sessions", -1, 10'000'000).value_or(config.max_sessions);
  config.delete_delay_s = table.integer("delete-delay", 0, long_time_s).value_or(config.delete_delay_s);
  config.timeout_s = table.integer("timeout", 1, long_time_s).value_or(config.timeout_s);
  config.silent_timeout_s = table.integer("silent-timeout", 1, long_time_s).value_or(config.silent_timeout_s);
  config.offer_timeout_s = table.integer("offer-timeout", 1, long_time_s).value_or(config.offer_timeout_s);
  config.final_timeout_s = table.integer("final-timeout", 0, long_time_s).value_or(config.final_timeout_s);
  config.reject_invalid_sdp = table.truth("reject-invalid-sdp").value_or(config.reject_invalid_sdp);
}

/// Media addresses; the control address unless the file says others.
void read_interfaces(TableReader& table, Engine& engine) {
  if (!engine.host.empty()) engine.config.interfaces.front().address = engine.host;
  const std::vector<PlacedText> given = table.texts("interface");
  if (!given.empty()) engine.config.interfaces.clear();
  for (const PlacedText& text : given) {
    auto parsed = mock::parse_interface(text.text);
    if (parsed)
      engine.config.interfaces.push_back(std::move(*parsed));
    else
      table.problems().error(text.place,
                             fmt::format("interface of [[engine]]: \"{}\" is no [NAME/]ADDRESS[!ADVERTISED], as "
                                         "\"internal/10.0.0.1!203.0.113.1\"",
                                         shown(text.text)));
  }
}

/// `program`, whose file read_scenario() reads, or [[engine.rule]].
void read_rules(TableReader& table, Engine& engine) {
  engine.program = table.text("program").value_or("");
  engine.program_place = table.place_of_value("program");
  const toml::node* rules = table.find("rule");
  if (rules == nullptr) return;
  if (!engine.program.empty())
    return table.error_at_value("program", "rules of [[engine]] stand in a file or in [[engine.rule]], not in both");
  const toml::array* list = rules->as_array();
  if (list == nullptr || !list->is_array_of_tables())
    return table.error_at_value("rule", "there may be several: write [[engine.rule]], not [engine.rule]");
  std::vector<const toml::table*> tables;
  for (const toml::node& element : *list) tables.push_back(element.as_table());
  mock::TomlSource source("", "");
  engine.rules = mock::read_rules(tables, source);
  if (source.failed())
    table.problems().error({source.position().line, source.position().column}, source.error()->message);
}

}  // namespace

void read_engine(TableReader& table, Engine& engine) {
  engine.place = table.place();
  table.require("name");
  table.require("listen", "the control address, as \"udp:10.0.0.1:2223\"");
  engine.config.name.clear();
  if (const auto name = table.text("name")) {
    if (is_name(*name))
      engine.config.name = *name;
    else
      table.error_at_value("name", fmt::format("\"{}\" is no name: up to {} letters, digits, '-', '_' and '.'",
                                               shown(*name), longest_name));
  }
  read_listen(table, engine);
  read_interfaces(table, engine);
  read_daemon_options(table, engine.config);
  engine.service_time = table.duration_range("service_time").value_or(engine.service_time);
  read_rules(table, engine);
  table.finish();
}

}  // namespace rtpe::scenario
