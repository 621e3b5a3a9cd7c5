// $avp of MOS and its like: what routes find in them.
#include <fmt/format.h>

#include <algorithm>

#include "client/bencode/reader.hpp"
#include "client/stats/mos.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

/// By variable, the last text that a call's replies gave it.
using Values = std::map<std::string, std::string>;

/// A label that is no variable.
std::string_view constant_label(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.mos.find(name);
  if (found == parameters.mos.end() || found->second.starts_with('$')) return {};
  return found->second;
}

Values values_of(const WatchedCall& call, const Client& client) {
  Values values;
  const stats::Labels labels{.a = constant_label(client.parameters, "mos_A_label_pv"),
                             .b = constant_label(client.parameters, "mos_B_label_pv")};
  for (const WatchedCommand& command : call.commands) {
    if (command.name != "delete" && command.name != "query") continue;
    bencode::Reader reader;
    const auto reply = reader.read(command.reply, {.tolerance = bencode::Tolerance::peer});
    if (!reply) continue;
    stats::mos_assignments(
        *reply, client.parameters.mos, labels, client.release(),
        [&](std::string_view variable, std::string_view text) { values[std::string(variable)] = text; });
  }
  return values;
}

struct Filled {
  std::uint64_t before = 0, after = 0, other = 0;
  std::string lost, changed;                  ///< Call-IDs
  std::string text, text_before, text_after;  ///< of these
};

void count(const std::string& call_id, const Values& before, const Values& after,
           std::map<std::string, Filled>& filled) {
  for (const auto& [variable, text] : before) {
    Filled& one = filled[variable];
    ++one.before;
    const auto fresh = after.find(variable);
    if (fresh == after.end()) {
      if (one.lost.empty()) one.lost = call_id, one.text = text;
    } else if (fresh->second != text) {
      if (one.other++ == 0) one.changed = call_id, one.text_before = text, one.text_after = fresh->second;
    }
  }
  for (const auto& [variable, text] : after) ++filled[variable].after;
}

std::string parameter_of(const Parameters& parameters, std::string_view variable) {
  const auto found = std::ranges::find_if(parameters.mos, [&](const auto& row) { return row.second == variable; });
  return found == parameters.mos.end() ? std::string() : found->first;
}

}  // namespace

void compare_variables(const Comparison& both, std::vector<Finding>& out) {
  const auto& proxies = both.before.scenario.proxies;
  if (std::ranges::all_of(proxies, [](const Client& one) { return one.parameters.mos.empty(); })) return;
  std::map<std::string, Filled> filled;
  each_call(both, [&](const std::string& call_id, const WatchedCall& before, const WatchedCall& after) {
    count(call_id, values_of(before, proxies.at(before.proxy)),
          values_of(after, both.after.scenario.proxies.at(after.proxy)), filled);
  });
  for (const auto& [variable, one] : filled) {
    const std::string parameter = parameter_of(proxies.front().parameters, variable);
    std::vector<std::string> places{both.deployment.place_of_parameter(parameter)};
    if (one.before != one.after)
      out.push_back({.harm = Harm::values,
                     .change = one.after < one.before ? Change::worse : Change::better,
                     .says = fmt::format("{} ({}) is filled in {} calls instead of {}", variable, parameter, one.after,
                                         one.before),
                     .count = one.after < one.before ? one.before - one.after : one.after - one.before,
                     .of = detailed_calls(both),
                     .example = one.lost,
                     .places = places,
                     .before = one.lost.empty() ? "" : fmt::format("{} = {}", variable, one.text),
                     .after = one.lost.empty() ? "" : fmt::format("{} is not set", variable),
                     .subject = "filled " + variable});
    if (one.other > 0)
      out.push_back({.harm = Harm::values,
                     .change = Change::other,
                     .says = fmt::format("{} ({}) has another value", variable, parameter),
                     .count = one.other,
                     .of = one.before,
                     .example = one.changed,
                     .places = places,
                     .before = fmt::format("{} = {}", variable, one.text_before),
                     .after = fmt::format("{} = {}", variable, one.text_after),
                     .subject = "value " + variable});
  }
}

}  // namespace rtpe::scenario::upgrade
