// [[engine]]: an RTPEngine, its control address and the daemon's own options.
#include <fmt/format.h>

#include "mock_engine/options.hpp"
#include "mock_engine/program/rule_reader.hpp"
#include "scenarios/model/control_address.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

void read_listen(TableReader& table, Engine& engine) {
  const auto listen = table.text("listen");
  if (!listen) return;
  engine.listen = *listen;
  const auto address = parse_control_address(*listen);
  if (!address)
    return table.error_at_value(
        "listen",
        fmt::format(
            "listen of [[engine]]: \"{}\" is no control address, as \"udp:10.0.0.1:2223\"; also udp6:, tcp:, ws: "
            "and unix:/PATH",
            shown(*listen)));
  engine.scheme = address->scheme;
  engine.host = address->host;
  engine.port = address->port;
}

void read_address(TableReader& table, Engine& engine) {
  const auto address = table.text("address");
  if (!address) return;
  if (const auto there = external_address(*address); there)
    engine.address = *address;
  else
    table.error_at_value("address", "address of [[engine]]: " + shown(there.error().text()));
}

/// `program`, whose file read_scenario() reads, or [[engine.rule]].
void read_rules(TableReader& table, Engine& engine) {
  engine.program = table.text("program").value_or("");
  engine.rules = mock::read_rules(table, "engine.rule");
  if (table.has("rule") && !engine.program.empty())
    table.error_at_value("program", "rules of [[engine]] stand in a file or in [[engine.rule]], not in both");
}

}  // namespace

void read_engine(TableReader& table, Engine& engine) {
  table.require("name");
  table.require("listen", "the control address, as \"udp:10.0.0.1:2223\"");
  engine.config.name = mock::read_engine_name(table).value_or("");
  read_listen(table, engine);
  read_address(table, engine);
  if (!engine.host.empty() && engine.scheme != Scheme::unix_stream)
    engine.config.interfaces.front().address = engine.host;
  mock::read_daemon_options(table, engine.config);
  engine.service_time = table.duration_range("service_time").value_or(engine.service_time);
  read_rules(table, engine);
  table.finish();
}

}  // namespace rtpe::scenario
