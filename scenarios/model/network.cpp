// [network] and [[link]]: what happens to datagrams between the proxy and the engines.
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

void read_properties(TableReader& table, Network& network) {
  network.place = table.place();
  network.latency = table.duration_range("latency").value_or(network.latency);
  network.loss = table.probability("loss").value_or(network.loss);
  network.duplication = table.probability("duplication").value_or(network.duplication);
  network.reordering = table.probability("reordering").value_or(network.reordering);
}

}  // namespace

void read_network(TableReader& table, Network& network) {
  read_properties(table, network);
  table.refuse("engine", "it is for all engines; a [[link]] is about one");
  table.finish();
}

void read_link(TableReader& table, Network& link) {
  table.require("engine", "the engine this link leads to");
  link.engine = table.text("engine");
  read_properties(table, link);
  table.finish();
}

}  // namespace rtpe::scenario
