// The file of `rtpe-lab relay`: the parts of a scenario that say where engines are and what happens on the way to them.
#pragma once
#include <string>
#include <string_view>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// What a relay makes of a link while it runs.
struct RelayLink {
  enum class Partition : std::uint8_t { none, requests, replies, both };
  Network properties;
  Partition partition = Partition::none;
};

/// A link without delay, loss or bounds: what a relay is when nothing is said.
[[nodiscard]] Network clear_link();
/// `seed`, [network], [[engine]] with `listen` and `address`, [[link]], [[fault]]. Errors: as read_scenarios().
Read<Scenario> read_relay(std::string_view text, const std::string& name);
/// What a relay of several pairs needs to be true of them. Error: names or engines that are there twice, an address
/// that is missing.
[[nodiscard]] Expected<void> check_relay(const Scenario& relay);
/// {"latency": "20ms", "loss": 0.1, "partition": "both"}; what is not said is as in `standard`.
Read<RelayLink> read_link_json(std::string_view json, const Network& standard);
/// The same keys, all of them.
[[nodiscard]] Table table_of(const RelayLink& link);

}  // namespace rtpe::scenario
