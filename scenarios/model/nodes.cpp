// The nodes of rtpengine_sock against the engines of the file.
#include <fmt/format.h>

#include <deque>

#include "client/database/node_rows.hpp"
#include "client/script/call.hpp"
#include "client/sets/registry.hpp"
#include "scenarios/model/control_address.hpp"
#include "scenarios/model/node_row.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::uint32_t most_nodes = 1000;

bool listens_at(const Engine& engine, const Node& node) {
  return control_address_of(node) == ControlAddress{.scheme = engine.scheme, .host = engine.host, .port = engine.port};
}

/// Where the node's URL stands; its set's first line when it is not to be found.
Place place_of_node(const Node& node, const std::vector<PlacedText>& socks, const Problems& problems) {
  for (const PlacedText& sock : socks)
    if (const auto at = sock.text.find(node.url); at != std::string::npos)
      return problems.inside(sock.place, sock.text, at);
  return socks.empty() ? Place{} : socks.front().place;
}

/// The sets of one proxy's lines, as Kamailio makes them.
Registry registry_of(const std::vector<PlacedText>& socks, const SockOptions& options, Problems& problems) {
  Registry registry;
  for (const PlacedText& sock : socks) {
    std::vector<SockWarning> doubtful;
    if (auto added = registry.add_sock(sock.text, options, doubtful); !added)
      problems.error(sock.place, fmt::format("Kamailio would not start: {}", shown(added.error().message)));
    for (const SockWarning& warning : doubtful)
      problems.warn(problems.inside(sock.place, sock.text, warning.offset), std::string(shown(warning.message)));
  }
  return registry;
}

void judge_node(const ScenarioFile& scenario, const Node& node, Place place, Problems& problems) {
  if (!control_address_of(node))
    return problems.error(place, fmt::format("{} cannot be played: a numeric address is needed", shown(node.url)));
  if (std::ranges::none_of(scenario.engines, [&](const Engine& engine) { return listens_at(engine, node); }))
    problems.warn(place, fmt::format("no [[engine]] listens on node {}; it will never answer", shown(node.url)));
}

void judge_engine_use(const ScenarioFile& scenario, const std::vector<const Registry*>& registries,
                      Problems& problems) {
  for (std::size_t index = 0; index < scenario.engines.size(); ++index) {
    const Engine& engine = scenario.engines[index];
    bool used = false;
    for (const Registry* registry : registries)
      for (const NodeSet& set : registry->sets())
        for (const auto& node : set.nodes) used = used || listens_at(engine, *node);
    if (!used && !engine.host.empty())
      problems.warn(scenario.places.engines[index],
                    fmt::format("no node leads to engine \"{}\" ({})", engine.config.name, shown(engine.listen)));
  }
}

/// False: there are no rows to judge.
bool fill_from_database(Client& client, Proxy& proxy, const ReadNodeRows& read_rows, Place place, Problems& problems) {
  if (client.has_own_rows) {
    database::apply_node_rows(client.rows, proxy, Time{});
    return true;
  }
  if (!read_rows) {
    problems.error(place, "db_url: databases are not read here", ErrorKind::missing);
    return false;
  }
  auto rows = read_rows(client.parameters);
  if (!rows) {
    problems.error(place, shown(rows.error().text()), rows.error().kind);
    return false;
  }
  if (rows->size() > most_nodes) {
    problems.error(place, fmt::format("more than {} nodes", most_nodes), ErrorKind::limit);
    return false;
  }
  client.rows = std::move(*rows);
  proxy.warnings.clear();
  database::apply_node_rows(client.rows, proxy, Time{});
  for (const std::string& warning : proxy.warnings) problems.warn(place, shown(warning));
  return true;
}

void judge_rows(const ScenarioFile& scenario, const Proxy& proxy, Place place, Problems& problems) {
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes) judge_node(scenario, *node, place, problems);
  for (std::size_t index = 0; index < scenario.routing.size(); ++index)
    for (const std::string& line : scenario.routing[index].lines)
      if (const auto statement = script::parse_statement(line, *proxy.personality); statement)
        if (auto fit = script::check_statement(*statement, proxy.registry); !fit)
          problems.error(scenario.places.routing[index], shown(fit.error().text()));
  if (scenario.routes.script.empty()) return;
  const auto compiled = route_program(scenario.routes, *proxy.personality);
  if (!compiled.program) return;  // reported elsewhere
  for (const script::Statement& statement : compiled.program->statements)
    if (auto fit = script::check_statement(statement, proxy.registry); !fit)
      problems.error(scenario.places.routing.front(), shown(fit.error().text()));
}

/// Rows that faults write into the table; `proxy` has their nodes then, too.
void judge_later_rows(const ScenarioFile& scenario, const Client& client, Proxy& proxy, Problems& problems) {
  const std::uint32_t there = proxy.registry.node_count();
  load_nodes(scenario, client, proxy, Time{});
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes) {
      if (node->index < there) continue;
      for (std::size_t index = 0; index < scenario.faults.size(); ++index)
        if (const auto row = row_set_by(scenario.faults[index]); row && row->url == node->url) {
          judge_node(scenario, *node, scenario.places.faults[index], problems);
          break;
        }
    }
}

}  // namespace

void judge_nodes(const ScenarioFile& scenario, const Reading& reading, Problems& problems) {
  std::deque<Registry> registries;
  std::vector<const Registry*> all;
  for (std::size_t index = 0; index < scenario.proxies.size(); ++index) {
    const Parameters& parameters = scenario.proxies[index].parameters;
    if (!parameters.db_url.empty()) continue;
    const std::vector<PlacedText>& socks = reading.socks[index];
    const Place place = scenario.places.proxies[index];
    const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                              .websocket_api = parameters.wsapi == "lwsc",
                              .accept_tcp = scenario.speaks_tcp()};
    const Registry& registry = registries.emplace_back(registry_of(socks, options, problems));
    all.push_back(&registry);
    if (registry.node_count() > most_nodes)
      problems.error(place, fmt::format("more than {} nodes", most_nodes), ErrorKind::limit);
    if (registry.node_count() > most_nodes || socks.empty() || problems.any_errors()) return;
    if (registry.find_set(options.setid_default) == nullptr)
      problems.warn(place,
                    fmt::format("set {} (setid_default) has no node; only routes with set_rtpengine_set can work",
                                options.setid_default));
    for (const NodeSet& set : registry.sets())
      for (const auto& node : set.nodes) judge_node(scenario, *node, place_of_node(*node, socks, problems), problems);
  }
  if (!has_database_nodes(scenario)) judge_engine_use(scenario, all, problems);
}

bool has_database_nodes(const Scenario& scenario) {
  return std::ranges::any_of(scenario.proxies, [](const Client& proxy) { return !proxy.parameters.db_url.empty(); });
}

void read_database_nodes(ScenarioFile& scenario, const ReadNodeRows& read_rows, Problems& problems) {
  std::deque<Proxy> proxies;
  std::vector<const Registry*> all;
  for (std::size_t index = 0; index < scenario.proxies.size(); ++index) {
    Client& client = scenario.proxies[index];
    const Place place = scenario.places.proxies[index];
    auto configured = Proxy::configure(client.parameters, client.release(),
                                       scenario.speaks_tcp() ? TcpNodes::accepted : TcpNodes::refused);
    if (!configured) return problems.error(place, shown(configured.error().text()));
    Proxy& proxy = proxies.emplace_back(std::move(*configured));
    all.push_back(&proxy.registry);
    if (!client.parameters.db_url.empty() && !fill_from_database(client, proxy, read_rows, place, problems)) return;
    if (client.parameters.db_url.empty()) continue;
    judge_rows(scenario, proxy, place, problems);
    judge_later_rows(scenario, client, proxy, problems);
  }
  judge_engine_use(scenario, all, problems);
}

}  // namespace rtpe::scenario
