#include "scenarios/flow/dialog.hpp"

#include <algorithm>

#include "scenarios/flow/append_number.hpp"

namespace rtpe::scenario::flow {
namespace {

/// Until an INVITE is answered, those of the caller name no dialog.
bool begins_dialog(const Dialog& dialog, std::uint32_t step) {
  for (std::uint32_t at = 0; at < step; ++at)
    if (dialog[at].method == "INVITE" && dialog[at].status / 100 == 2) return false;
  return true;
}

}  // namespace

Duration Dialog::pause_before(std::uint32_t step) const {
  switch (flow->steps[step].pause) {
    case Pause::none:
      return {};
    case Pause::ring:
      return ring;
    case Pause::hold:
      return hold;
    case Pause::reinvite_after:
      return reinvite_after;
    case Pause::own:
      return pauses[flow->steps[step].own];
  }
  return {};
}

Duration Dialog::longest_pause() const {
  Duration longest = ring;
  for (const Duration pause : pauses) longest = std::max(longest, pause);
  return longest;
}

std::uint32_t Dialog::after_transaction(std::uint32_t step) const {
  const std::uint8_t transaction = flow->steps[step].transaction;
  if (transaction == 0) return size();
  while (step < size() && flow->steps[step].transaction == transaction) ++step;
  return step;
}

std::uint32_t Dialog::find(std::uint32_t cseq, std::string_view method, int status) const {
  for (std::uint32_t at = 0; at < size(); ++at) {
    const Step& step = flow->steps[at];
    if (step.status == status && cseq_of(at) == cseq && step.method == method) return at;
  }
  return nothing;
}

std::string_view Dialog::body_of(std::uint32_t step) const {
  if (own_bodies == nullptr) return bodies->text(pair, *flow->steps[step].body);
  const auto before =
      std::ranges::count_if(flow->steps.first(step), [](const Step& one) { return one.body.has_value(); });
  return static_cast<std::size_t>(before) < own_bodies->size() ? (*own_bodies)[static_cast<std::size_t>(before)]
                                                               : std::string_view{};
}

Duration Dialog::talk_time(std::uint32_t step) const {
  Duration time{};
  for (std::uint32_t next = step + 1; next < size(); ++next) {
    time += pause_before(next);
    if (flow->steps[next].transaction != flow->steps[step].transaction) break;
  }
  return time;
}

Party sender_of(const Dialog& dialog, std::uint32_t step, Party hangs_up) {
  const auto named = [&](Party party) { return party == Party::one_of_them ? hangs_up : party; };
  if (dialog[step].from != Party::other) return named(dialog[step].from);
  return named(dialog[dialog.request_of(step)].from) == Party::caller ? Party::callee : Party::caller;
}

PacketFields compose(const Saying& saying, std::string& buffer) {
  const auto& [dialog, index, hangs_up, status, branches] = saying;
  const Step& step = dialog[index];
  const std::uint32_t request = dialog.request_of(index);
  PacketFields out{.call = dialog.number,
                   .cseq = dialog.cseq_of(index),
                   .status = status != 0 ? status : static_cast<std::uint16_t>(step.status),
                   .method = step.method,
                   .call_id = dialog.call_id};
  // From and To are the request's, whoever sends the reply.
  const bool from_caller = sender_of(dialog, request, hangs_up) == Party::caller;
  out.from_tag = from_caller ? dialog.caller_tag : dialog.callee_tag;
  out.to_tag = from_caller ? dialog.callee_tag : dialog.caller_tag;
  const bool opens = step.method == "INVITE" || step.method == "CANCEL";
  if (out.status == 0 && opens && begins_dialog(dialog, index)) out.to_tag = {};
  if (branches != nullptr) {
    out.sender_branch = branches->sender;
    out.proxy_branch = branches->proxy;
  } else {
    buffer.assign("z9hG4bK-").append(out.from_tag).push_back('-');
    append_decimal(buffer, out.cseq);
    if (step.method == "ACK") buffer.push_back('a');
    out.sender_branch = buffer;
  }
  if (step.body && out.status < 300) out.body = dialog.body_of(index);
  return out;
}

}  // namespace rtpe::scenario::flow
