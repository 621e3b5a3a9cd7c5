#include "scenarios/proxy/kamailio_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "client/route/quoted.hpp"
#include "scenarios/proxy/kamailio_routes.hpp"
#include "scenarios/proxy/own_configuration.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array kamailio_modules{"jsonrpcs", "kex",    "tm",      "tmx",      "sl",       "rr",
                                      "pv",       "maxfwd", "textops", "textopsx", "siputils", "nathelper",
                                      "sdpops",   "sanity", "xlog",    "ipops"};

std::unexpected<Error> cannot_play(std::string message, std::string remedy = {}) {
  return std::unexpected(
      Error{.message = std::move(message), .place = "--client kamailio", .remedy = std::move(remedy)});
}

bool is_udp(const PartyFacts& caller, const PartyFacts& callee) {
  return caller.transport == SipTransport::udp && callee.transport == SipTransport::udp;
}

Expected<void> check_playable(const Scenario& scenario, const Client& client, const Proxy& proxy) {
  const auto over_udp = [](const auto& calls) { return is_udp(calls.caller, calls.callee); };
  if (!std::ranges::all_of(scenario.traffic, over_udp) || !std::ranges::all_of(scenario.calls, over_udp))
    return cannot_play("its phones speak UDP, those of the scenario another transport", "use --client builtin");
  if (client.parameters.enable_dmq != 0)
    return cannot_play("the replication of its call table (enable_dmq) cannot be played", "use --client builtin");
  if (proxy.registry.node_count() > KamailioAddresses::most_nodes)
    return cannot_play(fmt::format("more than {} nodes", KamailioAddresses::most_nodes));
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes)
      if (node->scheme != Scheme::udp && node->scheme != Scheme::udp6)
        return cannot_play(fmt::format("{} nodes cannot be played", to_string(node->scheme)), "UDP can");
  return {};
}

std::string parameters(const Parameters& parameters) {
  std::string out;
  for (const std::string_view name : Parameters::names()) {
    if (name == "rtpengine_sock" || name == "server_id" || name == "db_url" || !parameters.given.contains(name))
      continue;
    const auto value = parameters.value(name);
    const auto* const text = std::get_if<std::string>(&value);
    out += fmt::format("modparam(\"rtpengine\", \"{}\", {})\n", name,
                       text != nullptr ? route::quoted(*text) : std::to_string(std::get<std::int64_t>(value)));
  }
  return out;
}

/// Names of $sht(NAME=>...).
std::string hash_tables(const std::string& routes) {
  std::vector<std::string> names;
  constexpr std::string_view lead = "$sht(";
  for (auto at = routes.find(lead); at != std::string::npos; at = routes.find(lead, at + 1)) {
    const auto begin = at + lead.size(), end = routes.find("=>", begin);
    if (end == std::string::npos) break;
    std::string name = routes.substr(begin, end - begin);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  if (names.empty()) return {};
  std::string out = "loadmodule \"htable.so\"\n";
  for (const std::string& name : names) out += fmt::format("modparam(\"htable\", \"htable\", \"{}=>size=8;\")\n", name);
  return out;
}

}  // namespace

namespace kamailio {

std::string own_address(const Client& client, const KamailioAddresses& addresses) {
  return fmt::format("children={}\nserver_id={}\nlisten=udp:{}:{}\n", client.workers, client.parameters.server_id,
                     addresses.proxy(), KamailioAddresses::sip_port);
}

std::string rpc_settings(const KamailioAddresses& addresses) {
  return fmt::format(
      "modparam(\"jsonrpcs\", \"transport\", 4)\nmodparam(\"jsonrpcs\", \"dgram_socket\", \"udp:{}:{}\")\n",
      addresses.proxy(), KamailioAddresses::rpc_port);
}

std::string node_settings(const Proxy& proxy, const KamailioAddresses& addresses) {
  std::string out;
  for (const NodeSet& set : proxy.registry.sets()) {
    std::string nodes;
    for (const auto& node : set.nodes) nodes += fmt::format(" {}={}", addresses.node_url(node->index), node->weight);
    out += fmt::format("modparam(\"rtpengine\", \"rtpengine_sock\", \"{} =={}\")\n", set.id, nodes);
  }
  return out;
}

}  // namespace kamailio

Expected<KamailioConfig> kamailio_config(const Scenario& scenario, const Client& client, const Proxy& proxy,
                                         const KamailioAddresses& addresses, const KamailioConfigChoices& choices) {
  if (auto playable = check_playable(scenario, client, proxy); !playable) return std::unexpected(playable.error());
  if (choices.modules == installed_modules && client.personality != installed_personality)
    return cannot_play(fmt::format("Debian's Kamailio is 5.6, the scenario's is {}", client.personality),
                       "play it with --client builtin");
  if (choices.own != nullptr)
    return adapted_configuration(*choices.own, scenario, client, proxy, addresses, choices.modules);
  auto routes = scenario.routes.empty() ? kamailio::routes_of_rules(scenario, client.release())
                                        : kamailio::routes_of_blocks(scenario, client.release(), addresses);
  if (!routes) return std::unexpected(routes.error());
  std::string out = fmt::format("{}mpath=\"{}\"\n", kamailio::core_settings, choices.modules);
  out += "disable_tcp=yes\nserver_signature=no\n" + kamailio::own_address(client, addresses);
  for (const char* module : kamailio_modules) out += fmt::format("loadmodule \"{}.so\"\n", module);
  const bool dialogs =
      routes->text.contains("$dlg_var") || routes->text.contains("dlg_") || routes->text.contains("is_known_dlg");
  if (dialogs) out += "loadmodule \"dialog.so\"\nmodparam(\"dialog\", \"dlg_match_mode\", 1)\n";
  out += hash_tables(routes->text);
  if (client.parameters.hash_algo == 1) out += "loadmodule \"crypto.so\"\n";
  out += "loadmodule \"rtpengine.so\"\n" + kamailio::rpc_settings(addresses);
  if (client.parameters.db_url.empty())
    out += kamailio::node_settings(proxy, addresses);
  else
    out += fmt::format("loadmodule \"db_sqlite.so\"\nmodparam(\"rtpengine\", \"db_url\", \"sqlite:///{}\")\n",
                       choices.database);
  out += parameters(client.parameters) + routes->text;
  return KamailioConfig{.text = std::move(out), .statements = std::move(routes->statements)};
}

}  // namespace rtpe::scenario
