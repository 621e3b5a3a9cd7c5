// rtpe-lab pcap ls FILE: every NG command of a capture with its node, latency, sends and result.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "pcap/node_activity.hpp"
#include "pcap/read_capture.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {
namespace {

using capture::CaptureSummary;
using capture::NodeActivities;
using capture::NodeActivity;
using capture::Outcome;
using capture::WireExchange;
namespace json = boost::json;

std::string node_text(const WireExchange& exchange) {
  return exchange.transport == capture::Transport::tcp ? "tcp:" + exchange.node.text() : exchange.node.text();
}

std::string command_text(const WireExchange& exchange) {
  if (!exchange.command.empty()) return report::printable(exchange.command);
  if (exchange.is_malformed) return "(malformed)";
  return exchange.sends == 0 || exchange.is_cut ? "?" : "(none)";
}

std::string answer_text(const WireExchange& exchange) {
  std::string text = report::printable(exchange.result);
  if (!exchange.error_reason.empty()) text += ": " + report::printable(exchange.error_reason);
  return text;
}

std::string result_text(const WireExchange& exchange) {
  std::string text(name_of(exchange.outcome));
  if (exchange.outcome == Outcome::answered) text = answer_text(exchange);
  if (exchange.outcome == Outcome::lone_reply) text += " (" + answer_text(exchange) + ")";
  if (exchange.replies > 1) text += fmt::format(", {} replies", exchange.replies);
  if (exchange.outcome == Outcome::answered && exchange.icmp_errors > 0) text += ", refused before";
  if (exchange.is_unfinished) text += " so far";
  return text;
}

/// "12.504920": seconds since `start`, with microseconds.
std::string seconds_text(Duration since_start) {
  return fmt::format("{:.6f}", static_cast<double>(since_start.count()) / 1e9);
}

/// Prints rows as they come; widths are those of the first rows.
class Listing {
 public:
  Listing()
      : table_({{"time", report::Align::right},
                {"node"},
                {"command"},
                {"Call-ID", report::Align::left, 48},
                {"latency", report::Align::right},
                {"sends", report::Align::right},
                {"result"}}) {}
  void add(const WireExchange& exchange, Time capture_start) {
    table_.add({seconds_text(exchange.first_sent - capture_start), node_text(exchange), command_text(exchange),
                exchange.call_id.empty() ? "-" : report::printable(exchange.call_id),
                exchange.latency ? report::duration_text(*exchange.latency) : "-", std::to_string(exchange.sends),
                result_text(exchange)});
    constexpr std::size_t rows_at_once = 512;
    if (table_.rows() >= rows_at_once) flush();
  }
  void flush() {
    std::string out;
    table_.render(out);
    print(out);
  }

 private:
  report::TextTable table_;
};

std::string state_text(const NodeActivity& node, Time start) {
  if (!node.silent_since) return "answers";
  const auto since = seconds_text(*node.silent_since - start);
  if (!node.last_answer) return fmt::format("never answered, {} unanswered", node.unanswered_since);
  return fmt::format("silent since {}, {} unanswered", since, node.unanswered_since);
}

void print_nodes(const NodeActivities& activities, Time start) {
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
    const bool any = node.answered > 0;
    table.add({endpoint.text(), report::count_text(node.commands), report::count_text(node.sends),
               report::count_text(node.answered), report::count_text(node.errors), report::count_text(node.no_answer),
               report::count_text(node.refused),
               any ? report::duration_text(node.latency_sum / static_cast<std::int64_t>(node.answered)) : "-",
               any ? report::duration_text(node.latency_highest) : "-", state_text(node, start)});
  }
  std::string out = "\n";
  table.render(out);
  if (activities.overflow() > 0) out += fmt::format("({} commands to further nodes)\n", activities.overflow());
  print(out);
}

/// "counted, name" for what is there.
void say(std::string& out, std::uint64_t count, std::string_view what) {
  if (count > 0) out += fmt::format(", {} {}", report::count_text(count), what);
}

void print_summary(const CaptureSummary& summary) {
  std::string out = fmt::format("\n{} frames from {} UTC, {}", report::count_text(summary.frames.frames),
                                report::utc_text(summary.first), report::duration_text(summary.last - summary.first));
  say(out, summary.messages.requests, "NG requests");
  say(out, summary.messages.replies, "NG replies");
  say(out, summary.messages.notifications, "NG notifications");
  say(out, summary.messages.malformed, "malformed requests");
  say(out, summary.messages.icmp_errors, "ICMP errors");
  say(out, summary.messages.sip, "SIP messages");
  say(out, summary.frames.cut, "frames cut by the capture");
  say(out, summary.frames.fragments_given_up, "datagrams with missing fragments");
  say(out, summary.frames.tcp_streams_given_up, "TCP streams given up");
  say(out, summary.messages.closed_early, "commands listed before their time because too many were open");
  print(out + "\n");
}

json::object exchange_json(const WireExchange& exchange) {
  const auto text_or_null = [](const std::string& text) -> json::value {
    if (text.empty()) return nullptr;
    return json::value(report::valid_utf8(text));
  };
  json::object out{{"record", "exchange"},
                   {"frame", exchange.first_frame},
                   {"time", report::iso_text(exchange.first_sent)},
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
  out["icmp_errors"] = exchange.icmp_errors;
  if (exchange.is_malformed) out["malformed"] = true;
  if (exchange.is_cut) out["cut"] = true;
  if (exchange.is_unfinished) out["unfinished"] = true;
  return out;
}

void print_line(const json::object& object) { print(json::serialize(object) + "\n"); }

void print_json_end(const CaptureSummary& summary, const NodeActivities& activities) {
  for (const auto& [endpoint, node] : activities.nodes())
    print_line({{"record", "node"},
                {"node", endpoint.text()},
                {"commands", node.commands},
                {"sends", node.sends},
                {"answered", node.answered},
                {"errors", node.errors},
                {"no_answer", node.no_answer},
                {"refused", node.refused},
                {"latency_mean_ns",
                 node.answered > 0 ? json::value(node.latency_sum.count() / static_cast<std::int64_t>(node.answered))
                                   : json::value(nullptr)},
                {"silent_since",
                 node.silent_since ? json::value(report::iso_text(*node.silent_since)) : json::value(nullptr)}});
  print_line(
      {{"record", "summary"},
       {"frames", summary.frames.frames},
       {"requests", summary.messages.requests},
       {"replies", summary.messages.replies},
       {"notifications", summary.messages.notifications},
       {"malformed", summary.messages.malformed},
       {"icmp_errors", summary.messages.icmp_errors},
       {"sip", summary.messages.sip},
       {"frames_cut", summary.frames.cut},
       {"fragments_given_up", summary.frames.fragments_given_up},
       {"closed_early", summary.messages.closed_early},
       {"damage", summary.damage ? json::value(report::valid_utf8(summary.damage->text())) : json::value(nullptr)}});
}

int list(const std::string& file, bool as_json) {
  Listing listing;
  NodeActivities activities;
  const auto summary = capture::read_capture(file, [&](const WireExchange& exchange, Time capture_start) {
    activities.add(exchange);
    if (as_json)
      print_line(exchange_json(exchange));
    else
      listing.add(exchange, capture_start);
  });
  if (!summary) return fail(summary.error());
  if (as_json) {
    print_json_end(*summary, activities);
  } else {
    listing.flush();
    if (!activities.nodes().empty()) print_nodes(activities, summary->first);
    print_summary(*summary);
  }
  return summary->damage ? fail(*summary->damage) : exit_passed;
}

}  // namespace

void add_pcap_ls(CLI::App& app, int& exit_code) {
  struct Options {
    std::string file;
    bool as_json = false;
  };
  auto options = std::make_shared<Options>();
  auto* verb =
      app.add_subcommand("ls", "List the NG commands of a capture: time, node, Call-ID, latency, sends, result");
  verb->add_option("FILE", options->file, "pcap or pcapng file; - for standard input")->required();
  verb->add_flag("--json", options->as_json, "One JSON object per line: exchanges, nodes, summary");
  verb->callback([options, &exit_code] { exit_code = list(options->file, options->as_json); });
}

}  // namespace rtpe::cli
