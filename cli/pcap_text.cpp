#include "cli/pcap_text.hpp"

#include <fmt/format.h>

#include "cli/output.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {

using capture::Content;
using capture::Outcome;
using capture::WireExchange;
namespace json = boost::json;

namespace {

std::string answer_text(const WireExchange& exchange) {
  std::string text = exchange.result.empty() && exchange.is_reply_cut ? "answered (cut)" : exchange.result;
  text = report::printable(text);
  if (!exchange.error_reason.empty()) text += ": " + report::printable(exchange.error_reason);
  if (!exchange.warning.empty()) text += ", warning: " + report::printable(exchange.warning);
  return text;
}

/// Appends ", 1 234 frames" for what is there.
void say(std::string& out, std::uint64_t count, std::string_view what) {
  if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", report::count_text(count), what);
}

std::string messages_line(const capture::CaptureSummary& summary) {
  std::string out;
  say(out, summary.messages.requests, "NG requests");
  say(out, summary.messages.replies, "NG replies");
  say(out, summary.messages.notifications, "NG notifications");
  say(out, summary.messages.malformed, "malformed requests");
  say(out, summary.messages.foreign, "datagrams to an NG node that are no NG");
  say(out, summary.messages.icmp_errors, "ICMP errors");
  for (const Content content :
       {Content::sip, Content::rtp, Content::rtcp, Content::stun, Content::dtls, Content::other})
    say(out, summary.traffic.of(content), name_of(content));
  say(out, summary.frames.tunnelled, "packets in tunnels");
  return out;
}

std::string unread_line(const capture::CaptureSummary& summary) {
  std::string out;
  for (const auto& [count, text] : summary.frames.unread.texts()) say(out, count, text);
  say(out, summary.frames.streams.tls, "directions of TLS connections");
  say(out, summary.frames.streams.other, "directions of other TCP connections");
  say(out, summary.frames.fragments_given_up, "datagrams with missing fragments");
  say(out, summary.frames.streams.gaps, "gaps in TCP streams");
  say(out, summary.frames.streams.given_up, "TCP streams given up");
  return out;
}

std::string noted_line(const capture::CaptureSummary& summary) {
  std::string out;
  say(out, summary.frames.cut, "frames cut by the capture");
  say(out, summary.frames.copies, "copies of packets left out");
  say(out, summary.clock.steps_back(), "steps back of the clock");
  say(out, summary.messages.closed_early, "commands listed before their time because too many were open");
  return out;
}

std::string hint(const capture::CaptureSummary& summary) {
  if (summary.frames.frames == 0) return "nothing was captured: was the interface or the capture filter the right one?";
  if (summary.messages.requests + summary.messages.replies > 0) return {};
  if (summary.frames.streams.tls > 0)
    return "no NG that can be read: TLS hides what it carries; capture between proxy and engine in plain text";
  if (summary.traffic.of(Content::sip) > 0)
    return "no NG here: it runs between the proxy and its engines, often on lo; capture with -i any on the proxy";
  if (summary.traffic.of(Content::rtp) > 0)
    return "no NG here, but media: capture on the proxy, or with the engine's control port (2223) in the filter";
  return "no NG here: capture between the proxy and its engines, often on lo, with tcpdump -i any -s 0 -w FILE";
}

}  // namespace

std::string seconds_text(Duration since_start) {
  return fmt::format("{:.6f}", static_cast<double>(since_start.count()) / 1e9);
}

std::string node_text(const WireExchange& exchange) {
  const auto node = exchange.node.text();
  return exchange.transport == capture::Transport::udp ? node : fmt::format("{}:{}", name_of(exchange.transport), node);
}

std::string command_text(const WireExchange& exchange) {
  if (!exchange.command.empty()) return report::printable(exchange.command);
  if (exchange.is_foreign) return "(no NG)";
  if (exchange.is_malformed) return "(malformed)";
  return exchange.sends == 0 || exchange.is_cut ? "?" : "(none)";
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

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(report::valid_utf8(text));
}

void print_line(const json::object& object) { print(json::serialize(object) + "\n"); }

void print_pcap_summary(const capture::CaptureSummary& summary) {
  std::string out = "\nno frames";
  if (summary.frames.frames > 0)
    out = fmt::format("\n{} frames from {} UTC, {}", report::count_text(summary.frames.frames),
                      report::utc_text(summary.clock.wall(summary.clock.first())),
                      report::duration_text(summary.clock.newest() - summary.clock.first()));
  if (const auto messages = messages_line(summary); !messages.empty()) out += ": " + messages;
  out += "\n";
  if (const auto unread = unread_line(summary); !unread.empty()) out += "not read: " + unread + "\n";
  if (const auto noted = noted_line(summary); !noted.empty()) out += "noted: " + noted + "\n";
  if (const auto why = hint(summary); !why.empty()) out += why + "\n";
  print(out);
}

json::object pcap_summary_json(const capture::CaptureSummary& summary) {
  json::object unread;
  for (const auto& [count, text] : summary.frames.unread.texts()) unread[text] = count;
  const auto& streams = summary.frames.streams;
  json::object out{{"record", "summary"},
                   {"frames", summary.frames.frames},
                   {"requests", summary.messages.requests},
                   {"replies", summary.messages.replies},
                   {"notifications", summary.messages.notifications},
                   {"malformed", summary.messages.malformed},
                   {"foreign", summary.messages.foreign},
                   {"icmp_errors", summary.messages.icmp_errors},
                   {"sip", summary.traffic.of(Content::sip)},
                   {"sip_over_streams", summary.traffic.sip_over_streams},
                   {"rtp", summary.traffic.of(Content::rtp)},
                   {"rtcp", summary.traffic.of(Content::rtcp)},
                   {"stun", summary.traffic.of(Content::stun)},
                   {"dtls", summary.traffic.of(Content::dtls)},
                   {"other", summary.traffic.of(Content::other)},
                   {"tunnelled", summary.frames.tunnelled},
                   {"unread", std::move(unread)},
                   {"tls_streams", streams.tls},
                   {"stream_gaps", streams.gaps},
                   {"streams_given_up", streams.given_up},
                   {"frames_cut", summary.frames.cut},
                   {"copies", summary.frames.copies},
                   {"clock_steps_back", summary.clock.steps_back()},
                   {"fragments_given_up", summary.frames.fragments_given_up},
                   {"closed_early", summary.messages.closed_early}};
  out["first"] = summary.frames.frames > 0 ? json::value(report::iso_text(summary.clock.wall(summary.clock.first())))
                                           : json::value(nullptr);
  out["duration_ns"] = (summary.clock.newest() - summary.clock.first()).count();
  out["damage"] = summary.damage ? json::value(report::valid_utf8(summary.damage->text())) : json::value(nullptr);
  return out;
}

}  // namespace rtpe::cli
