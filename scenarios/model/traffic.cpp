// [[traffic]]: calls of one flow.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "scenarios/model/flow.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::int64_t most_calls = 100'000'000;
constexpr std::size_t longest_call_id = 255;
constexpr std::array<std::string_view, 2> arrivals = {"regular", "poisson"};  // in the order of Traffic::Arrival

void read_call_ids(TableReader& table, Traffic& traffic) {
  std::unordered_set<std::string> seen;
  for (PlacedText& id : table.texts("call_ids")) {
    const bool is_word = !id.text.empty() && id.text.size() <= longest_call_id &&
                         std::ranges::none_of(id.text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    if (!is_word)
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
  traffic.hold = table.duration_range("hold").value_or(traffic.hold);
  traffic.ring = table.duration_range("ring").value_or(traffic.ring);
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
std::string only_some_have_it() {
  std::string names;
  for (const Flow* flow : flows())
    if (has_reinvite(*flow)) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", flow->name);
  return fmt::format("only the flow {} has a re-INVITE", names);
}

}  // namespace

std::string_view transport_name(SipTransport transport) { return transports.at(static_cast<std::size_t>(transport)); }

std::string_view arrival_name(Traffic::Arrival arrival) { return arrivals.at(static_cast<std::size_t>(arrival)); }

void read_traffic(TableReader& table, Traffic& traffic) {
  if (const auto flow = table.word("flow", flow_names())) traffic.flow = flow_names()[*flow];
  traffic.rate_per_s = table.rate("rate").value_or(traffic.rate_per_s);
  if (const auto arrival = table.word("arrival", arrivals)) traffic.arrival = static_cast<Traffic::Arrival>(*arrival);
  read_times(table, traffic);
  if (has_reinvite(*find_flow(traffic.flow)))
    traffic.reinvite_after = table.duration_range("reinvite_after").value_or(traffic.reinvite_after);
  else
    table.refuse("reinvite_after", only_some_have_it());
  read_call_ids(table, traffic);
  traffic.caller = read_party(table, "caller");
  traffic.callee = read_party(table, "callee");
  if (auto file = table.text("sdp_from")) {
    traffic.sdp_from = std::move(*file);
    if (traffic.sdp_from.empty()) table.error_at_value("sdp_from", "sdp_from of [[traffic]] names no file");
  }
  table.finish();
}

}  // namespace rtpe::scenario
