#include "scenarios/flow/dialog.hpp"

#include "scenarios/flow/append_number.hpp"

namespace rtpe::scenario::flow {

void Dialog::begin() {
  step = cseq = 0;
  requester = Party::caller;
  offer_had_sdp = false;
  engine.reset();
  declining = false;
  failure.clear();
  failed_message = {};
  failed = false;
  drops = 0;
}

const Step& Dialog::current() const {
  static constexpr Step declined{.from = Party::other, .method = "INVITE", .status = 488};
  return declining ? declined : flow->steps[step];
}

Duration Dialog::pause() const { return pause_before(current()); }

Duration Dialog::talk_time() const {
  Duration time{};
  for (std::uint32_t next = step + 1; next < flow->steps.size(); ++next) {
    time += pause_before(flow->steps[next]);
    if (flow->steps[next].transaction != flow->steps[step].transaction) break;
  }
  return time;
}

Duration Dialog::pause_before(const Step& message) const {
  switch (message.pause) {
    case Pause::none:
      return {};
    case Pause::hop:
      return hop_delay;
    case Pause::ring:
      return ring;
    case Pause::hold:
      return hold;
    case Pause::reinvite_after:
      return reinvite_after;
  }
  return {};
}

void Dialog::enter() {
  drops = 0;
  const Step& message = current();
  if (message.status != 0) return;
  if (message.method != "ACK") {
    ++cseq;
    requester = message.from == Party::one_of_them ? hangs_up : message.from;
  }
  if (message.method == "INVITE") offer_had_sdp = false;
}

Party Dialog::sender_of(const Step& message) const {
  if (message.from == Party::other) return requester == Party::caller ? Party::callee : Party::caller;
  return message.from == Party::one_of_them ? hangs_up : message.from;
}

const Step& Dialog::request() const {
  std::uint32_t first = step;
  while (first > 0 && flow->steps[first - 1].transaction == flow->steps[step].transaction) --first;
  return flow->steps[first];
}

void Dialog::advance() {
  if (declining) return skip_transaction();
  ++step;
}

void Dialog::skip_transaction() {
  declining = false;
  const std::uint8_t transaction = flow->steps[step].transaction;
  if (transaction == 0) {
    step = static_cast<std::uint32_t>(flow->steps.size());
    return;
  }
  while (!over() && current().transaction == transaction) ++step;
}

void compose(const Dialog& dialog, const Step& step, Envelope& out) {
  const bool request = step.status == 0;
  const Party sender = dialog.sender_of(step);
  sip::Message& message = out.message;
  message.is_request = request;
  message.method = request ? step.method : std::string_view{};
  message.status = step.status;
  message.cseq_method = step.method;
  message.cseq_number = dialog.cseq;
  message.call_id = dialog.call_id;
  // From and To are the request's, whoever sends the reply.
  const bool from_caller = dialog.requester == Party::caller;
  message.from_tag = from_caller ? dialog.caller_tag : dialog.callee_tag;
  message.to_tag = from_caller ? dialog.callee_tag : dialog.caller_tag;
  if (request && step.method == "INVITE" && step.transaction == 0) message.to_tag = {};
  out.sender_branch.assign("z9hG4bK-").append(message.from_tag).push_back('-');
  append_decimal(out.sender_branch, dialog.cseq);
  if (step.method == "ACK") out.sender_branch.push_back('a');
  message.via_branches.clear();
  if (!request) {
    out.proxy_branch.assign("z9hG4bKp").append(message.from_tag).push_back('.');
    append_decimal(out.proxy_branch, dialog.cseq);
    out.proxy_branch.append(".0");
    message.via_branches.push_back(out.proxy_branch);
  }
  message.via_branches.push_back(out.sender_branch);
  out.body = step.body ? dialog.bodies->text(dialog.pair, *step.body) : std::string_view{};
  message.has_content_type = !out.body.empty();
  message.content_type = out.body.empty() ? std::string_view{} : std::string_view("application/sdp");
  message.content_length = static_cast<std::int64_t>(out.body.size());
  message.body = out.body;
  message.source_address = sender == Party::caller ? caller_address : callee_address;
}

}  // namespace rtpe::scenario::flow
