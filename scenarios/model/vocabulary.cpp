// The words that a scenario file may use as values.
#include <array>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array<std::string_view, 3> flows = {"basic-call", "early-media", "re-invite"};
constexpr std::array<std::string_view, 6> checks = {"affinity",   "share",           "failover_time",
                                                    "calls_lost", "blocked_workers", "engine_leak"};
/// In the order of FaultVerb.
constexpr std::array<std::string_view, 8> verbs = {
    "crash", "blackhole", "hang", "restart", "partition_requests", "partition_replies", "slow", "partition_sip"};
static_assert(verbs.size() == static_cast<std::size_t>(FaultVerb::partition_sip) + 1);
constexpr std::array<std::string_view, 2> parties = {"caller", "callee"}, protocols = {"ng", "sip"};

}  // namespace

std::span<const std::string_view> flow_names() { return flows; }
std::span<const std::string_view> check_names() { return checks; }
std::span<const std::string_view> fault_verb_names() { return verbs; }

std::span<const std::string_view> link_party_names() { return parties; }
std::span<const std::string_view> link_protocol_names() { return protocols; }

std::string_view to_string(FaultVerb verb) { return verbs.at(static_cast<std::size_t>(verb)); }

const Personality& Client::release() const {
  const Personality* known = find_personality(personality);
  return known == nullptr ? personalities().front() : *known;
}

}  // namespace rtpe::scenario
