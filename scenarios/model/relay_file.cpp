#include "scenarios/model/relay_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/toml.hpp"
#include "mock_engine/transport/listen.hpp"
#include "scenarios/model/control_address.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_relay_parts = 1000;
/// In the order of RelayLink::Partition.
constexpr std::array<std::string_view, 4> partitions{"none", "requests", "replies", "both"};

std::unexpected<Error> no_relay(std::string message, std::string remedy) {
  return std::unexpected(Error{.message = std::move(message), .remedy = std::move(remedy)});
}

bool is_known(const Scenario& relay, std::string_view engine) {
  return std::ranges::any_of(relay.engines, [&](const Engine& one) { return one.config.name == engine; });
}

/// A relay stands in front of engines; what befalls proxies and phones, it cannot do.
void judge_fault(const Scenario& relay, const Fault& fault, Place place, Problems& problems) {
  if (fault.kind == nullptr) return;
  if (fault.kind->befalls == FaultKind::Befalls::parties || fault.kind->befalls == FaultKind::Befalls::proxies)
    problems.error(place, fmt::format("\"{}\" befalls {}, and a relay has none", fault.kind->name,
                                      fault.kind->befalls == FaultKind::Befalls::parties ? "phones" : "proxies"));
  else if (!fault.when.empty())
    problems.error(place, "a fault of a relay begins \"at\" a time, or by its control API");
  else if (!fault.engine.empty() && !is_known(relay, fault.engine))
    problems.error(place, fmt::format("[[fault]]: there is no engine \"{}\"", shown(fault.engine)));
}

void read_parts(TableReader& root, Scenario& relay, Problems& problems) {
  relay.title = root.text("title").value_or(relay.title);
  if (const auto seed = root.integer("seed", 0, std::numeric_limits<std::int64_t>::max()))
    relay.seed = static_cast<std::uint64_t>(*seed);
  if (const Table* network = root.table_of("network")) {
    TableReader reader(*network, "[network]", problems);
    read_network(reader, relay.network);
  }
  for (const Table* table : root.tables("engine", most_relay_parts)) {
    TableReader reader(*table, "[[engine]]", problems);
    reader.require("address", "where the engine is, as \"udp:192.0.2.1:2223\"");
    read_engine(reader, relay.engines.emplace_back());
  }
  for (const Table* table : root.tables("link", most_relay_parts)) {
    TableReader reader(*table, "[[link]]", problems);
    Network& link = relay.links.emplace_back(relay.network);
    read_link(reader, link);
    if (link.protocol == LinkProtocol::sip)
      problems.error(table->place, "a relay passes NG, not SIP");
    else if (link.engine && !is_known(relay, *link.engine))
      problems.error(table->place, fmt::format("[[link]]: there is no engine \"{}\"", shown(*link.engine)));
  }
  for (const Table* table : root.tables("fault", most_relay_parts)) {
    TableReader reader(*table, "[[fault]]", problems);
    for (Fault& fault : read_fault(reader)) {
      judge_fault(relay, fault, table->place, problems);
      relay.faults.push_back(std::move(fault));
    }
  }
  if (relay.engines.empty()) problems.error(root.place(), "the file has no [[engine]]: nothing would be relayed");
}

}  // namespace

Network clear_link() {
  Network link;
  link.latency = {};
  return link;
}

Read<Scenario> read_relay(std::string_view text, const std::string& name) {
  Problems problems(text, name);
  Scenario relay;
  relay.title = default_title(name);
  relay.file = name;
  relay.network = clear_link();
  if (const auto root = parse_toml(text, problems)) {
    TableReader reader(*root, "the file", problems);
    read_parts(reader, relay, problems);
    reader.finish();
    if (!problems.any_errors())
      if (const auto checked = check_relay(relay); !checked) problems.error(root->place, checked.error().text());
  }
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return relay;
}

Expected<void> check_relay(const Scenario& relay) {
  std::set<std::string> names, listens, addresses;
  for (const Engine& engine : relay.engines) {
    const std::string& name = engine.config.name;
    if (const auto listen = mock::parse_listen(engine.listen); !listen || listen->kind != mock::ListenKind::udp)
      return no_relay(fmt::format("engine \"{}\": a relay listens on UDP, not at \"{}\"", name, engine.listen),
                      "as udp:127.0.0.1:2223");
    if (const auto address = external_address(engine.address); !address) return std::unexpected(address.error());
    if (!names.insert(name).second)
      return no_relay(fmt::format("two engines are named \"{}\"", name), "each pair has a name of its own");
    if (!engine.listen.ends_with(":0") && !listens.insert(engine.listen).second)
      return no_relay(fmt::format("two pairs listen at {}", engine.listen), "one address leads to one engine");
    if (engine.listen == engine.address)
      return no_relay(fmt::format("engine \"{}\" would be relayed to the relay itself", name),
                      "listen where the engine is not");
    if (!addresses.insert(engine.address).second)
      return no_relay(fmt::format("two pairs lead to {}", engine.address), "one pair serves all clients of an engine");
  }
  return {};
}

Read<RelayLink> read_link_json(std::string_view json, const Network& standard) {
  Problems problems({}, {});
  RelayLink link{.properties = standard};
  if (const auto table = parse_json_object(json, problems)) {
    TableReader reader(*table, "the link", problems);
    read_link_properties(reader, link.properties);
    if (const auto word = reader.word("partition", partitions))
      link.partition = static_cast<RelayLink::Partition>(*word);
    reader.finish();
  }
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return link;
}

Table table_of(const RelayLink& link) {
  Section section;
  section.range("latency", link.properties.latency);
  section.number("loss", link.properties.loss);
  section.number("duplication", link.properties.duplication);
  section.number("reordering", link.properties.reordering);
  if (link.properties.bits_per_s != 0) section.text("bandwidth", bandwidth_text(link.properties.bits_per_s));
  section.text("partition", partitions[static_cast<std::size_t>(link.partition)]);
  return std::move(section.table());
}

}  // namespace rtpe::scenario
