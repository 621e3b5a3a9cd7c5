// [[traffic]] and [[call]]: calls of a flow.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>
#include <vector>

#include "scenarios/model/flow.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::int64_t most_calls = 100'000'000;
constexpr std::size_t longest_call_id = 255;
constexpr std::array<std::string_view, 2> arrivals = {"regular", "poisson"};  // in the order of Traffic::Arrival

/// Call-IDs and tags.
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_call_id &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

void expect_word(TableReader& table, std::string_view key, std::string_view what, const std::string& text) {
  if (table.has(key) && !is_word(text))
    table.error_at_value(
        key, fmt::format("\"{}\" is no {}: 1 to {} characters without blanks", shown(text), what, longest_call_id));
}

void read_call_ids(TableReader& table, Traffic& traffic) {
  std::unordered_set<std::string> seen;
  for (PlacedText& id : table.texts("call_ids")) {
    if (!is_word(id.text))
      table.problems().error(id.place, fmt::format("\"{}\" is no Call-ID: 1 to {} characters without blanks",
                                                   shown(id.text), longest_call_id));
    else if (!seen.insert(id.text).second)
      table.problems().error(id.place, fmt::format("Call-ID \"{}\" is there twice", shown(id.text)));
    else
      traffic.call_ids.push_back(std::move(id.text));
  }
}

void read_times(TableReader& table, Traffic& traffic) {
  traffic.start = table.duration("start").value_or(traffic.start);
  traffic.until = table.duration("until").value_or(traffic.until);
  if (traffic.until <= traffic.start)
    table.error_at_value(table.has("until") ? "until" : "start", "this traffic ends (until) before it starts (start)");
  if (const auto count = table.integer("count", 1, most_calls)) traffic.count = static_cast<std::uint64_t>(*count);
}

constexpr std::array<std::string_view, 3> hold_shapes = {"uniform", "exponential", "lognormal"};  // of HoldShape

/// `rate`: one, or a table of points in time.
void read_rate(TableReader& table, Traffic& traffic) {
  const Value* const value = table.find("rate");
  if (value == nullptr || value->table() == nullptr) {
    traffic.rate_per_s = table.rate("rate").value_or(traffic.rate_per_s);
    return table.refuse("period",
                        "only a rate of several points, as { \"0s\" = \"1/s\", \"12h\" = \"40/s\" }, has one");
  }
  TableReader points(*value->table(), "rate of [[traffic]]", table.problems());
  for (const Member& member : value->table()->members) {
    const auto at = parse_duration(member.key);
    if (!at) table.problems().error(member.place, fmt::format("\"{}\" is no time, as \"8h\"", shown(member.key)));
    const auto rate = points.rate(member.key);
    if (!at || !rate) continue;
    if (!traffic.curve.empty() && *at <= traffic.curve.back().at)
      table.problems().error(member.place, "the points of a rate stand in the order of time");
    traffic.curve.push_back({.at = *at, .per_s = *rate});
  }
  if (value->table()->members.empty()) table.error_at_value("rate", "rate of [[traffic]] has no point");
  traffic.period = table.duration("period").value_or(traffic.period);
  if (table.has("period") && !traffic.curve.empty() && traffic.period < traffic.curve.back().at)
    table.error_at_value("period", "the period ends before the last point of the rate");
}

void read_hold_shape(TableReader& table, Traffic& traffic) {
  if (const auto shape = table.word("hold_shape", hold_shapes)) traffic.hold_shape = static_cast<HoldShape>(*shape);
  if (traffic.hold_shape == HoldShape::lognormal)
    traffic.hold_sigma = table.number("hold_sigma", 0.01, 5).value_or(traffic.hold_sigma);
  else
    table.refuse("hold_sigma", "only hold_shape = \"lognormal\" has one");
  if (traffic.hold_shape != HoldShape::uniform && traffic.hold.low != traffic.hold.high)
    table.error_at_value("hold", fmt::format("hold of a {} shape is one duration: its {}",
                                             hold_shapes.at(static_cast<std::size_t>(traffic.hold_shape)),
                                             traffic.hold_shape == HoldShape::lognormal ? "median" : "mean"));
}

std::optional<MediaQuality> read_media(TableReader& table) {
  const Table* const inside = table.table_of("media");
  if (inside == nullptr) return std::nullopt;
  TableReader reader(*inside, "media of [[traffic]]", table.problems());
  MediaQuality media;
  media.loss = reader.probability("loss").value_or(media.loss);
  media.jitter = reader.duration("jitter").value_or(media.jitter);
  media.round_trip = reader.duration("round_trip").value_or(media.round_trip);
  reader.finish();
  return media;
}

constexpr std::array<std::string_view, 5> transports = {"udp", "tcp", "tls", "ws", "wss"};

PartyFacts read_party(TableReader& table, std::string_view key) {
  PartyFacts facts;
  const Table* const inside = table.table_of(key);
  if (inside == nullptr) return facts;
  TableReader reader(*inside, std::string(key), table.problems());
  if (const auto word = reader.word("transport", transports)) facts.transport = static_cast<SipTransport>(*word);
  if (reader.truth("nat").value_or(false)) facts.nat = proxy::Nat::between;
  reader.finish();
  return facts;
}

bool has_reinvite(const Flow& flow) { return flow.count(flow::Pause::reinvite_after) > 0; }

/// Why `reinvite_after` has no use.
std::string only_some_have_it(const Scenario& scenario) {
  std::vector<std::string> names;
  const auto add = [&](const Flow& flow) {
    if (has_reinvite(flow)) names.push_back(fmt::format("\"{}\"", flow.name));
  };
  for (const Flow* flow : flows()) add(*flow);
  for (const InlineFlow& flow : scenario.flows) add(flow.view());
  return fmt::format("only {} {} a re-INVITE whose time can be set: {}",
                     names.size() == 1 ? "this flow" : "these flows", names.size() == 1 ? "has" : "have",
                     fmt::join(names, ", "));
}

/// What the key `flow` names; the default when it is absent or wrong.
Flow read_flow_name(TableReader& table, const Scenario& scenario, std::string& name) {
  std::vector<std::string_view> names(flow_names().begin(), flow_names().end());
  for (const InlineFlow& flow : scenario.flows) names.push_back(flow.name);
  if (const auto flow = table.word("flow", names)) name = names[*flow];
  return scenario.flow(name).value_or(*find_flow("basic-call"));
}

/// The pauses of [[traffic]] and [[call]].
template <class Part>
void read_pauses(TableReader& table, const Scenario& scenario, const Flow& flow, Part& part) {
  part.hold = table.duration_range("hold").value_or(part.hold);
  part.ring = table.duration_range("ring").value_or(part.ring);
  if (has_reinvite(flow))
    part.reinvite_after = table.duration_range("reinvite_after").value_or(part.reinvite_after);
  else
    table.refuse("reinvite_after", only_some_have_it(scenario));
}

template <class Part>
void read_parties(TableReader& table, std::string_view header, Part& part) {
  part.caller = read_party(table, "caller");
  part.callee = read_party(table, "callee");
  if (auto file = table.text("sdp_from")) {
    part.sdp_from = std::move(*file);
    if (part.sdp_from.empty()) table.error_at_value("sdp_from", fmt::format("sdp_from of {} names no file", header));
  }
}

}  // namespace

std::string_view transport_name(SipTransport transport) { return transports.at(static_cast<std::size_t>(transport)); }

std::string_view arrival_name(Traffic::Arrival arrival) { return arrivals.at(static_cast<std::size_t>(arrival)); }

std::string_view hold_shape_name(HoldShape shape) { return hold_shapes.at(static_cast<std::size_t>(shape)); }

void read_traffic(TableReader& table, const Scenario& scenario, Traffic& traffic) {
  const Flow flow = read_flow_name(table, scenario, traffic.flow);
  read_rate(table, traffic);
  if (const auto arrival = table.word("arrival", arrivals)) traffic.arrival = static_cast<Traffic::Arrival>(*arrival);
  read_times(table, traffic);
  read_pauses(table, scenario, flow, traffic);
  read_hold_shape(table, traffic);
  read_call_ids(table, traffic);
  read_parties(table, "[[traffic]]", traffic);
  traffic.media = read_media(table);
  traffic.in_dialog_proxy = table.text("in_dialog_proxy").value_or("");
  table.finish();
}

void read_call(TableReader& table, const Scenario& scenario, ListedCall& call) {
  if (table.require("call_id")) call.call_id = table.text("call_id").value_or("");
  expect_word(table, "call_id", "Call-ID", call.call_id);
  const Flow flow = read_flow_name(table, scenario, call.flow);
  call.start = table.duration("start").value_or(call.start);
  read_pauses(table, scenario, flow, call);
  for (const PlacedText& pause : table.texts("pauses")) {
    if (const auto duration = parse_duration(pause.text))
      call.pauses.push_back(*duration);
    else
      table.problems().error(pause.place, fmt::format("\"{}\" is no duration, as \"2s\"", shown(pause.text)));
  }
  if (table.has("pauses") && call.pauses.size() != flow.pauses.size())
    table.error_at_value("pauses", fmt::format("the flow \"{}\" has {} pauses of its own (\"after 2s\"), not {}",
                                               flow.name, flow.pauses.size(), call.pauses.size()));
  for (auto& [key, tag] : {std::pair{"caller_tag", &call.caller_tag}, std::pair{"callee_tag", &call.callee_tag}}) {
    *tag = table.text(key).value_or("");
    expect_word(table, key, "tag", *tag);
  }
  call.proxy = table.text("proxy").value_or("");
  call.in_dialog_proxy = table.text("in_dialog_proxy").value_or("");
  read_parties(table, "[[call]]", call);
  table.finish();
}

}  // namespace rtpe::scenario
