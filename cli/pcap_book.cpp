#include "cli/pcap_book.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "cli/output.hpp"
#include "cli/pcap_text.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {

using capture::CallBook;
using capture::CaptureClock;
using capture::Filter;
using capture::JoinedCall;
using capture::RtpStream;
using capture::SipDialog;
using capture::WireExchange;
using report::Align;
namespace json = boost::json;

namespace {

struct Context {
  const PcapListing& listing;
  const CallBook& book;
  const CaptureClock& clock;
  const Filter& filter;
  [[nodiscard]] std::string time(Time at) const {
    return listing.in_utc ? report::utc_microseconds_text(clock.wall(at)) : seconds_text(at - clock.first());
  }
  [[nodiscard]] json::value iso(Time at) const { return json::value(report::iso_text(clock.wall(at))); }
  [[nodiscard]] json::value iso(const std::optional<Time>& at) const { return at ? iso(*at) : json::value(nullptr); }
  [[nodiscard]] bool wants_time(Time first, Time last) const {
    return filter.wants_time(clock.wall(first), clock.wall(last));
  }
};

report::Column time_column(const Context& context) {
  return {context.listing.in_utc ? "time (UTC)" : "time", Align::right};
}

std::string number_text(std::optional<double> value, std::string_view unit) {
  return value ? fmt::format("{:.1f}{}", *value, unit) : "-";
}
std::string mos_text(std::optional<int> mos) { return mos ? fmt::format("{:.1f}", *mos / 10.0) : "-"; }
json::value number_json(std::optional<double> value) { return value ? json::value(*value) : json::value(nullptr); }

void print_table(report::TextTable& table) {
  std::string out;
  table.render(out);
  print(out);
}

std::string length_text(const SipDialog& dialog) {
  if (!dialog.answered) return "-";
  return report::duration_text(dialog.ended.value_or(dialog.last) - *dialog.answered);
}

bool wants(const Context& context, const SipDialog& dialog) {
  return (!context.filter.only_failures || has_failed(dialog)) && context.filter.wants_call(dialog.call_id) &&
         context.filter.wants_command(dialog.method) && context.wants_time(dialog.first, dialog.last);
}

json::object dialog_json(const Context& context, const SipDialog& dialog) {
  return {{"record", "dialog"},
          {"call_id", text_or_null(dialog.call_id)},
          {"method", text_or_null(dialog.method)},
          {"from", text_or_null(dialog.from)},
          {"to", text_or_null(dialog.to)},
          {"caller", dialog.caller.text()},
          {"callee", dialog.callee.text()},
          {"frame", dialog.first_frame},
          {"time", context.iso(dialog.first)},
          {"ringing", context.iso(dialog.ringing)},
          {"answered", context.iso(dialog.answered)},
          {"ended", context.iso(dialog.ended)},
          {"status", dialog.status},
          {"state", state_of(dialog)},
          {"messages", dialog.messages},
          {"resent", dialog.resent}};
}

std::size_t print_dialogs(const Context& context) {
  report::TextTable table({time_column(context),
                           {"Call-ID", Align::left, 48},
                           {"method"},
                           {"from"},
                           {"to"},
                           {"state"},
                           {"answered for", Align::right},
                           {"messages", Align::right},
                           {"resent", Align::right}});
  std::size_t rows = 0;
  for (const SipDialog& dialog : context.book.dialogs()) {
    if (!wants(context, dialog)) continue;
    ++rows;
    if (context.listing.as_json) {
      print_line(dialog_json(context, dialog));
      continue;
    }
    table.add({context.time(dialog.first), report::printable(dialog.call_id), report::printable(dialog.method),
               report::printable(dialog.from), report::printable(dialog.to), state_of(dialog), length_text(dialog),
               std::to_string(dialog.messages), std::to_string(dialog.resent)});
  }
  if (rows > 0 && !context.listing.as_json) print_table(table);
  return rows;
}

std::string call_id_of(const Context& context, const RtpStream& stream) {
  const auto* call = context.book.call_of(stream);
  return call != nullptr ? call->call_ids[0] : std::string();
}

json::object stream_json(const Context& context, const RtpStream& stream) {
  const auto rate = context.book.clock_rate_of(stream);
  const auto mos = context.book.mos_of(stream);
  json::object out{{"record", "stream"},
                   {"call_id", text_or_null(call_id_of(context, stream))},
                   {"source", stream.source.text()},
                   {"destination", stream.destination.text()},
                   {"ssrc", stream.ssrc},
                   {"codec", context.book.codec_of(stream)},
                   {"frame", stream.first_frame},
                   {"time", context.iso(stream.first)},
                   {"duration_ns", (stream.last - stream.first).count()},
                   {"packets", stream.packets},
                   {"expected", stream.expected()},
                   {"lost", stream.lost()},
                   {"loss_percent", stream.loss_percent()},
                   {"longest_gap", stream.longest_gap()},
                   {"longest_silence_ns", stream.longest_silence.count()},
                   {"out_of_order", stream.out_of_order},
                   {"duplicates", stream.duplicates},
                   {"jitter_ms", number_json(stream.jitter_ms(rate))},
                   {"jitter_highest_ms", number_json(stream.highest_jitter_ms(rate))}};
  out["mos"] = mos ? json::value(*mos / 10.0) : json::value(nullptr);
  out["round_trip_ns"] = stream.round_trip ? json::value(stream.round_trip->count()) : json::value(nullptr);
  out["rtcp_reports"] = stream.reports.size();
  out["rtcp_lost"] = stream.reports.empty() ? 0 : stream.reports.back().lost;
  return out;
}

std::size_t print_streams(const Context& context) {
  report::TextTable table({time_column(context),
                           {"source"},
                           {"destination"},
                           {"SSRC"},
                           {"codec"},
                           {"packets", Align::right},
                           {"lost", Align::right},
                           {"loss", Align::right},
                           {"jitter", Align::right},
                           {"highest", Align::right},
                           {"MOS", Align::right},
                           {"Call-ID", Align::left, 48}});
  std::size_t rows = 0;
  for (const RtpStream& stream : context.book.streams()) {
    const auto call_id = call_id_of(context, stream);
    if (stream.packets < capture::RtpStreams::packets_at_least || !context.filter.wants_call(call_id) ||
        !context.wants_time(stream.first, stream.last) || (context.filter.only_failures && stream.lost() <= 0))
      continue;
    ++rows;
    if (context.listing.as_json) {
      print_line(stream_json(context, stream));
      continue;
    }
    const auto rate = context.book.clock_rate_of(stream);
    table.add({context.time(stream.first), stream.source.text(), stream.destination.text(),
               fmt::format("{:08x}", stream.ssrc), report::printable(context.book.codec_of(stream)),
               report::count_text(stream.packets), std::to_string(stream.lost()),
               fmt::format("{:.1f} %", stream.loss_percent()), number_text(stream.jitter_ms(rate), " ms"),
               number_text(stream.highest_jitter_ms(rate), " ms"), mos_text(context.book.mos_of(stream)),
               call_id.empty() ? "-" : report::printable(call_id)});
  }
  if (rows > 0 && !context.listing.as_json) print_table(table);
  return rows;
}

/// What the calls' list says of one call.
struct CallRow {
  std::string from, to, state = "no SIP", length = "-", commands;
  std::set<std::string> nodes;
  std::size_t failed = 0;
  std::optional<int> mos;  ///< of its worst stream
};

void add_commands(const Context& context, const JoinedCall& call, CallRow& row) {
  std::vector<std::pair<std::string, std::size_t>> names;
  for (const std::size_t index : call.exchanges) {
    const WireExchange& exchange = context.book.exchanges()[index];
    row.nodes.insert(node_text(exchange));
    row.failed += has_failed(exchange) ? 1 : 0;
    const auto name = command_text(exchange);
    if (!names.empty() && names.back().first == name)
      ++names.back().second;
    else
      names.emplace_back(name, 1);
  }
  for (const auto& [name, count] : names)
    row.commands +=
        fmt::format("{}{}{}", row.commands.empty() ? "" : " ", name, count > 1 ? fmt::format("x{}", count) : "");
}

CallRow row_of(const Context& context, const JoinedCall& call) {
  CallRow row;
  for (const std::size_t index : call.dialogs) {
    const SipDialog& dialog = context.book.dialogs()[index];
    if (&dialog == &context.book.dialogs()[call.dialogs.front()]) {
      row.from = dialog.from;
      row.to = dialog.to;
      row.state = state_of(dialog);
      row.length = length_text(dialog);
    }
    row.failed += has_failed(dialog) ? 1 : 0;
  }
  add_commands(context, call, row);
  for (const std::size_t index : call.streams) {
    const auto mos = context.book.mos_of(context.book.streams()[index]);
    if (mos && (!row.mos || *mos < *row.mos)) row.mos = mos;
  }
  return row;
}

bool wants(const Context& context, const JoinedCall& call, const CallRow& row) {
  const Filter& filter = context.filter;
  const auto any_exchange = [&](const auto& is_wanted) {
    return std::any_of(call.exchanges.begin(), call.exchanges.end(),
                       [&](std::size_t index) { return is_wanted(context.book.exchanges()[index]); });
  };
  const bool is_call = !call.exchanges.empty() ||
                       std::any_of(call.dialogs.begin(), call.dialogs.end(),
                                   [&](std::size_t index) { return context.book.dialogs()[index].method == "INVITE"; });
  const bool has_call_id = std::any_of(call.call_ids.begin(), call.call_ids.end(),
                                       [&](const std::string& one) { return filter.wants_call(one); });
  const bool has_command =
      filter.commands.empty() || any_exchange([&](const auto& one) { return filter.wants_command(one.command); }) ||
      std::any_of(call.dialogs.begin(), call.dialogs.end(),
                  [&](std::size_t index) { return filter.wants_command(context.book.dialogs()[index].method); });
  const bool has_node =
      filter.nodes.empty() || any_exchange([&](const auto& one) { return filter.wants_node(one.node); });
  return is_call && has_call_id && has_command && has_node && context.wants_time(call.first, call.last) &&
         (!filter.only_failures || row.failed > 0);
}

json::object call_json(const Context& context, const JoinedCall& call, const CallRow& row) {
  json::array call_ids, nodes;
  for (const auto& call_id : call.call_ids) call_ids.push_back(text_or_null(call_id));
  for (const auto& node : row.nodes) nodes.emplace_back(node);
  json::object out{{"record", "call"},
                   {"call_ids", std::move(call_ids)},
                   {"from", text_or_null(row.from)},
                   {"to", text_or_null(row.to)},
                   {"state", row.state},
                   {"first", context.iso(call.first)},
                   {"last", context.iso(call.last)},
                   {"nodes", std::move(nodes)},
                   {"commands", row.commands},
                   {"failed", row.failed},
                   {"legs", call.dialogs.size()},
                   {"streams", call.streams.size()}};
  out["mos"] = row.mos ? json::value(*row.mos / 10.0) : json::value(nullptr);
  return out;
}

std::size_t print_calls(const Context& context) {
  report::TextTable table({time_column(context),
                           {"Call-ID", Align::left, 48},
                           {"legs", Align::right},
                           {"from"},
                           {"to"},
                           {"state"},
                           {"answered for", Align::right},
                           {"node"},
                           {"commands"},
                           {"failed", Align::right},
                           {"streams", Align::right},
                           {"MOS", Align::right}});
  std::size_t rows = 0;
  for (const JoinedCall& call : context.book.calls()) {
    const CallRow row = row_of(context, call);
    if (!wants(context, call, row)) continue;
    ++rows;
    if (context.listing.as_json) {
      print_line(call_json(context, call, row));
      continue;
    }
    table.add({context.time(call.first), report::printable(call.call_ids[0]), std::to_string(call.dialogs.size()),
               row.from.empty() ? "-" : report::printable(row.from), row.to.empty() ? "-" : report::printable(row.to),
               row.state, row.length, row.nodes.empty() ? "-" : fmt::format("{}", fmt::join(row.nodes, " ")),
               row.commands.empty() ? "-" : row.commands, std::to_string(row.failed),
               std::to_string(call.streams.size()), mos_text(row.mos)});
  }
  if (rows > 0 && !context.listing.as_json) print_table(table);
  return rows;
}

}  // namespace

std::size_t print_book(const PcapListing& listing, const CallBook& book, const CaptureClock& clock,
                       const Filter& filter) {
  const Context context{listing, book, clock, filter};
  switch (listing.list) {
    case PcapList::sip:
      return print_dialogs(context);
    case PcapList::streams:
      return print_streams(context);
    case PcapList::calls:
    case PcapList::commands:
      break;
  }
  return print_calls(context);
}

}  // namespace rtpe::cli
