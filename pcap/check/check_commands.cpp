// Findings about NG commands, node by node and cookie by cookie.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "pcap/check/check_capture.hpp"

namespace rtpe::capture {
namespace {

using Exchanges = std::deque<WireExchange>;

bool is_unanswered(const WireExchange& exchange) {
  return exchange.outcome != Outcome::answered && exchange.outcome != Outcome::lone_reply;
}

std::string what(const WireExchange& exchange) { return exchange.command.empty() ? "a command" : exchange.command; }

/// Nodes that fell silent, and single commands that were not answered.
void silence(const CheckInput& input, std::vector<Finding>& out) {
  std::map<Endpoint, std::vector<const WireExchange*>> by_node;
  for (const WireExchange& exchange : input.book.exchanges()) {
    if (exchange.outcome == Outcome::lone_reply || exchange.is_foreign) continue;
    const bool could_come = exchange.outcome == Outcome::no_answer &&
                            (exchange.is_unfinished || input.end - exchange.last_sent < input.thresholds.answer_within);
    if (!could_come) by_node[exchange.node].push_back(&exchange);
  }
  for (const auto& [node, exchanges] : by_node)
    for (std::size_t i = 0; i < exchanges.size();) {
      std::size_t end = i;
      while (end < exchanges.size() && is_unanswered(*exchanges[end])) ++end;
      const std::size_t count = end - i;
      if (count == 0) {
        ++i;
        continue;
      }
      const bool is_silent = count >= input.thresholds.unanswered_in_a_row;
      Finding finding{.rule = is_silent ? Rule::node_silent : Rule::no_answer,
                      .first = exchanges[i]->first_sent,
                      .last = exchanges[end - 1]->last_seen};
      for (std::size_t at = i; at < end && finding.frames.size() < 5; ++at)
        finding.frames.push_back(exchanges[at]->first_frame);
      const bool is_refused = exchanges[i]->outcome == Outcome::refused;
      if (is_silent) {
        finding.text = fmt::format("{} {} {} commands{}", node.text(), is_refused ? "refused" : "did not answer", count,
                                   end < exchanges.size() ? ", then answered again" : "");
      } else {
        finding.call_id = exchanges[i]->call_id;
        finding.text = fmt::format("{} {} {}, sent {}", node.text(), is_refused ? "refused" : "did not answer",
                                   what(*exchanges[i]),
                                   exchanges[i]->sends == 1 ? "once" : fmt::format("{} times", exchanges[i]->sends));
      }
      out.push_back(std::move(finding));
      i = end;
    }
}

void replies(const CheckInput& input, std::vector<Finding>& out) {
  for (const WireExchange& exchange : input.book.exchanges()) {
    if (exchange.replies == 0) continue;
    const auto add = [&](Rule rule, std::string text) {
      out.push_back({.rule = rule,
                     .first = exchange.first_reply,
                     .last = exchange.first_reply,
                     .frames = {exchange.first_frame, exchange.reply_frame},
                     .call_id = exchange.call_id,
                     .text = fmt::format("{} to {}: {}", what(exchange), exchange.node.text(), text)});
    };
    if (exchange.result == "error") add(Rule::error_reply, exchange.error_reason);
    if (exchange.result == "load limit") add(Rule::load_limit, exchange.error_reason);
    if (!exchange.warning.empty()) add(Rule::warning, exchange.warning);
  }
}

void resends(const CheckInput& input, std::vector<Finding>& out) {
  struct Window {
    Time start;
    std::uint64_t count = 0;
    std::vector<std::uint64_t> frames;
    bool is_told = false;
  };
  std::map<Endpoint, Window> windows;
  for (const WireExchange& exchange : input.book.exchanges()) {
    if (exchange.sends < 2) continue;
    Window& window = windows[exchange.node];
    if (exchange.first_sent - window.start > std::chrono::seconds(10))
      window = {.start = exchange.first_sent, .frames = {}};
    window.count += exchange.sends - 1;
    if (window.frames.size() < 5) window.frames.push_back(exchange.first_frame);
    if (window.is_told || window.count < input.thresholds.resends) continue;
    window.is_told = true;
    out.push_back(
        {.rule = Rule::retransmissions,
         .first = window.start,
         .last = exchange.last_sent,
         .frames = window.frames,
         .call_id = {},
         .text = fmt::format("{} commands to {} were sent again within {} s", window.count, exchange.node.text(),
                             std::chrono::ceil<std::chrono::seconds>(exchange.last_sent - window.start).count())});
  }
}

/// One cookie, one node, two clients: the daemon keeps replies by cookie alone for up to a minute.
void cookies(const CheckInput& input, std::vector<Finding>& out) {
  std::unordered_map<std::string, const WireExchange*> seen;
  for (const WireExchange& exchange : input.book.exchanges()) {
    if (exchange.sends == 0 || exchange.is_foreign) continue;
    auto [place, is_new] = seen.try_emplace(exchange.node.text() + " " + exchange.cookie, &exchange);
    const WireExchange& before = *place->second;
    place->second = &exchange;
    if (is_new || before.body_hash == exchange.body_hash ||
        exchange.first_sent - before.first_sent > std::chrono::seconds(60))
      continue;
    out.push_back(
        {.rule = Rule::cookie_collision,
         .first = before.first_sent,
         .last = exchange.first_sent,
         .frames = {before.first_frame, exchange.first_frame},
         .call_id = exchange.call_id,
         .text = fmt::format("{} from {} and {} from {} have the cookie {} at {}", what(before), before.client.text(),
                             what(exchange), exchange.client.text(), exchange.cookie, exchange.node.text())});
  }
}

}  // namespace

void check_commands(const CheckInput& input, std::vector<Finding>& out) {
  silence(input, out);
  replies(input, out);
  resends(input, out);
  cookies(input, out);
}

}  // namespace rtpe::capture
