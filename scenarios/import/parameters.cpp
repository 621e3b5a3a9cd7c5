// Modparams of a configuration: [client], and an [[engine]] for every node.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "client/route/walk.hpp"
#include "client/sets/registry.hpp"
#include "scenarios/import/parts.hpp"
#include "scenarios/model/control_address.hpp"

namespace rtpe::scenario::import_cfg {
namespace {

constexpr std::uint32_t most_imported_workers = 1024;

/// modparam("tm|rtpengine", ...).
bool is_about_rtpengine(std::string_view modules) {
  while (!modules.empty()) {
    const std::string_view one = modules.substr(0, modules.find('|'));
    if (one == "rtpengine" || one == "rtpengine.so" || one == "^rtpengine$") return true;
    modules.remove_prefix(std::min(modules.size(), one.size() + 1));
  }
  return false;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void import_core(Work& work) {
  Client& proxy = work.scenario.proxies.front();
  for (const route::Setting& setting : work.configuration.core) {
    const auto number = whole_number(setting.value);
    if (!number) continue;
    if (setting.name == "children" && *number >= 1)
      proxy.workers = static_cast<std::uint32_t>(std::min<std::int64_t>(*number, most_imported_workers));
    if (setting.name == "server_id") (void)proxy.parameters.set("server_id", *number);
  }
}

void import_modparams(Work& work) {
  Client& proxy = work.scenario.proxies.front();
  for (const route::ModuleParameter& given : work.configuration.parameters) {
    if (!is_about_rtpengine(given.modules)) continue;
    std::variant<std::int64_t, std::string> value = given.value;
    if (given.is_integer) value = whole_number(given.value).value_or(0);
    auto known = Parameters::check_name(given.name, work.release());
    if (known) known = proxy.parameters.set(given.name, value);
    if (!known)
      work.note(ImportNote::Kind::left_out, work.place(given.position),
                fmt::format("modparam {}: {}", given.name, known.error().message));
  }
}

/// Sets that routes choose by their number.
std::set<std::uint32_t> chosen_sets(const Work& work) {
  std::set<std::uint32_t> out;
  for (const route::Block& block : work.configuration.blocks)
    each_expression_of(block, [&](const route::Expression& expression) {
      if (expression.kind != route::ExpressionKind::call || expression.text != "set_rtpengine_set") return;
      for (const route::Expression& set : expression.operands)
        if (const auto number = whole_number(set.text); number && *number >= 0 && *number <= 0xFFFF)
          out.insert(static_cast<std::uint32_t>(*number));
    });
  return out;
}

/// The rows of a database are not in the file: a node for every set that the routes name.
void stand_in_for_database(Work& work) {
  Parameters& parameters = work.scenario.proxies.front().parameters;
  auto sets = chosen_sets(work);
  sets.insert(static_cast<std::uint32_t>(parameters.setid_default));
  std::uint32_t host = 0;
  std::string text;
  for (const std::uint32_t set : sets) {
    const std::string node = fmt::format("udp:10.0.0.{}:2223", ++host);
    parameters.rtpengine_sock.push_back(fmt::format("{} == {}", set, node));
    text += fmt::format("{}{} in set {}", text.empty() ? "" : ", ", node, set);
  }
  work.note(ImportNote::Kind::assumed, {}, fmt::format("the nodes of the database {}: {}", parameters.db_url, text));
  parameters.db_url.clear();
  parameters.given.erase("db_url");
}

/// Hosts by name get an address.
void give_addresses(Work& work) {
  Parameters& parameters = work.scenario.proxies.front().parameters;
  Registry nodes;
  std::vector<SockWarning> warnings;
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                            .websocket_api = parameters.wsapi == "lwsc"};
  for (std::string& sock : parameters.rtpengine_sock) {
    Registry alone;
    if (!alone.add_sock(sock, options, warnings)) continue;
    std::uint32_t host = 100;
    for (const NodeSet& set : alone.sets())
      for (const auto& node : set.nodes) {
        const auto known = control_address_of(*node);
        const bool is_number =
            known && (known->host.contains(':') || known->host.find_first_not_of("0123456789.") == std::string::npos);
        if (is_number && node->scheme != Scheme::unix_stream) continue;
        const std::string address =
            fmt::format("udp:10.0.0.{}:{}", ++host, known && known->port > 0 ? known->port : 2223);
        const auto at = sock.find(node->url);
        if (at == std::string::npos) continue;
        sock.replace(at, node->url.size(), address);
        work.note(ImportNote::Kind::assumed, {}, fmt::format("the node {} is {}", node->url, address));
      }
  }
}

void add_engines(Work& work) {
  const Parameters& parameters = work.scenario.proxies.front().parameters;
  Registry nodes;
  std::vector<SockWarning> warnings;
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                            .websocket_api = parameters.wsapi == "lwsc"};
  for (const std::string& sock : parameters.rtpengine_sock) (void)nodes.add_sock(sock, options, warnings);
  for (const SockWarning& warning : warnings) work.note(ImportNote::Kind::left_out, {}, warning.message);
  std::vector<ControlAddress> known;
  for (const NodeSet& set : nodes.sets())
    for (const auto& node : set.nodes) {
      const auto address = control_address_of(*node);
      if (!address || std::ranges::find(known, *address) != known.end()) continue;
      known.push_back(*address);
      Engine engine;
      engine.config.name = fmt::format("engine-{}", known.size());
      engine.scheme = address->scheme;
      engine.host = address->host;
      engine.port = address->port;
      const bool six = address->host.contains(':');
      engine.listen = fmt::format("{}:{}{}{}:{}", to_string(address->scheme), six ? "[" : "", address->host,
                                  six ? "]" : "", address->port);
      if (!engine.config.interfaces.empty()) engine.config.interfaces.front().address = address->host;
      work.scenario.engines.push_back(std::move(engine));
    }
}

}  // namespace

void import_parameters(Work& work) {
  import_core(work);
  import_modparams(work);
  Parameters& parameters = work.scenario.proxies.front().parameters;
  if (!parameters.db_url.empty()) {
    stand_in_for_database(work);
  } else if (parameters.rtpengine_sock.empty()) {
    parameters.rtpengine_sock.emplace_back("udp:10.0.0.1:2223");
    work.note(ImportNote::Kind::assumed, {}, "there is no rtpengine_sock: the node is udp:10.0.0.1:2223");
  }
  give_addresses(work);
  add_engines(work);
}

}  // namespace rtpe::scenario::import_cfg
