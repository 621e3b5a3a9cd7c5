#include "reports/call_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;
using scenario::CallEnd;

/// As much of a Call-ID as the table has room for, its begin and its end.
std::string shortened(const std::string& call_id) {
  constexpr std::size_t room = 16, tail = 4;
  if (display_width(call_id) <= room) return call_id;
  if (display_width(call_id) != call_id.size()) return call_id;  // columns are not bytes
  return call_id.substr(0, room - tail - 2) + ".." + call_id.substr(call_id.size() - tail);
}

std::string end_text(const CallRow& row) {
  std::string out(scenario::word_of(row.end));
  if (!row.message.empty()) out += fmt::format(": {}", row.message);
  if (!row.failure.empty()) out += fmt::format(" {}", row.failure);
  return printable(out);
}

/// Commands, and how often one of them was sent again: "3", "3 +4".
std::string sent_text(const CallRow& row) {
  const std::string commands = count_text(row.commands);
  return row.sends > row.commands ? fmt::format("{} +{}", commands, count_text(row.sends - row.commands)) : commands;
}

std::string node_names(const CallRow& row, const RunParts& parts) {
  std::string out;
  for (const std::uint32_t node : row.nodes) out += (out.empty() ? "" : ",") + parts.node(node);
  return out.empty() ? "-" : out;
}

}  // namespace

scenario::EventKinds CallList::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::CallStarted, scenario::Sent, scenario::ExchangeEnded,
                            scenario::OperationEnded, scenario::CallEnded>();
}

CallRow* CallList::row_of(const scenario::CallKey& key) {
  const auto place = places_.find(key);
  return place == places_.end() ? nullptr : &rows_[place->second];
}

void CallList::record(Duration since_start, const scenario::Event& event) {
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) {
    parts_ = RunParts(*run);
  } else if (const auto* begun = std::get_if<scenario::CallStarted>(&event)) {
    places_.insert_or_assign(scenario::call_of(*begun), rows_.size());
    CallRow& row = rows_.emplace_back();
    row.key = scenario::call_of(*begun);
    row.call_id = valid_utf8(begun->call_id);
    row.flow = valid_utf8(begun->flow);
    row.started = row.ended = since_start;
  } else if (const auto* sent = std::get_if<scenario::Sent>(&event)) {
    CallRow* row = sent->command == Command::ping ? nullptr : row_of(scenario::call_of(*sent));
    if (row == nullptr) return;
    ++row->sends;
    if (std::ranges::find(row->nodes, sent->node) == row->nodes.end()) row->nodes.push_back(sent->node);
  } else if (const auto* exchange = std::get_if<scenario::ExchangeEnded>(&event)) {
    CallRow* row = exchange->command == Command::ping ? nullptr : row_of(scenario::call_of(*exchange));
    if (row == nullptr) return;
    ++row->commands;
    if (exchange->outcome != ExchangeOutcome::answered)
      ++row->unanswered;
    else if (exchange->result != scenario::ReplyResult::ok)
      ++row->refused;
  } else if (const auto* operation = std::get_if<scenario::OperationEnded>(&event)) {
    CallRow* row = row_of(scenario::call_of(*operation));
    if (row == nullptr) return;
    ++row->operations;
    row->slowest = std::max(row->slowest, operation->took);
  } else if (const auto* over = std::get_if<scenario::CallEnded>(&event)) {
    CallRow* row = row_of(scenario::call_of(*over));
    if (row == nullptr) return;
    row->ended = since_start;
    row->end = over->end;
    row->message = valid_utf8(over->message);
    row->failure = valid_utf8(over->failure);
  }
}

std::string call_table(const std::vector<const CallRow*>& rows, const RunParts& parts) {
  if (rows.empty()) return {};
  const bool several = parts.proxies.size() > 1;
  std::vector<Column> columns{{.title = "start s", .align = Align::right}};
  if (several) columns.push_back({.title = "proxy"});
  for (const Column& column :
       {Column{.title = "call", .align = Align::right}, Column{.title = "Call-ID"}, Column{.title = "node"},
        Column{.title = "sent"}, Column{.title = "slowest", .align = Align::right}, Column{.title = "end"}})
    columns.push_back(column);
  TextTable table(std::move(columns));
  for (const CallRow* row : rows) {
    std::vector<std::string> cells{fmt::format("{:.3f}", static_cast<double>(row->started.count()) / 1e9)};
    if (several) cells.push_back(row->key.proxy < parts.proxies.size() ? parts.proxies[row->key.proxy] : "?");
    for (std::string& cell : std::vector<std::string>{std::to_string(row->key.call), shortened(printable(row->call_id)),
                                                      node_names(*row, parts), sent_text(*row),
                                                      duration_text(row->slowest), end_text(*row)})
      cells.push_back(std::move(cell));
    table.add(std::move(cells));
  }
  std::string out;
  table.render(out);
  return out;
}

std::string call_json(const std::vector<const CallRow*>& rows, const RunParts& parts) {
  std::string out = "[";
  for (const CallRow* row : rows) {
    json::array nodes;
    for (const std::uint32_t node : row->nodes)
      nodes.push_back(json::string(node < parts.nodes.size() ? parts.nodes[node].name : ""));
    json::object one{{"proxy", row->key.proxy < parts.proxies.size() ? parts.proxies[row->key.proxy] : ""},
                     {"call", row->key.call},
                     {"call_id", row->call_id},
                     {"flow", row->flow},
                     {"started_ns", row->started.count()},
                     {"ended_ns", row->ended.count()},
                     {"end", std::string(scenario::word_of(row->end))},
                     {"message", row->message},
                     {"failure", row->failure},
                     {"nodes", std::move(nodes)},
                     {"operations", row->operations},
                     {"commands", row->commands},
                     {"sends", row->sends},
                     {"unanswered", row->unanswered},
                     {"refused", row->refused},
                     {"slowest_ns", row->slowest.count()}};
    out += (out.size() > 1 ? ",\n " : "") + json::serialize(one);
  }
  return out + "]\n";
}

}  // namespace rtpe::report
