#include "pcap/to_scenario/to_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pcap/to_scenario/call_flows.hpp"
#include "pcap/to_scenario/seen_routing.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// What happens between two programs on one machine: pauses are what the capture shows.
constexpr DurationRange sip_way{microseconds(50), microseconds(50)};

std::string scheme_of(const Endpoint& node) { return node.address.is_v6 ? "udp6:" : "udp:"; }

std::string engine_name(std::size_t place, std::size_t of) {
  return of <= 26 ? std::string(1, static_cast<char>('a' + place)) : fmt::format("engine-{}", place + 1);
}

/// The addresses that each node wrote into SDP.
std::map<Endpoint, std::set<Address>> media_addresses(const Observed& seen) {
  std::map<Endpoint, std::set<Address>> out;
  for (const SeenCommand& command : seen.commands)
    for (const SdpStream& stream : command.reply_sdp.streams)
      if (command.command == "offer" || command.command == "answer") out[command.node].insert(stream.rtp.address);
  return out;
}

std::vector<scenario::Engine> engines_of(const Observed& seen, std::vector<Endpoint> nodes) {
  std::ranges::sort(nodes);
  const auto media = media_addresses(seen);
  std::vector<scenario::Engine> engines;
  for (std::size_t place = 0; place < nodes.size(); ++place) {
    scenario::Engine engine;
    engine.config.name = engine_name(place, nodes.size());
    engine.host = nodes[place].address.text();
    engine.port = nodes[place].port;
    engine.scheme = nodes[place].address.is_v6 ? Scheme::udp6 : Scheme::udp;
    engine.listen = scheme_of(nodes[place]) + nodes[place].text();
    engine.config.interfaces.front().address = engine.host;
    if (const auto own = media.find(nodes[place]); own != media.end() && own->second.size() == 1)
      engine.config.interfaces.front().address = own->second.begin()->text();
    engines.push_back(std::move(engine));
  }
  return engines;
}

std::int64_t hash_algo_of(HashAlgorithm algorithm, const Personality& personality) {
  for (std::int64_t value = 0; value < 3; ++value)
    if (hash_algorithm(value, personality) == algorithm) return value;
  return 0;
}

std::vector<scenario::Client> proxies_of_scenario(const Deployment& deployment, const ToScenarioOptions& options) {
  std::map<std::uint32_t, std::string> socks;  // by set
  for (std::size_t place = 0; place < deployment.order.nodes.size(); ++place) {
    const Endpoint& node = deployment.order.nodes[place];
    const std::uint32_t set = deployment.set_of(node);
    std::string& sock = socks[set];
    if (set != 0 && sock.empty()) sock = fmt::format("{} ==", set);
    if (!sock.empty()) sock += ' ';
    sock += scheme_of(node) + node.text();
    if (deployment.order.weights[place] != 1) sock += fmt::format("={}", deployment.order.weights[place]);
  }
  std::vector<scenario::Client> out;
  for (const Address& address : deployment.proxies) {
    scenario::Client& client = out.emplace_back();
    client.personality = options.personality;
    client.parameters = Parameters::defaults_of(client.release());
    client.parameters.rtpengine_sock.clear();
    for (const auto& [set, sock] : socks) client.parameters.rtpengine_sock.push_back(sock);
    if (deployment.has_sets()) client.parameters.setid_default = socks.begin()->first;
    client.parameters.rtpengine_disable_tout = deployment.disable_tout_s;
    if (deployment.retr) client.parameters.rtpengine_retr = *deployment.retr;
    if (deployment.queried_nodes_limit) client.parameters.queried_nodes_limit = *deployment.queried_nodes_limit;
    if (deployment.tout)
      client.parameters.rtpengine_tout_ms = std::chrono::duration_cast<milliseconds>(*deployment.tout).count();
    const std::int64_t algo = hash_algo_of(deployment.order.algorithm, client.release());
    if (hash_algorithm(client.parameters.hash_algo, client.release()) != deployment.order.algorithm)
      client.parameters.hash_algo = algo;
    client.workers = deployment.workers.at(address);
    if (deployment.proxies.size() > 1) {
      client.name = fmt::format("proxy-{}", out.size());
      client.parameters.server_id = static_cast<std::int64_t>(out.size());
    }
  }
  return out;
}

std::vector<scenario::Fault> faults_of(const Deployment& deployment, const scenario::Scenario& scenario, Time first) {
  std::vector<scenario::Fault> out;
  for (const SeenOutage& outage : deployment.outages) {
    const std::string_view verb = outage.port_closed ? "crash" : "hang";
    const auto kind =
        std::ranges::find(scenario::fault_kinds(), verb, [](const scenario::FaultKind* one) { return one->name; });
    const auto engine =
        std::ranges::find(scenario.engines, scheme_of(outage.node) + outage.node.text(), &scenario::Engine::listen);
    scenario::Fault& fault = out.emplace_back();
    fault.kind = *kind;
    fault.engine = engine->config.name;
    const auto since_start = [&](Time time) {
      return std::max(Duration{}, deployment.lead + (time - first)) / microseconds(100) * microseconds(100);
    };
    fault.at = outage.from ? since_start(*outage.from) : Duration{};
    if (outage.until) fault.lasts = std::max<Duration>(milliseconds(1), since_start(*outage.until) - fault.at);
  }
  return out;
}

void give_proxies(const std::vector<SeenCall>& calls, const Deployment& deployment, scenario::Scenario& scenario) {
  if (deployment.proxies.size() < 2) return;
  for (scenario::ListedCall& call : scenario.calls) {
    const auto seen = std::ranges::find(calls, call.call_id, &SeenCall::call_id);
    const auto proxy = std::ranges::find(deployment.proxies, seen->proxy) - deployment.proxies.begin();
    call.proxy = scenario.proxies[static_cast<std::size_t>(proxy)].name;
  }
}

}  // namespace

Converted to_scenario(const Observed& seen, const ToScenarioOptions& options) {
  Converted out;
  out.calls = calls_of(seen);
  const Deployment deployment = deployment_of(seen, out.calls);
  out.lead = deployment.lead;
  out.notes = deployment.notes;
  scenario::Scenario& scenario = out.scenario;
  scenario.title = options.title;
  scenario.file = options.file;
  scenario.proxies = proxies_of_scenario(deployment, options);
  scenario.engines = engines_of(seen, deployment.order.nodes);
  scenario.network.latency = {deployment.one_way, deployment.one_way};
  scenario.links = {scenario::sip_network()};
  scenario.links.front().latency = sip_way;

  CallFlows flows = call_flows(out.calls, seen.first, out.lead, deployment.one_way, options.bodies_file);
  scenario.flows = std::move(flows.flows);
  scenario.calls = std::move(flows.calls);
  out.bodies = std::move(flows.bodies);
  give_proxies(out.calls, deployment, scenario);

  SeenRouting routing = routing_of(out.calls, deployment);
  scenario.routes.script = std::move(routing.script);
  out.notes.insert(out.notes.end(), routing.notes.begin(), routing.notes.end());
  scenario.faults = faults_of(deployment, scenario, seen.first);
  scenario.duration = (out.lead + (seen.last - seen.first) + seconds(2)) / seconds(1) * seconds(1);
  if (seen.not_udp > 0)
    out.notes.push_back(
        fmt::format("{} commands over TCP, HTTP or WebSocket are left out: nodes are UDP here", seen.not_udp));
  if (seen.left_out > 0) out.notes.push_back(fmt::format("{} commands and messages did not fit", seen.left_out));
  return out;
}

}  // namespace rtpe::capture
