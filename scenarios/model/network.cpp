// [network] and [[link]]: what happens to datagrams between the proxy and the engines, and the proxy and the parties.
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

void read_properties(TableReader& table, Network& network) {
  network.latency = table.duration_range("latency").value_or(network.latency);
  network.loss = table.probability("loss").value_or(network.loss);
  network.duplication = table.probability("duplication").value_or(network.duplication);
  network.reordering = table.probability("reordering").value_or(network.reordering);
}

}  // namespace

Network sip_network() {
  Network network;
  network.latency = {sip_latency, sip_latency};
  network.protocol = LinkProtocol::sip;
  return network;
}

void read_network(TableReader& table, Network& network) {
  read_properties(table, network);
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
  read_properties(table, link);
  table.finish();
}

}  // namespace rtpe::scenario
