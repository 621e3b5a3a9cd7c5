// The routes of a scenario as Kamailio runs them, with the lab's marks. Private to scenarios/proxy.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/syntax.hpp"
#include "scenarios/proxy/kamailio_config.hpp"

namespace rtpe::scenario::kamailio {

struct Routes {
  std::string text;
  std::vector<WatchedStatement> statements;
};

/// The short form as blocks: what docs/decisions/0010 says becomes of a failed offer, tm's own absorption of copies.
[[nodiscard]] Expected<Routes> routes_of_rules(const Scenario& scenario, const Personality& release);
/// The scenario's own blocks; what [assume] says is put in place of its functions, and t_relay() goes to the phone.
[[nodiscard]] Expected<Routes> routes_of_blocks(const Scenario& scenario, const Personality& release,
                                                const KamailioAddresses& addresses);

/// The same of any blocks.
[[nodiscard]] Expected<Routes> watched_blocks(std::vector<route::Block> blocks,
                                              const std::map<std::string, std::int32_t>& assumed,
                                              const Personality& release, const KamailioAddresses& addresses);

/// Of the core, in every run.
inline constexpr std::string_view core_settings = R"(#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
auto_aliases=no
dns=no
rev_dns=no
)";
/// children, server_id, listen.
[[nodiscard]] std::string own_address(const Client& client, const KamailioAddresses& addresses);
/// The port where the lab asks.
[[nodiscard]] std::string rpc_settings(const KamailioAddresses& addresses);
/// rtpengine_sock: each set as it is configured, at addresses of this machine.
[[nodiscard]] std::string node_settings(const Proxy& proxy, const KamailioAddresses& addresses);

/// A route that runs `statement` and tells when; `number` is its place in the list.
[[nodiscard]] std::string watched_route(std::size_t number, const std::string& statement);
[[nodiscard]] std::string watched_name(std::size_t number);
/// Statements that tell which message a worker took.
inline constexpr std::string_view tell_request = R"(xlog("L_WARN", "rtpe-lab Q $rm $cs $si $ci\n");)";
inline constexpr std::string_view tell_reply = R"(xlog("L_WARN", "rtpe-lab R $rs $rm $cs $si $ci\n");)";

}  // namespace rtpe::scenario::kamailio
