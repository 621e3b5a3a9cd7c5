#include "cli/bundle_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

using scenario::word_of;

/// The body of a SIP message.
std::string_view body_of(std::string_view text) {
  const auto empty = text.find("\r\n\r\n");
  return empty == std::string_view::npos ? std::string_view() : text.substr(empty + 4);
}

/// "INVITE", "200 INVITE".
std::string message_name(std::string_view text) {
  constexpr std::string_view reply = "SIP/2.0 ", header = "\r\nCSeq: ";
  if (!text.starts_with(reply)) return std::string(text.substr(0, text.find(' ')));
  auto sequence = text.substr(std::min(text.find(header), text.size()));
  sequence = sequence.substr(0, sequence.find("\r\n", header.size()));
  return fmt::format("{} {}", text.substr(reply.size(), 3), sequence.substr(sequence.rfind(' ') + 1));
}

/// Whether a message of that name from that side came since the last ACK: then it was sent again.
bool was_sent_before(const std::vector<BundleStep>& steps, const BundleStep& step) {
  for (auto before = steps.rbegin(); before != steps.rend(); ++before) {
    if (before->is_from_caller == step.is_from_caller && before->message == step.message) return true;
    if (before->message == "ACK" && step.message != "ACK") return false;
    if (before->message == "INVITE" && step.message == "ACK") return false;
  }
  return false;
}

}  // namespace

void BundleListener::record(Duration since_start, const scenario::Event& event) {
  std::visit([&](const auto& one) { tell(since_start, one); }, event);
}

void BundleListener::tell(Duration /*at*/, const scenario::RunStarted& event) {
  parts_ = report::RunParts(event);
  story_.title = event.title;
  story_.file = event.file;
  story_.seed = event.seed;
  for (const scenario::EngineEntry& engine : event.engines)
    engines_[std::string(engine.name)] = scenario::EngineCondition::up;
  disabled_.assign(event.nodes.size(), false);
}

void BundleListener::tell(Duration at, const scenario::CallStarted& event) {
  if (scenario::call_of(event) != story_.key) return;
  is_up_ = true;
  started_ = at;
  story_.call_id = event.call_id;
  story_.engines = engines_;
  story_.is_disabled = disabled_;
}

void BundleListener::tell(Duration at, const scenario::SipMessage& event) {
  if (!is_ours(event)) return;
  BundleStep step{.at = at - started_,
                  .is_from_caller = event.direction == scenario::Direction::from_caller,
                  .message = std::string(event.message),
                  .body = {}};
  if (const auto body = last_bodies_.find(step.message); body != last_bodies_.end()) step.body = body->second;
  if (!was_sent_before(story_.steps, step)) story_.steps.push_back(std::move(step));
}

void BundleListener::add_effect(std::string effect) {
  if (std::ranges::find(story_.effects, effect) == story_.effects.end()) story_.effects.push_back(std::move(effect));
}

void BundleListener::tell(Duration /*at*/, const scenario::Selected& event) {
  if (is_ours(event) && event.node == scenario::no_node)
    add_effect(fmt::format("no node of set {} can be chosen: {}", event.set, word_of(event.failure)));
}

void BundleListener::tell(Duration /*at*/, const scenario::ExchangeEnded& event) {
  if (!is_ours(event)) return;
  const std::string who = fmt::format("{} to {}", word_of(event.command), parts_.node(event.node));
  if (event.outcome != ExchangeOutcome::answered)
    add_effect(fmt::format("{}: {} after {} in {} send{}", who, word_of(event.outcome),
                           report::duration_text(event.latency), event.sends, event.sends == 1 ? "" : "s"));
  else if (event.result != scenario::ReplyResult::ok && event.result != scenario::ReplyResult::pong)
    add_effect(
        fmt::format("{}: answered {}{}{}", who, word_of(event.result), event.reason.empty() ? "" : ": ", event.reason));
  if (event.result == scenario::ReplyResult::load_limit) story_.was_full = true;
}

void BundleListener::tell(Duration /*at*/, const scenario::OperationEnded& event) {
  if (is_ours(event)) story_.returns.push_back(event.rc);
  if (is_ours(event) && event.end == scenario::OperationEnd::failed)
    add_effect(fmt::format("{}() returns {}", event.function, event.rc));
}

void BundleListener::tell(Duration /*at*/, const scenario::NodeState& event) {
  disabled_[event.node] = event.disabled;
  if (is_up_ && event.disabled)
    add_effect(fmt::format("{} is disabled: {}", parts_.node(event.node), word_of(event.cause)));
}

void BundleListener::tell(Duration /*at*/, const scenario::CallEnded& event) {
  if (!is_ours(event)) return;
  is_up_ = false;
  if (event.end == scenario::CallEnd::failed || !event.failure.empty())
    add_effect(fmt::format("the call is {}, {}: {}", word_of(event.end), event.message, event.failure));
}

void BundleListener::tell(Duration at, const scenario::EngineState& event) {
  engines_[std::string(event.engine)] = event.state;
  if (is_up_)
    story_.changes.push_back({.at = at - started_, .engine = std::string(event.engine), .state = event.state});
}

void BundleListener::tell(Duration /*at*/, const scenario::DatagramSent& event) {
  if (event.protocol != scenario::WireProtocol::sip || scenario::call_of(event) != story_.key) return;
  story_.has_datagrams = true;
  last_bodies_[message_name(event.bytes)] = body_of(event.bytes);
}

}  // namespace rtpe::cli
