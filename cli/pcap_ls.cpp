// rtpe-lab pcap ls FILE...: every NG command of a capture with its node, latency, sends and result.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/pcap_book.hpp"
#include "cli/pcap_input.hpp"
#include "cli/pcap_text.hpp"
#include "pcap/ng/node_activity.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {
namespace {

using capture::CaptureClock;
using capture::CaptureSummary;
using capture::NodeActivities;
using capture::NodeActivity;
using capture::WireExchange;
namespace json = boost::json;

struct ListOptions {
  PcapInput input;
  bool as_json = false, in_utc = false, only_summary = false;
  bool calls = false, sip = false, streams = false;
  std::vector<std::string> legs = {"X-CID"};
  [[nodiscard]] PcapList list() const {
    if (calls) return PcapList::calls;
    if (sip) return PcapList::sip;
    return streams ? PcapList::streams : PcapList::commands;
  }
};

/// Prints rows as they come; widths are those of the first rows.
class Listing {
 public:
  Listing(bool in_utc, bool is_live)
      : table_({{in_utc ? "time (UTC)" : "time", report::Align::right, 40, is_live ? 12U : 0U},
                {"node", report::Align::left, 40, is_live ? 18U : 0U},
                {"command", report::Align::left, 40, is_live ? 7U : 0U},
                {"Call-ID", report::Align::left, 48, is_live ? 36U : 0U},
                {"latency", report::Align::right},
                {"sends", report::Align::right},
                {"result"}}),
        in_utc_(in_utc),
        rows_at_once_(is_live ? 1 : 512) {}
  void add(const WireExchange& exchange, const CaptureClock& clock) {
    table_.add({in_utc_ ? report::utc_microseconds_text(clock.wall(exchange.first_sent))
                        : seconds_text(exchange.first_sent - clock.first()),
                node_text(exchange), command_text(exchange),
                exchange.call_id.empty() ? "-" : report::printable(exchange.call_id),
                exchange.latency ? report::duration_text(*exchange.latency) : "-", std::to_string(exchange.sends),
                result_text(exchange)});
    if (table_.rows() >= rows_at_once_) flush();
  }
  void flush() {
    std::string out;
    table_.render(out);
    print(out);
    if (rows_at_once_ == 1) flush_output();
  }

 private:
  report::TextTable table_;
  bool in_utc_;
  std::size_t rows_at_once_;
};

std::string state_text(const NodeActivity& node, const CaptureClock& clock) {
  if (!node.silent_since) return "answers";
  const auto since = seconds_text(*node.silent_since - clock.first());
  if (!node.last_answer) return fmt::format("never answered, {} unanswered", node.unanswered_since);
  return fmt::format("silent since {}, {} unanswered", since, node.unanswered_since);
}

void print_nodes(const NodeActivities& activities, const CaptureClock& clock) {
  using report::Align;
  report::TextTable table({{"node"},
                           {"commands", Align::right},
                           {"sends", Align::right},
                           {"answered", Align::right},
                           {"errors", Align::right},
                           {"no answer", Align::right},
                           {"refused", Align::right},
                           {"mean latency", Align::right},
                           {"highest", Align::right},
                           {"at the end"}});
  for (const auto& [endpoint, node] : activities.nodes()) {
    const bool any = node.timed > 0;
    table.add({endpoint.text(), report::count_text(node.commands), report::count_text(node.sends),
               report::count_text(node.answered), report::count_text(node.errors), report::count_text(node.no_answer),
               report::count_text(node.refused),
               any ? report::duration_text(node.latency_sum / static_cast<std::int64_t>(node.timed)) : "-",
               any ? report::duration_text(node.latency_highest) : "-", state_text(node, clock)});
  }
  std::string out;
  table.render(out);
  if (activities.overflow() > 0) out += fmt::format("({} commands to further nodes)\n", activities.overflow());
  print(out);
}

json::object exchange_json(const WireExchange& exchange, const CaptureClock& clock) {
  json::object out{{"record", "exchange"},
                   {"frame", exchange.first_frame},
                   {"time", report::iso_text(clock.wall(exchange.first_sent))},
                   {"since_start_ns", (exchange.first_sent - clock.first()).count()},
                   {"transport", std::string(name_of(exchange.transport))},
                   {"client", exchange.client.text()},
                   {"node", exchange.node.text()},
                   {"cookie", report::valid_utf8(exchange.cookie)},
                   {"command", text_or_null(exchange.command)},
                   {"call_id", text_or_null(exchange.call_id)},
                   {"sends", exchange.sends},
                   {"replies", exchange.replies},
                   {"outcome", std::string(name_of(exchange.outcome))}};
  out["latency_ns"] = exchange.latency ? json::value(exchange.latency->count()) : json::value(nullptr);
  out["reply_frame"] = exchange.reply_frame != 0 ? json::value(exchange.reply_frame) : json::value(nullptr);
  out["result"] = text_or_null(exchange.result);
  out["reason"] = text_or_null(exchange.error_reason);
  out["warning"] = text_or_null(exchange.warning);
  out["icmp_errors"] = exchange.icmp_errors;
  if (exchange.is_malformed) out["malformed"] = true;
  if (exchange.is_foreign) out["foreign"] = true;
  if (exchange.is_cut) out["cut"] = true;
  if (exchange.is_reply_cut) out["reply_cut"] = true;
  if (exchange.is_unfinished) out["unfinished"] = true;
  return out;
}

void print_json_nodes(const NodeActivities& activities, const CaptureClock& clock) {
  for (const auto& [endpoint, node] : activities.nodes())
    print_line({{"record", "node"},
                {"node", endpoint.text()},
                {"commands", node.commands},
                {"sends", node.sends},
                {"answered", node.answered},
                {"errors", node.errors},
                {"no_answer", node.no_answer},
                {"refused", node.refused},
                {"latency_mean_ns", node.timed > 0
                                        ? json::value(node.latency_sum.count() / static_cast<std::int64_t>(node.timed))
                                        : json::value(nullptr)},
                {"silent_since", node.silent_since ? json::value(report::iso_text(clock.wall(*node.silent_since)))
                                                   : json::value(nullptr)}});
}

/// What needs the whole capture: calls, dialogs, streams.
int list_book(ListOptions& options) {
  capture::CallBook book(options.legs);
  capture::ReadOptions reading;
  reading.listener = &book;
  auto source = open_pcap(options.input, reading);
  if (!source) return fail(source.error());
  reading.matcher.with_sdp = true;
  reading.matcher.when_answered = false;
  const auto summary = capture::read_frames(
      **source, [&](const WireExchange& exchange, const CaptureClock&) { book.exchange(exchange); }, reading);
  book.join();
  const auto rows =
      print_book({options.list(), options.as_json, options.in_utc}, book, summary.clock, options.input.filter);
  if (options.as_json) {
    print_line(pcap_summary_json(summary));
  } else {
    if (rows == 0) print("nothing of that kind, or nothing that passes the filter\n");
    if (book.left_out() > 0)
      print(fmt::format("{} commands, dialogs and streams did not fit and are not listed\n", book.left_out()));
    print_pcap_summary(summary);
  }
  return summary.damage ? fail(*summary.damage) : exit_passed;
}

int list(ListOptions& options) {
  if (options.list() != PcapList::commands) return list_book(options);
  capture::ReadOptions reading;
  auto source = open_pcap(options.input, reading);
  if (!source) return fail(source.error());
  Listing listing(options.in_utc, options.input.is_live());
  NodeActivities activities;
  std::uint64_t rows = 0;
  const auto& filter = options.input.filter;
  const auto summary = capture::read_frames(
      **source,
      [&](const WireExchange& exchange, const CaptureClock& clock) {
        if (!filter.concerns(exchange, clock.wall(exchange.first_sent))) return;
        activities.add(exchange);  // what a node did is more than its failures
        if (!filter.wants(exchange)) return;
        ++rows;
        if (options.only_summary) return;
        if (options.as_json)
          print_line(exchange_json(exchange, clock));
        else
          listing.add(exchange, clock);
      },
      reading);
  if (options.as_json) {
    print_json_nodes(activities, summary.clock);
    print_line(pcap_summary_json(summary));
  } else {
    if (rows > 0 && !options.only_summary) listing.flush();
    if (!activities.nodes().empty()) {
      if (rows > 0 && !options.only_summary) print("\n");
      print_nodes(activities, summary.clock);
    }
    print_pcap_summary(summary);
    if (rows == 0 && summary.messages.requests > 0) print("none of the NG commands passes the filter\n");
  }
  return summary.damage ? fail(*summary.damage) : exit_passed;
}

}  // namespace

void add_pcap_ls(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ListOptions>();
  auto* verb =
      app.add_subcommand("ls", "List the NG commands of a capture: time, node, Call-ID, latency, sends, result");
  verb->footer(examples({"rtpe-lab pcap ls capture.pcapng", "rtpe-lab pcap ls --calls capture.pcapng",
                         "rtpe-lab pcap ls --failures --utc a.pcap.gz b.pcap.zst",
                         "tcpdump -i any -U -s 0 -w - udp port 2223 | rtpe-lab pcap ls -"}));
  add_pcap_input(*verb, options->input);
  auto* calls = verb->add_flag("--calls", options->calls, "One line per call over all its legs: SIP, NG, media");
  auto* sip = verb->add_flag("--sip", options->sip, "SIP dialogs")->excludes(calls);
  verb->add_flag("--streams", options->streams, "RTP streams with loss, jitter and MOS")
      ->excludes(calls)
      ->excludes(sip);
  verb->add_option("--leg-header", options->legs, "SIP header that names another leg's Call-ID (X-CID)")
      ->allow_extra_args(false);
  verb->add_flag("--summary", options->only_summary, "Only what is in the capture and what each node did");
  verb->add_flag("--utc", options->in_utc, "Wall clock (UTC) instead of seconds since the first frame");
  add_pcap_filters(*verb, options->input);
  verb->add_flag("--json", options->as_json, "One JSON object per line: exchanges, nodes, summary");
  verb->callback([options, &exit_code] { exit_code = list(*options); });
}

}  // namespace rtpe::cli
