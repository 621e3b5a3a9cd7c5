#include "client/operation/proxy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe {
namespace {

Expected<void> check(const Parameters& parameters, const Personality& personality) {
  const auto refuse = [](std::string_view name, std::string message) {
    return std::unexpected(Error{.message = std::move(message), .place = std::string(name)});
  };
  if (auto known = parameters.check_release(personality); !known) return known;
  if (!parameters.wsapi.empty() && parameters.wsapi != "lwsc")
    return refuse("wsapi", "the only WebSocket API is \"lwsc\"");
  if (parameters.queried_nodes_limit < 0 || parameters.queried_nodes_limit > 30)
    return refuse("queried_nodes_limit", "must be 0..30");
  if (parameters.setid_default < 0 || parameters.setid_default > 0xFFFFFFFFLL)
    return refuse("setid_default", "must be a set id");
  if (parameters.ping_interval != 0 && !personality.ping_timer)
    return refuse("ping_interval", std::string(personality.name) + " does not know this parameter");
  if (parameters.ping_mode != 1 && !personality.ping_mode_parameter)
    return refuse("ping_mode", std::string(personality.name) + " does not know this parameter");
  if (parameters.write_sdp_pv_mode != 0 && !personality.sip_message_type)
    return refuse("write_sdp_pv_mode", std::string(personality.name) + " does not know this parameter");
  return {};
}

CallTable empty_table(const Parameters& parameters, const Personality& personality) {
  const auto rows = static_cast<std::uint32_t>(std::max<std::int64_t>(1, parameters.hash_table_size));
  return {rows, static_cast<std::uint32_t>(parameters.hash_table_tout),
          personality.table_dummy_head ? RowHead::dummy : RowHead::none};
}

}  // namespace

void Proxy::forget_calls() { table = empty_table(parameters, *personality); }

Expected<Proxy> Proxy::configure(Parameters parameters, const Personality& personality, TcpNodes tcp_nodes) {
  if (auto checked = check(parameters, personality); !checked) return std::unexpected(checked.error());
  Registry registry;
  std::vector<std::string> warnings;
  for (const auto& [name, message] : parameters.warnings()) warnings.push_back(fmt::format("{} {}", name, message));
  if (parameters.db_url.empty()) {
    const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                              .websocket_api = parameters.wsapi == "lwsc",
                              .accept_tcp = tcp_nodes == TcpNodes::accepted};
    for (const std::string& sock : parameters.rtpengine_sock) {
      std::vector<SockWarning> doubtful;
      if (auto added = registry.add_sock(sock, options, doubtful); !added) return std::unexpected(added.error());
      for (const auto& warning : doubtful)
        warnings.push_back(fmt::format("rtpengine_sock \"{}\": {}", sock, warning.message));
    }
  }
  CallTable table = empty_table(parameters, personality);
  return Proxy{std::move(parameters), &personality, std::move(registry), std::move(table), 1, 0, std::move(warnings)};
}

void Worker::identify(const Personality& personality, const CookieSeed& seed) {
  const bool random = personality.cookie != CookieKind::process_id;
  pid = random ? seed.random_middle : seed.process_id;
  next_sequence = random ? seed.random_sequence : 0;
  middle_per_command = personality.cookie == CookieKind::random_per_command;
}

std::uint32_t Worker::next_middle() {
  if (!middle_per_command) return pid;
  // The state runs through all 32-bit numbers; what is sent is a scrambled copy of it.
  pid += 0x9E3779B9U;
  std::uint32_t mixed = pid;
  mixed = (mixed ^ (mixed >> 16U)) * 0x85EBCA6BU;
  mixed = (mixed ^ (mixed >> 13U)) * 0xC2B2AE35U;
  return mixed ^ (mixed >> 16U);
}

bool Proxy::renew_sockets(Worker& worker, Time now) {
  if (worker.sockets_version == list_version) return false;
  worker.sockets_version = list_version;
  ++worker.socket_generation;
  for (const NodeSet& set : registry.sets())
    for (const auto& node : set.nodes)
      if (!node->has_socket) {
        ++list_version;
        list_changed_s = seconds_of(now);
      }
  return true;
}

}  // namespace rtpe
