// [network] and [[link]]: what happens to datagrams between the proxy and the engines, and the proxy and the parties.
#include <fmt/format.h>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {

void read_link_properties(TableReader& table, Network& network) {
  network.latency = table.duration_range("latency").value_or(network.latency);
  network.loss = table.probability("loss").value_or(network.loss);
  network.duplication = table.probability("duplication").value_or(network.duplication);
  network.reordering = table.probability("reordering").value_or(network.reordering);
  if (const auto text = table.text("bandwidth")) {
    const auto bits = parse_bandwidth(*text);
    if (bits)
      network.bits_per_s = *bits;
    else
      table.error_at_value("bandwidth", fmt::format("bandwidth of {}: {}", table.name(), shown(bits.error().message)));
  }
}

Network sip_network() {
  Network network;
  network.latency = {sip_latency, sip_latency};
  network.protocol = LinkProtocol::sip;
  return network;
}

void read_network(TableReader& table, Network& network) {
  read_link_properties(table, network);
  for (const std::string_view key : {"engine", "protocol", "party"})
    table.refuse(key, "it is for all engines; a [[link]] is about one, or about SIP");
  table.finish();
}

void read_link(TableReader& table, Network& link) {
  if (const auto protocol = table.word("protocol", link_protocol_names()))
    link.protocol = static_cast<LinkProtocol>(*protocol);
  if (link.protocol == LinkProtocol::sip) {
    link = sip_network();
    table.refuse("engine", "SIP goes to parties; \"party\" names one");
    if (const auto party = table.word("party", link_party_names())) link.party = static_cast<LinkParty>(*party);
  } else {
    table.require("engine", "the engine this link leads to, or protocol = \"sip\"");
    link.engine = table.text("engine");
    table.refuse("party", "only a link of protocol \"sip\" has one");
  }
  read_link_properties(table, link);
  table.finish();
}

}  // namespace rtpe::scenario
