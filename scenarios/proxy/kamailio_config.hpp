// The kamailio.cfg of a scenario: modparams, nodes, routes, and what tells the lab which function runs where.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/operation/proxy.hpp"
#include "client/route/syntax.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/proxy/sip_phones.hpp"

namespace rtpe::scenario {

/// Loopback addresses of one Kamailio, of the phones of its calls and of its nodes.
struct KamailioAddresses {
  std::string prefix;  ///< "127.50.7."
  static constexpr std::uint16_t sip_port = 5060, rpc_port = 5061, node_port = 2223;
  static constexpr std::uint32_t first_node = 10, most_nodes = 170;
  [[nodiscard]] std::string proxy() const { return prefix + "1"; }
  [[nodiscard]] std::string caller() const { return prefix + "2"; }
  [[nodiscard]] std::string callee() const { return prefix + "3"; }
  [[nodiscard]] PhoneAddresses phones() const {
    return {.caller = {.host = caller(), .port = sip_port}, .callee = {.host = callee(), .port = sip_port}};
  }
  /// By Node::index: two sets with the same URL are two addresses here.
  [[nodiscard]] std::string node(std::uint32_t index) const { return prefix + std::to_string(first_node + index); }
  [[nodiscard]] std::string node_url(std::uint32_t index) const {
    return "udp:" + node(index) + ":" + std::to_string(node_port);
  }
};

/// A statement of the routes that calls the module: `rtpe-lab S NUMBER CALL-ID` and `rtpe-lab E NUMBER CODE` in the log
/// stand around it.
struct WatchedStatement {
  std::string function;
  std::string text;
};

/// Lines in Kamailio's log that the lab reads: `Q METHOD CSEQ SOURCE CALL-ID` for a request that a worker took,
/// `R STATUS METHOD CSEQ SOURCE CALL-ID` for a reply, `S` and `E`.
inline constexpr std::string_view kamailio_mark = "rtpe-lab ";

/// Of the Kamailio that is installed.
inline constexpr std::string_view installed_modules = "/usr/lib/x86_64-linux-gnu/kamailio/modules/";
inline constexpr std::string_view installed_personality = "kamailio-5.6";

struct KamailioConfigChoices {
  const route::Configuration* own = nullptr;             ///< that somebody runs, instead of the scenario's routes
  std::string modules = std::string(installed_modules);  ///< where they are, with the final slash
  std::string database = {};                             ///< file of the nodes' table, where they come from one
};

struct KamailioConfig {
  std::string text;
  std::vector<WatchedStatement> statements;  ///< by number
};

/// `client` is one of the scenario's proxies and `proxy` its nodes, as configured. Error: what Debian's Kamailio cannot
/// play: nodes that are not UDP, too many, another release than that of the modules.
[[nodiscard]] Expected<KamailioConfig> kamailio_config(const Scenario& scenario, const Client& client,
                                                       const Proxy& proxy, const KamailioAddresses& addresses,
                                                       const KamailioConfigChoices& choices = {});

}  // namespace rtpe::scenario
