// Findings about the course of calls: nodes, offers and answers, deletes, SIP.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "pcap/check/check_capture.hpp"

namespace rtpe::capture {
namespace {

using Commands = std::vector<const WireExchange*>;

bool is_good(const WireExchange& exchange) {
  return exchange.outcome == Outcome::answered && exchange.result != "error" && exchange.result != "load limit";
}

Finding about(Rule rule, const WireExchange& first, const WireExchange& last, std::string text) {
  return {.rule = rule,
          .first = first.first_sent,
          .last = last.last_seen,
          .frames = {first.first_frame, last.first_frame},
          .call_id = first.call_id,
          .text = std::move(text)};
}

/// Deliveries to two sets run side by side, so only a node that answered the call before and after counts as left.
void affinity(const Commands& commands, std::vector<Finding>& out) {
  const WireExchange* home = nullptr;
  for (const WireExchange* command : commands) {
    if (command->command == "delete" && command->result == "error") continue;
    if (home == nullptr || command->node == home->node) {
      if (command->outcome == Outcome::answered) home = command;
      continue;
    }
    const bool has_failed_home = std::any_of(commands.begin(), commands.end(), [&](const WireExchange* other) {
      return other->node == home->node && !is_good(*other) && other->first_sent <= command->first_sent;
    });
    if (!has_failed_home && command->command != "offer")
      return out.push_back(
          about(Rule::affinity_broken, *home, *command,
                fmt::format("{} went to {}, the {} before to {}, which had not failed", command->command,
                            command->node.text(), home->command, home->node.text())));
    if (is_good(*command)) home = command;
  }
}

void late_replies(const Commands& commands, std::vector<Finding>& out) {
  for (std::size_t i = 0; i < commands.size(); ++i)
    for (std::size_t j = i + 1; j < commands.size() && j < i + 8; ++j) {
      const WireExchange &gave_up = *commands[i], &next = *commands[j];
      if (gave_up.command != next.command || gave_up.node == next.node || gave_up.from_tag != next.from_tag ||
          gave_up.replies == 0 || gave_up.first_reply <= next.first_sent || gave_up.sends < 1 ||
          gave_up.client.address != next.client.address)
        continue;
      out.push_back(about(
          Rule::late_reply, gave_up, next,
          fmt::format(
              "{} answered {} after {} ms, when {} had already been asked", gave_up.node.text(), gave_up.command,
              std::chrono::duration_cast<std::chrono::milliseconds>(gave_up.first_reply - gave_up.first_sent).count(),
              next.node.text())));
      break;
    }
}

void offers(const Commands& commands, std::vector<Finding>& out) {
  const WireExchange* open = nullptr;  // an offer without its answer
  for (const WireExchange* command : commands) {
    if (command->command == "answer" || command->command == "delete") open = nullptr;
    if (command->command != "offer" || !is_good(*command)) continue;
    if (open != nullptr && open->node == command->node) {
      if (open->body_hash == command->body_hash && open->cookie != command->cookie &&
          command->first_sent - open->first_sent < std::chrono::seconds(32))
        out.push_back(
            about(Rule::offer_twice, *open, *command,
                  fmt::format("the same offer of tag {} went to {} twice", command->from_tag, command->node.text())));
      else if (open->from_tag != command->from_tag && !open->from_tag.empty() && !command->from_tag.empty() &&
               (command->to_tag.empty() || command->to_tag == open->from_tag))
        out.push_back(about(Rule::offer_for_answer, *open, *command,
                            fmt::format("tag {} offers, and the offer of tag {} has no answer yet", command->from_tag,
                                        open->from_tag)));
    }
    open = command;
  }
}

/// The engine's port towards one party, as every reply about that party's counterpart gives it.
void ports(const Commands& commands, std::vector<Finding>& out) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const WireExchange& one = *commands[i];
    if (one.command != "offer" || !is_good(one) || one.reply_sdp.empty() || one.to_tag.empty()) continue;
    for (std::size_t j = i; j-- > 0;) {
      const WireExchange& before = *commands[j];
      if (before.node != one.node || before.reply_sdp.empty() || before.from_tag != one.from_tag || !is_good(before) ||
          before.command != "offer" || before.reply_sdp.streams.size() != one.reply_sdp.streams.size())
        continue;
      const Endpoint was = before.reply_sdp.streams[0].rtp, is = one.reply_sdp.streams[0].rtp;
      if (was.port != 0 && is.port != 0 && was != is && !before.to_tag.empty())
        out.push_back(about(
            Rule::engine_port_changed, before, one,
            fmt::format("{} gave {} for tag {}, later {}", one.node.text(), was.text(), one.from_tag, is.text())));
      break;
    }
  }
}

void never_deleted(const CheckInput& input, const JoinedCall& call, const Commands& commands,
                   std::vector<Finding>& out) {
  const WireExchange* used = nullptr;
  for (const WireExchange* command : commands) {
    if (command->command == "delete") return;
    if ((command->command == "offer" || command->command == "answer") && is_good(*command)) used = command;
  }
  if (used == nullptr) return;
  std::optional<Time> over;
  bool is_up = false;
  for (const std::size_t index : call.dialogs) {
    const SipDialog& dialog = input.book.dialogs()[index];
    if (dialog.method != "INVITE") continue;
    if (dialog.ended || dialog.status >= 300)
      over = std::max(over.value_or(dialog.last), dialog.last);
    else
      is_up = true;
  }
  if (is_up) return;
  // With SIP in sight its end counts, and a second is enough; without it nothing but silence tells.
  const auto patience = over ? std::min<Duration>(input.thresholds.deleted_within, std::chrono::seconds(1))
                             : input.thresholds.deleted_within;
  const Time since = over.value_or(call.last);
  if (input.end - since < patience) return;
  out.push_back(
      about(Rule::never_deleted, *used, *used,
            over ? fmt::format("its SIP was over and {} was sent no delete", used->node.text())
                 : fmt::format("the last command was {} at {}, and no delete came", used->command, used->node.text())));
}

void sip(const CheckInput& input, const JoinedCall& call, std::vector<Finding>& out) {
  for (const std::size_t index : call.dialogs) {
    const SipDialog& dialog = input.book.dialogs()[index];
    const bool has_time = input.end - dialog.last > std::chrono::seconds(32);
    const bool is_unanswered = dialog.status == 0 && !dialog.ended && has_time;
    if (dialog.method != "INVITE" || (dialog.status / 100 != 5 && !is_unanswered)) continue;
    out.push_back({.rule = Rule::sip_failed,
                   .first = dialog.first,
                   .last = dialog.last,
                   .frames = {dialog.first_frame, dialog.last_frame},
                   .call_id = dialog.call_id,
                   .text = is_unanswered ? "INVITE never got a final answer"
                                         : fmt::format("INVITE was answered with {}", dialog.status)});
  }
}

}  // namespace

void check_calls(const CheckInput& input, std::vector<Finding>& out) {
  for (const JoinedCall& call : input.book.calls()) {
    Commands commands;
    for (const std::size_t index : call.exchanges)
      if (input.book.exchanges()[index].sends > 0) commands.push_back(&input.book.exchanges()[index]);
    std::stable_sort(commands.begin(), commands.end(),
                     [](const auto* one, const auto* other) { return one->first_sent < other->first_sent; });
    affinity(commands, out);
    late_replies(commands, out);
    offers(commands, out);
    ports(commands, out);
    never_deleted(input, call, commands, out);
    sip(input, call, out);
  }
}

std::vector<Finding> check_capture(const CheckInput& input) {
  std::vector<Finding> out;
  check_commands(input, out);
  check_calls(input, out);
  check_media(input, out);
  check_handshakes(input, out);
  check_nodes(input, out);
  if (input.fragments_given_up > 0)
    out.push_back({.rule = Rule::fragments_lost,
                   .first = input.end,
                   .last = input.end,
                   .frames = {},
                   .call_id = {},
                   .text = fmt::format("{} datagrams", input.fragments_given_up)});
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) { return a.first < b.first; });
  return out;
}

}  // namespace rtpe::capture
