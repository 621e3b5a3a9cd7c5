// [client] and [[proxy]]: Kamailio's modparams by their own names, and the proxy's workers. What a [[proxy]] does not
// say it takes from [client].
#include <fmt/format.h>

#include "mock_engine/options.hpp"
#include "scenarios/model/control_address.hpp"
#include "scenarios/model/node_row.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::int64_t most_workers = 1024;
constexpr std::size_t most_proxies = 100, most_rows = 1000;

void set_parameter(TableReader& table, Parameters& parameters, const Personality& personality, std::string_view name,
                   const Value& value) {
  Expected<void> done;
  if (const auto* number = value.integer())
    done = parameters.set(name, *number);
  else if (const auto* text = value.text())
    done = parameters.set(name, *text);
  else
    done = std::unexpected(
        Error{.message = fmt::format("a modparam is a string or a whole number, not {}", type_name(value))});
  if (done) done = Parameters::check_name(name, personality);
  if (!done) table.error_at_value(name, fmt::format("{}: {}", name, shown(done.error().message)));
}

void read_personality(TableReader& table, Client& client) {
  std::vector<std::string_view> names;
  for (const Personality& known : personalities()) names.push_back(known.name);
  if (const auto index = table.word("personality", names)) client.personality = personalities()[*index].name;
}

/// The nodes of this table instead of those of the table before.
void read_nodes(TableReader& table, Parameters& parameters, std::vector<PlacedText>& socks) {
  if (table.has("db_url") || table.has("db_rows")) socks.clear(), parameters.rtpengine_sock.clear();
  if (table.find("rtpengine_sock") == nullptr) return;
  parameters.db_url.clear();
  socks = table.texts("rtpengine_sock");
  parameters.rtpengine_sock.clear();
  for (const PlacedText& sock : socks)
    if (auto done = parameters.set("rtpengine_sock", sock.text); !done)
      table.problems().error(sock.place, fmt::format("rtpengine_sock: {}", done.error().message));
  const bool names_none = std::ranges::all_of(
      socks, [](const PlacedText& sock) { return sock.text.find_first_not_of(" \t\r\n") == std::string::npos; });
  const Array* array = table.find("rtpengine_sock")->array();
  if (names_none && (!socks.empty() || (array != nullptr && array->elements.empty())))
    table.error_at_value("rtpengine_sock",
                         fmt::format("rtpengine_sock of {} names no node, as \"udp:10.0.0.1:2223\"", table.name()));
}

/// The table of db_url, written in the scenario.
void read_rows(TableReader& table, Client& client) {
  if (table.has("db_url") || table.has("rtpengine_sock")) client.has_own_rows = false;
  if (!table.has("db_rows")) return;
  client.has_own_rows = true;
  client.rows.clear();
  for (const Table* row : table.tables("db_rows", most_rows, "client.db_rows")) {
    TableReader reader(*row, "db_rows of " + table.name(), table.problems());
    client.rows.push_back(read_node_row(reader));
    reader.finish();
  }
  if (table.has("db_url")) table.refuse("db_url", "db_rows is that database's table");
  client.parameters.db_url = rows_of_scenario;
}

/// Everything but `name`, on top of what `client` says already.
void read_settings(TableReader& table, Client& client, std::vector<PlacedText>& socks) {
  static_cast<void>(table.find("personality"));  // read before: the defaults depend on it
  if (const auto workers = table.integer("workers", 1, most_workers))
    client.workers = static_cast<std::uint32_t>(*workers);
  if (const auto address = table.text("address")) {
    client.address = *address;
    if (const auto there = external_address(*address); !there)
      table.error_at_value("address", fmt::format("address of {}: {}", table.name(), shown(there.error().text())));
  }
  if (table.has("phones")) client.phones.clear();
  for (PlacedText& phone : table.texts("phones")) {
    if (const auto there = external_address(phone.text); !there)
      table.problems().error(phone.place, fmt::format("phones of {}: {}", table.name(), shown(there.error().text())));
    client.phones.push_back(std::move(phone.text));
  }
  if (!client.phones.empty() && client.phones.size() != 2)
    table.error_at_value("phones",
                         fmt::format("phones of {} are two: the caller's address and the callee's", table.name()));
  read_nodes(table, client.parameters, socks);
  read_rows(table, client);
  if ((table.has("db_url") || table.has("db_rows")) && table.has("rtpengine_sock"))
    table.problems().warn(table.place_of_value("rtpengine_sock"),
                          fmt::format("rtpengine_sock is not read beside {}: the nodes come from the database",
                                      table.has("db_url") ? "db_url" : "db_rows"));
  for (const std::string_view name : Parameters::names()) {
    if (name == "rtpengine_sock") continue;
    if (const Value* value = table.find(name)) set_parameter(table, client.parameters, client.release(), name, *value);
  }
  for (const auto& [name, message] : client.parameters.warnings())
    if (table.has(name) && name != "enable_dmq")  // peers are other proxies of the file
      table.problems().warn(table.place_of_value(name), fmt::format("{} {}", name, shown(message)));
  table.finish();
}

/// `own` is null for the short form.
Client read_proxy(const Table* shared, const Table* own, std::vector<PlacedText>& socks, Problems& problems) {
  Client client;
  if (shared != nullptr) {
    TableReader reader(*shared, "[client]", problems);
    read_personality(reader, client);
  }
  std::optional<TableReader> reader;
  if (own != nullptr) {
    reader.emplace(*own, "[[proxy]]", problems);
    reader->require("name");
    client.name = mock::read_engine_name(*reader).value_or("");
    read_personality(*reader, client);
  }
  client.parameters = Parameters::defaults_of(client.release());
  if (shared != nullptr) {
    TableReader base(*shared, "[client]", problems);
    read_settings(base, client, socks);
  }
  if (reader) read_settings(*reader, client, socks);
  const auto names_nodes = [](const Table* table) {
    return table != nullptr &&
           (table->contains("rtpengine_sock") || table->contains("db_url") || table->contains("db_rows"));
  };
  if (!names_nodes(shared) && !names_nodes(own)) {
    TableReader last(own != nullptr ? *own : *shared, own != nullptr ? "[[proxy]]" : "[client]", problems);
    last.require("rtpengine_sock", "the nodes, as in a kamailio.cfg");
  }
  return client;
}

}  // namespace

void read_proxies(TableReader& root, ScenarioFile& scenario, Reading& reading) {
  const Value* value = root.find("client");
  const Table* shared = value == nullptr ? nullptr : value->table();
  if (value != nullptr && shared == nullptr)
    root.problems().error(value->place,
                          fmt::format("\"client\" must be a table, written [client], not {}", type_name(*value)));
  const auto proxies = root.tables("proxy", most_proxies);
  const auto add = [&](const Table* own) {
    scenario.proxies.push_back(read_proxy(shared, own, reading.socks.emplace_back(), root.problems()));
    scenario.places.proxies.push_back(own == nullptr ? shared->place : own->place);
  };
  for (const Table* own : proxies) add(own);
  if (proxies.empty() && shared != nullptr) add(nullptr);
  if (!root.has("client") && !root.has("proxy"))
    root.problems().error(root.place(), "the file has no [client]: the proxy and its nodes");
}

}  // namespace rtpe::scenario
