#include "scenarios/flow/dialog.hpp"

#include "scenarios/flow/append_number.hpp"

namespace rtpe::scenario::flow {

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
  }
  return {};
}

std::uint32_t Dialog::request_of(std::uint32_t step) const {
  while (step > 0 && flow->steps[step - 1].transaction == flow->steps[step].transaction) --step;
  return step;
}

std::uint32_t Dialog::after_transaction(std::uint32_t step) const {
  const std::uint8_t transaction = flow->steps[step].transaction;
  if (transaction == 0) return size();
  while (step < size() && flow->steps[step].transaction == transaction) ++step;
  return step;
}

std::uint32_t Dialog::cseq_of(std::uint32_t step) const {
  std::uint32_t cseq = 0;
  for (std::uint32_t at = 0; at <= step; ++at)
    if (flow->steps[at].status == 0 && flow->steps[at].method != "ACK") ++cseq;
  return cseq;
}

std::uint32_t Dialog::find(std::uint32_t cseq, std::string_view method, int status) const {
  std::uint32_t counted = 0;
  for (std::uint32_t at = 0; at < size(); ++at) {
    const Step& step = flow->steps[at];
    if (step.status == 0 && step.method != "ACK") ++counted;
    if (counted == cseq && step.status == status && step.method == method) return at;
  }
  return nothing;
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
  if (out.status == 0 && step.method == "INVITE" && step.transaction == 0) out.to_tag = {};
  if (branches != nullptr) {
    out.sender_branch = branches->sender;
    out.proxy_branch = branches->proxy;
  } else {
    buffer.assign("z9hG4bK-").append(out.from_tag).push_back('-');
    append_decimal(buffer, out.cseq);
    if (step.method == "ACK") buffer.push_back('a');
    out.sender_branch = buffer;
  }
  if (step.body && out.status < 300) out.body = dialog.bodies->text(dialog.pair, *step.body);
  return out;
}

}  // namespace rtpe::scenario::flow
