// The words that a scenario file may use as values.
#include <algorithm>
#include <array>
#include <vector>

#include "scenarios/model/flow.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace {

template <class Kind>
std::vector<std::string_view> kind_names(std::span<const Kind* const> kinds) {
  std::vector<std::string_view> names;
  for (const Kind* kind : kinds) names.push_back(kind->name);
  return names;
}

constexpr std::array<std::string_view, 2> parties = {"caller", "callee"}, protocols = {"ng", "sip"};

}  // namespace

std::span<const std::string_view> flow_names() {
  static const auto names = kind_names(flows());
  return names;
}
const Flow* find_flow(std::string_view name) {
  const auto found = std::ranges::find(flows(), name, &Flow::name);
  return found == flows().end() ? nullptr : *found;
}
std::span<const std::string_view> check_names() {
  static const auto names = kind_names(check_kinds());
  return names;
}
std::span<const std::string_view> fault_names() {
  static const auto names = kind_names(fault_kinds());
  return names;
}

std::span<const std::string_view> link_party_names() { return parties; }
std::span<const std::string_view> link_protocol_names() { return protocols; }

std::optional<Flow> Scenario::flow(std::string_view name) const {
  if (const auto own = std::ranges::find(flows, name, &InlineFlow::name); own != flows.end()) return own->view();
  const Flow* const known = find_flow(name);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

const Personality& Client::release() const {
  const Personality* known = find_personality(personality);
  return known == nullptr ? personalities().front() : *known;
}

}  // namespace rtpe::scenario
