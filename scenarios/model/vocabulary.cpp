// The words that a scenario file may use as values.
#include <array>
#include <vector>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array<std::string_view, 3> flows = {"basic-call", "early-media", "re-invite"};
template <class Kind>
std::vector<std::string_view> names_of(std::span<const Kind* const> kinds) {
  std::vector<std::string_view> names;
  for (const Kind* kind : kinds) names.push_back(kind->name);
  return names;
}

/// In the order of FaultVerb.
constexpr std::array<std::string_view, 8> verbs = {
    "crash", "blackhole", "hang", "restart", "partition_requests", "partition_replies", "slow", "partition_sip"};
static_assert(verbs.size() == static_cast<std::size_t>(FaultVerb::partition_sip) + 1);
constexpr std::array<std::string_view, 2> parties = {"caller", "callee"}, protocols = {"ng", "sip"};

}  // namespace

std::span<const std::string_view> flow_names() { return flows; }
std::span<const std::string_view> check_names() {
  static const auto names = names_of(check_kinds());
  return names;
}
std::span<const std::string_view> fault_verb_names() { return verbs; }

std::span<const std::string_view> link_party_names() { return parties; }
std::span<const std::string_view> link_protocol_names() { return protocols; }

std::string_view to_string(FaultVerb verb) { return verbs.at(static_cast<std::size_t>(verb)); }

const Personality& Client::release() const {
  const Personality* known = find_personality(personality);
  return known == nullptr ? personalities().front() : *known;
}

}  // namespace rtpe::scenario
