// Scenario -> TOML, part by part in the order of docs/scenario-file.md.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/toml_writer.hpp"
#include "mock_engine/options.hpp"
#include "mock_engine/program/rule_writer.hpp"
#include "scenarios/model/node_row.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {
namespace {

void append(std::string& out, std::string_view header, Table table) {
  escape_variables(table);
  if (!out.empty()) out += "\n";
  if (!header.empty()) out.append(header).append("\n");
  for (const Member& member : table.members) {
    append_toml_key(out, member.key);
    out += " = ";
    append_toml(out, member.value);
    out += "\n";
  }
}

Section head_of(const Scenario& scenario) {
  const Scenario standard;
  Section head;
  if (scenario.title != default_title(scenario.file)) head.text("title", scenario.title);
  if (!scenario.tags.empty()) head.list("tags", scenario.tags);
  if (scenario.seed != standard.seed) head.whole("seed", scenario.seed);
  if (scenario.duration != standard.duration) head.duration("duration", scenario.duration);
  if (scenario.max_events != standard.max_events) head.whole("max_events", scenario.max_events);
  return head;
}

Array rows_of(const std::vector<database::NodeRow>& rows) {
  Array array;
  for (const database::NodeRow& row : rows) {
    Section section;
    write_node_row(row, section);
    array.elements.push_back({.content = std::move(section.table())});
  }
  return array;
}

/// Everything but the name that differs from the defaults of its release.
Table settings_of(const Client& proxy) {
  const Client standard;
  Section section;
  if (proxy.personality != standard.personality) section.text("personality", proxy.personality);
  if (!proxy.parameters.rtpengine_sock.empty()) section.list("rtpengine_sock", proxy.parameters.rtpengine_sock);
  if (proxy.has_own_rows) section.add("db_rows", rows_of(proxy.rows));
  const Parameters defaults = Parameters::defaults_of(proxy.release());
  for (const std::string_view name : Parameters::names()) {
    if (name == "db_url" && proxy.has_own_rows) continue;
    const auto value = proxy.parameters.value(name);
    if (value == defaults.value(name)) continue;
    std::visit([&](const auto& content) { section.add(name, content); }, value);
  }
  if (proxy.workers != standard.workers) section.whole("workers", proxy.workers);
  if (!proxy.address.empty()) section.text("address", proxy.address);
  if (!proxy.phones.empty()) section.list("phones", proxy.phones);
  return std::move(section.table());
}

bool has_equal(const Table& table, const Member& member) {
  const Value* value = table.get(member.key);
  std::string left, right;
  if (value == nullptr) return false;
  append_toml(left, *value);
  append_toml(right, member.value);
  return left == right;
}

/// One as [client]; of several what all say alike as [client], the rest as [[proxy]].
void append_proxies(std::string& out, const std::vector<Client>& proxies) {
  std::vector<Table> settings;
  for (const Client& proxy : proxies) settings.push_back(settings_of(proxy));
  if (proxies.size() == 1 && proxies.front().name.empty()) return append(out, "[client]", settings.front());
  Table shared;
  for (const Member& member : settings.empty() ? std::vector<Member>{} : settings.front().members)
    if (std::ranges::all_of(settings, [&](const Table& table) { return has_equal(table, member); }))
      shared.members.push_back(member);
  if (!shared.members.empty()) append(out, "[client]", shared);
  for (std::size_t index = 0; index < proxies.size(); ++index) {
    Section own;
    own.text("name", proxies[index].name);
    for (Member& member : settings[index].members)
      if (!has_equal(shared, member)) own.table().members.push_back(std::move(member));
    append(out, "[[proxy]]", own.table());
  }
}

std::string status_word(const RoutingRule& rule) {
  if (!rule.status) return {};
  return *rule.status < 10 ? fmt::format("{}xx ", *rule.status) : fmt::format("{} ", *rule.status);
}

Section routing_of(const std::vector<RoutingRule>& routing) {
  Section section;
  for (const RoutingRule& rule : routing)
    section.list(fmt::format("{} {}{}", route_name(rule.route), status_word(rule), rule.method), rule.lines);
  return section;
}

Section route_blocks_of(const RouteBlocks& routes) {
  Section section;
  if (routes.file.empty())
    section.text("script", routes.script);
  else
    section.text("file", routes.file);
  if (!routes.defines.empty()) section.list("define", routes.defines);
  return section;
}

Section assumptions_of(const RouteBlocks& routes) {
  Section section;
  for (const auto& [function, code] : routes.assumed) section.add(function, std::int64_t{code});
  return section;
}

Section party_of(const PartyFacts& facts) {
  Section section;
  if (facts.transport != SipTransport::udp) section.text("transport", std::string(transport_name(facts.transport)));
  if (facts.nat == proxy::Nat::between) section.add("nat", true);
  return section;
}

std::string interface_text(const mock::InterfaceAddress& interface) {
  std::string text = interface.name == "default" ? std::string() : interface.name + "/";
  text += interface.address;
  if (!interface.advertised.empty()) text += "!" + interface.advertised;
  return text;
}

void append_engine(std::string& out, const Engine& engine) {
  Section section;
  section.text("name", engine.config.name);
  section.text("listen", engine.listen);
  if (!engine.address.empty()) section.text("address", engine.address);
  mock::EngineConfig standard;
  if (!engine.host.empty() && engine.scheme != Scheme::unix_stream) standard.interfaces.front().address = engine.host;
  if (engine.config.interfaces != standard.interfaces) {
    std::vector<std::string> interfaces;
    for (const mock::InterfaceAddress& interface : engine.config.interfaces)
      interfaces.push_back(interface_text(interface));
    section.texts("interface", interfaces);
  }
  if (engine.service_time != DurationRange{}) section.range("service_time", engine.service_time);
  for (const mock::DaemonOption& option : mock::daemon_options())
    if (mock::value_text(option, engine.config) != mock::value_text(option, standard))
      section.add(option.name, mock::value_of(option, engine.config).content);
  if (!engine.program.empty()) section.text("program", engine.program);
  append(out, "[[engine]]", section.table());
  if (!engine.program.empty()) return;
  for (const mock::Rule& rule : engine.rules) append(out, "[[engine.rule]]", mock::table_of(rule));
}

/// What differs from `standard`: the defaults for [network], [network] for a [[link]].
Section network_of(const Network& network, const Network& standard) {
  Section section;
  if (network.protocol == LinkProtocol::sip) section.text("protocol", "sip");
  if (network.engine) section.text("engine", *network.engine);
  if (network.party) section.text("party", link_party_names()[static_cast<std::size_t>(*network.party)]);
  if (network.latency != standard.latency) section.range("latency", network.latency);
  if (network.loss != standard.loss) section.number("loss", network.loss);
  if (network.duplication != standard.duplication) section.number("duplication", network.duplication);
  if (network.reordering != standard.reordering) section.number("reordering", network.reordering);
  if (network.bits_per_s != standard.bits_per_s) section.text("bandwidth", bandwidth_text(network.bits_per_s));
  return section;
}

Section curve_of(const std::vector<RatePoint>& curve) {
  Section section;
  for (const RatePoint& point : curve) section.text(duration_text(point.at), rate_text(point.per_s));
  return section;
}

Section media_of(const MediaQuality& media) {
  Section section;
  if (media.loss != 0) section.number("loss", media.loss);
  if (media.jitter != Duration::zero()) section.duration("jitter", media.jitter);
  if (media.round_trip != Duration::zero()) section.duration("round_trip", media.round_trip);
  return section;
}

Section traffic_of(const Traffic& traffic, Duration duration) {
  const Traffic standard;
  Section section;
  if (traffic.flow != standard.flow) section.text("flow", traffic.flow);
  if (!traffic.curve.empty()) section.add("rate", curve_of(traffic.curve).table());
  if (traffic.period != standard.period) section.duration("period", traffic.period);
  if (traffic.curve.empty() && traffic.rate_per_s != standard.rate_per_s)
    section.text("rate", rate_text(traffic.rate_per_s));
  if (traffic.arrival != standard.arrival) section.text("arrival", arrival_name(traffic.arrival));
  if (traffic.start != standard.start) section.duration("start", traffic.start);
  const bool ends_with_run = duration > Duration::zero() && traffic.until == duration;
  if (traffic.until != standard.until && !ends_with_run) section.duration("until", traffic.until);
  if (traffic.count) section.whole("count", *traffic.count);
  if (traffic.ring != standard.ring) section.range("ring", traffic.ring);
  if (traffic.hold != standard.hold) section.range("hold", traffic.hold);
  if (traffic.hold_shape != standard.hold_shape) section.text("hold_shape", hold_shape_name(traffic.hold_shape));
  if (traffic.hold_sigma != standard.hold_sigma) section.number("hold_sigma", traffic.hold_sigma);
  if (traffic.reinvite_after != standard.reinvite_after) section.range("reinvite_after", traffic.reinvite_after);
  if (!traffic.call_ids.empty()) section.list("call_ids", traffic.call_ids);
  if (!traffic.sdp_from.empty()) section.text("sdp_from", traffic.sdp_from);
  if (traffic.caller != standard.caller) section.add("caller", party_of(traffic.caller).table());
  if (traffic.callee != standard.callee) section.add("callee", party_of(traffic.callee).table());
  if (!traffic.in_dialog_proxy.empty()) section.text("in_dialog_proxy", traffic.in_dialog_proxy);
  if (traffic.media) section.add("media", media_of(*traffic.media).table());
  return section;
}

Section flow_of(const InlineFlow& flow) {
  Section section;
  section.text("name", flow.name);
  std::vector<std::string> messages;
  for (std::size_t step = 0; step < flow.steps.size(); ++step) messages.push_back(message_text(flow, step));
  section.list("messages", messages);
  return section;
}

Section call_of(const ListedCall& call) {
  const ListedCall standard;
  Section section;
  section.text("call_id", call.call_id);
  if (call.start != standard.start) section.duration("start", call.start);
  if (call.flow != standard.flow) section.text("flow", call.flow);
  if (call.ring != standard.ring) section.range("ring", call.ring);
  if (call.hold != standard.hold) section.range("hold", call.hold);
  if (call.reinvite_after != standard.reinvite_after) section.range("reinvite_after", call.reinvite_after);
  std::vector<std::string> pauses;
  for (const Duration pause : call.pauses) pauses.push_back(duration_text(pause));
  if (!pauses.empty()) section.list("pauses", pauses);
  if (!call.caller_tag.empty()) section.text("caller_tag", call.caller_tag);
  if (!call.callee_tag.empty()) section.text("callee_tag", call.callee_tag);
  if (!call.proxy.empty()) section.text("proxy", call.proxy);
  if (!call.in_dialog_proxy.empty()) section.text("in_dialog_proxy", call.in_dialog_proxy);
  if (!call.sdp_from.empty()) section.text("sdp_from", call.sdp_from);
  if (call.caller != standard.caller) section.add("caller", party_of(call.caller).table());
  if (call.callee != standard.callee) section.add("callee", party_of(call.callee).table());
  return section;
}

Section fault_of(const Fault& fault) {
  Section section;
  if (fault.when.empty())
    section.duration("at", fault.at);
  else
    section.text("when", fault.when);
  if (fault.after != Duration::zero()) section.duration("after", fault.after);
  if (fault.every) section.duration("every", *fault.every);
  if (fault.times) section.whole("times", *fault.times);
  if (!fault.proxy.empty()) section.text("proxy", fault.proxy);
  if (!fault.engine.empty()) section.text("engine", fault.engine);
  section.text("do", fault.kind->name);
  if (fault.party) section.text("party", link_party_names()[static_cast<std::size_t>(*fault.party)]);
  if (fault.kind->write != nullptr) fault.kind->write(fault.options, section);
  if (fault.lasts) section.duration("for", *fault.lasts);
  return section;
}

Section check_of(const Check& check) {
  const Check standard;
  Section section;
  section.text("that", check.kind->name);
  if (check.kind->write != nullptr) check.kind->write(check.options, section);
  if (check.from != standard.from) section.duration("from", check.from);
  if (check.until != standard.until) section.duration("until", check.until);
  if (check.expect == Expectation::fail) section.text("expect", "fail");
  return section;
}

}  // namespace

std::string write_scenario(const Scenario& scenario) {
  std::string out;
  if (const Section head = head_of(scenario); !head.table().members.empty()) append(out, "", head.table());
  append_proxies(out, scenario.proxies);
  append(out, "[routing]",
         (scenario.routes.empty() ? routing_of(scenario.routing) : route_blocks_of(scenario.routes)).table());
  if (!scenario.routes.assumed.empty()) append(out, "[assume]", assumptions_of(scenario.routes).table());
  for (const Engine& engine : scenario.engines) append_engine(out, engine);
  if (const Section network = network_of(scenario.network, {}); !network.table().members.empty())
    append(out, "[network]", network.table());
  for (const Network& link : scenario.links)
    append(out, "[[link]]",
           network_of(link, link.protocol == LinkProtocol::sip ? sip_network() : scenario.network).table());
  for (const InlineFlow& flow : scenario.flows) append(out, "[[flow]]", flow_of(flow).table());
  for (const Traffic& traffic : scenario.traffic)
    append(out, "[[traffic]]", traffic_of(traffic, scenario.duration).table());
  for (const ListedCall& call : scenario.calls) append(out, "[[call]]", call_of(call).table());
  for (const Fault& fault : scenario.faults) append(out, "[[fault]]", fault_of(fault).table());
  for (const Check& check : scenario.checks) append(out, "[[check]]", check_of(check).table());
  return out;
}

}  // namespace rtpe::scenario
