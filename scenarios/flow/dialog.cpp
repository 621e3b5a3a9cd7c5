#include "scenarios/flow/dialog.hpp"

#include <algorithm>

#include "scenarios/flow/append_number.hpp"

namespace rtpe::scenario::flow {
namespace {

/// A body with the SDP among other parts, as of an emergency call that says where it is (RFC 6442).
void append_multipart(std::string& out, std::string_view sdp) {
  constexpr std::string_view location =
      "<?xml version=\"1.0\"?>\r\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" "
      "entity=\"pres:alice@lab.invalid\"/>\r\n";
  out.append("--").append(multipart_boundary).append("\r\nContent-Type: application/sdp\r\n\r\n").append(sdp);
  out.append("\r\n--").append(multipart_boundary);
  out.append("\r\nContent-Type: application/pidf+xml\r\n\r\n").append(location);
  out.append("\r\n--").append(multipart_boundary).append("--\r\n");
}

/// Until an INVITE is answered, those of the caller name no dialog. A CANCEL is as its INVITE.
bool begins_dialog(const Dialog& dialog, std::uint32_t step) {
  if (dialog[step].method == "CANCEL") step = dialog.find(dialog.cseq_of(step), "INVITE", 0);
  for (std::uint32_t at = 0; at < step; ++at)
    if (dialog[at].method == "INVITE" && dialog[at].status / 100 == 2) return false;
  return true;
}

/// CSeq of the INVITE whose provisional reply the PRACK acknowledges.
std::uint32_t invite_of(const Dialog& dialog, std::uint32_t prack) {
  std::uint32_t at = prack;
  while (at > 0 && (dialog[at].status == 0 || dialog[at].rseq != dialog[prack].rseq)) --at;
  return dialog.cseq_of(at);
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
  std::uint32_t behind = step;
  for (; step < size(); ++step)
    if (flow->steps[step].transaction == transaction) behind = step + 1;
  return behind;
}

std::uint32_t Dialog::find(std::uint32_t cseq, std::string_view method, int status, std::uint8_t phone) const {
  const bool any_phone = status == 0 && method != "ACK";
  for (std::uint32_t at = 0; at < size(); ++at) {
    const Step& step = flow->steps[at];
    if (step.status == status && cseq_of(at) == cseq && step.method == method && (any_phone || step.phone == phone))
      return at;
  }
  return nothing;
}

void Dialog::tag_phones() {
  for (const Step& step : flow->steps) {
    if (step.phone == 0) continue;
    std::string& tag = more_tags[step.phone - 1U].assign(callee_tag);
    append_decimal((tag += '-'), step.phone + 1U);
  }
}

std::uint8_t Dialog::phone_of(std::string_view tag) const {
  if (tag.empty() || tag == callee_tag) return 0;
  const auto* const found = std::ranges::find(more_tags, tag);
  return found == more_tags.end() ? 0 : static_cast<std::uint8_t>(found - more_tags.begin() + 1);
}

std::string_view Dialog::body_of(std::uint32_t step) const {
  if (own_bodies == nullptr) return bodies->text(pair, *flow->steps[step].body);
  const auto before =
      std::ranges::count_if(flow->steps.first(step), [](const Step& one) { return one.body && !one.again; });
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
  const std::string_view callee_tag = dialog.callee_tag_of(step.phone);
  out.from_tag = from_caller ? std::string_view(dialog.caller_tag) : callee_tag;
  out.to_tag = from_caller ? callee_tag : std::string_view(dialog.caller_tag);
  const bool opens = step.method == "INVITE" || step.method == "CANCEL";
  if (out.status == 0 && opens && begins_dialog(dialog, index)) out.to_tag = {};
  buffer.clear();
  if (branches == nullptr) {
    buffer.assign("z9hG4bK-").append(out.from_tag).push_back('-');
    append_decimal(buffer, out.cseq);
    if (step.method == "ACK") buffer.push_back('a');
    if (step.method == "ACK" && step.phone != 0) append_decimal(buffer, step.phone);
  }
  const std::size_t branch_ends = buffer.size();
  out.rseq = status == 0 ? step.rseq : 0;
  if (out.rseq != 0) out.rack_cseq = out.status != 0 ? out.cseq : invite_of(dialog, index);
  if (step.body && out.status < 300) {
    out.multipart = step.multipart;
    if (step.multipart)
      append_multipart(buffer, dialog.body_of(index));
    else
      out.body = dialog.body_of(index);
  }
  const std::string_view written = buffer;  // it moves no more
  out.sender_branch = branches != nullptr ? std::string_view(branches->sender) : written.substr(0, branch_ends);
  if (branches != nullptr) out.proxy_branch = branches->proxy;
  if (out.multipart) out.body = written.substr(branch_ends);
  return out;
}

}  // namespace rtpe::scenario::flow
