// Before anything is sent: which command, its flags, branch, SDP and tags (behaviour.md sections 6 to 9).
#include <fmt/format.h>

#include "client/script/call_state.hpp"
#include "client/script/manage.hpp"

namespace rtpe::script {
namespace {

bool sends_sdp(FunctionKind kind) {
  return kind == FunctionKind::offer || kind == FunctionKind::answer || kind == FunctionKind::info ||
         kind == FunctionKind::subscribe_answer;
}

/// A subscriber's answer names only the transport among what is said about media.
bool sends_media_lists(FunctionKind kind) { return sends_sdp(kind) && kind != FunctionKind::subscribe_answer; }

std::string_view why_no_branch(ViaSelector selector, const sip::Message& message) {
  using enum ViaSelector;
  if (selector == next || (selector == next_or_first && message.is_request))
    return "via-branch=next: the branch that tm would make is not known here";
  if (selector == extra || (selector == extra_or_first && message.is_request))
    return "via-branch=extra: extra_id_pv is not set, or its variable is empty";
  return "the Via whose branch the flags ask for is not there, or has no branch";
}

}  // namespace

bool Call::State::fail(std::string_view why) {
  finish(-1, why);
  return false;
}

bool Call::State::plan() {
  input = {};
  if (!plan_function()) return false;
  if (message->call_id.empty()) return fail("the message has no Call-ID");
  if (message->from_tag.empty()) return fail("the message has no From tag");
  if (!message->has_to) return fail("the message has no parseable To");
  if (!plan_flags() || !plan_via_branch()) return false;
  if (sends_sdp(kind) && !plan_sdp()) return false;
  input.call_id = flags->call_id.given ? std::string_view(flags->call_id.text) : message->call_id;
  proxy->table.prefetch(input.call_id);
  const auto tags = tags_of(input.command, *message, *flags, personality());
  if (!tags) return fail("a reply's command needs a To tag");
  input.tags = *tags;
  input.media_lists = sends_media_lists(kind);
  more = worker->second_choice != nullptr && worker->second_choice != worker->first_choice;
  return true;
}

bool Call::State::plan_function() {
  kind = prepared->function->kind;
  input.command = prepared->function->command;
  if (kind == FunctionKind::manage) {
    const auto decision = decide_manage(*message, route, *host);
    managed = true;
    switch (decision.action) {
      case ManageAction::succeed:
        finish(1);
        return false;
      case ManageAction::fail:
        return fail(decision.why);
      case ManageAction::offer:
        kind = FunctionKind::offer;
        break;
      case ManageAction::answer:
        kind = FunctionKind::answer;
        break;
      case ManageAction::delete_:
        kind = FunctionKind::delete_;
        break;
    }
    input.command = kind == FunctionKind::offer    ? Command::offer
                    : kind == FunctionKind::answer ? Command::answer
                                                   : Command::delete_;
    return true;
  }
  if (kind == FunctionKind::answer) {
    direction = Direction::backward;
    if (message->is_request && message->method != "ACK" && message->method != "PRACK") {
      return fail("rtpengine_answer takes only ACK and PRACK requests");
    }
  }
  return true;
}

bool Call::State::plan_flags() {
  if (prepared->flags) {
    flags = &*prepared->flags;
  } else {
    own_flags.parse(prepared->arguments.front().evaluate(*host, flags_text), personality());
    flags = &own_flags;
  }
  if (prepared->via_branch_argument) input.raw_flags = prepared->arguments.front().evaluate(*host, flags_text);
  if (flags->fault != FlagFault::none) {
    failure = fmt::format("flag '{}': {}", flags->offending, describe(flags->fault));
    return fail(failure);
  }
  if (flags->force_answers > 0) {
    const bool possible = input.command == Command::offer && flags->force_answers == 1;
    if (!possible) return fail("force-answer is for one offer only");
    input.command = Command::answer;
  }
  return true;
}

bool Call::State::plan_via_branch() {
  auto selector = flags->via_branch;
  if (prepared->via_branch_argument) {
    const auto text = prepared->arguments[*prepared->via_branch_argument].evaluate(*host, selector_text);
    const auto chosen = text == "none" ? ViaSelector::none : via_selector_of(text);
    if (!chosen) return fail("no such via-branch selector");
    selector = *chosen;
  }
  if (selector == ViaSelector::none) return true;
  const auto& source = parameters().extra_id_pv;
  if (source != extra_source) {
    extra = TextFormat::parse(source);
    extra_source = source;
  }
  const auto branch = via_branch(selector, *message, *host, source.empty() ? nullptr : &extra, branch_text);
  if (!branch) return fail(why_no_branch(selector, *message));
  input.via_branch = *branch;
  return true;
}

bool Call::State::plan_sdp() {
  if (!parameters().read_sdp_pv.empty()) {
    auto variable = value_of(*host, parameters().read_sdp_pv);
    sdp_text = variable ? std::move(variable->text) : std::string();
    input.sdp = sdp_text;
    if (personality().read_sdp_pv_keeps_body)
      if (const auto in_body = sip::find_sdp(*message)) region = *in_body;
    return true;
  }
  const auto found = sip::find_sdp(*message);
  if (!found) return fail(sip::describe(found.error()));
  region = *found;
  input.fragment = found->kind == sip::ContentKind::fragment;
  input.sdp = message->body.substr(found->offset, found->length);
  return true;
}

}  // namespace rtpe::script
