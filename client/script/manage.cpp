#include "client/script/manage.hpp"

#include <algorithm>
#include <array>

#include "client/sip/body.hpp"

namespace rtpe::script {
namespace {

constexpr std::array<std::string_view, 6> managed_methods{"INVITE", "ACK", "CANCEL", "BYE", "UPDATE", "PRACK"};

ManageDecision decide_request(std::string_view method, Route route, Host& host) {
  if (method == "ACK" || method == "PRACK") return {ManageAction::answer, 6};
  if (method == "UPDATE") return {ManageAction::offer, 7};
  if (method != "INVITE") return {ManageAction::fail, 13, "rtpengine_manage has nothing to do for this message"};
  host.mark_had_sdp();
  return {route == Route::failure ? ManageAction::delete_ : ManageAction::offer, 8};
}

ManageDecision decide_reply(std::string_view method, Host& host) {
  if (method == "UPDATE") return {ManageAction::answer, 10};
  if (!host.has_tm() || !host.has_transaction()) return {ManageAction::answer, 11};
  return {host.transaction_had_sdp() ? ManageAction::answer : ManageAction::offer, 12};
}

}  // namespace

ManageDecision decide_manage(const sip::Message& message, Route route, Host& host) {
  const auto method = message.cseq_method;
  if (route == Route::branch_failure) return {ManageAction::succeed, 1};
  if (method.empty()) return {ManageAction::fail, 2, "the message has no CSeq"};
  if (std::ranges::find(managed_methods, method) == managed_methods.end()) {
    return {ManageAction::fail, 3, "rtpengine_manage does not handle this method"};
  }
  if (method == "CANCEL" || method == "BYE") return {ManageAction::delete_, 4};
  const bool has_sdp = sip::core_finds_sdp(message);
  if (message.is_request) {
    if (has_sdp) return decide_request(method, route, host);
  } else {
    if (message.status >= 300) return {ManageAction::delete_, 9};
    if (has_sdp) return decide_reply(method, host);
  }
  return {ManageAction::fail, 13, "rtpengine_manage has nothing to do for this message"};
}

}  // namespace rtpe::script
