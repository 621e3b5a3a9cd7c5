#include "client/route/core_function.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rtpe::route {
namespace {

using F = CoreFunction;

/// By name.
constexpr std::array function_rows{
    CoreFunctionRow{"add_contact_alias", 0, 3, F::nothing},
    CoreFunctionRow{"add_local_rport", 0, 0, F::nothing},
    CoreFunctionRow{"add_rcv_param", 0, 1, F::nothing},
    CoreFunctionRow{"add_rr_param", 1, 1, F::add_route_parameter},
    CoreFunctionRow{"append_branch", 0, 2, F::append_branch},
    CoreFunctionRow{"append_hf", 1, 2, F::nothing},
    CoreFunctionRow{"append_to_reply", 1, 1, F::nothing},
    CoreFunctionRow{"append_urihf", 2, 2, F::nothing},
    CoreFunctionRow{"change_reply_status", 2, 2, F::nothing},
    CoreFunctionRow{"check_route_param", 1, 1, F::check_route_parameter},
    CoreFunctionRow{"dlg_manage", 0, 0, F::nothing},
    CoreFunctionRow{"dlg_set_property", 1, 1, F::nothing},
    CoreFunctionRow{"fix_nated_contact", 0, 0, F::nothing},
    CoreFunctionRow{"fix_nated_register", 0, 0, F::nothing},
    CoreFunctionRow{"fix_nated_sdp", 1, 2, F::nothing},
    CoreFunctionRow{"force_rport", 0, 0, F::nothing},
    CoreFunctionRow{"force_send_socket", 1, 1, F::nothing},
    CoreFunctionRow{"forward", 0, 2, F::relay},
    CoreFunctionRow{"handle_ruri_alias", 0, 1, F::nothing},
    CoreFunctionRow{"has_body", 0, 1, F::has_body},
    CoreFunctionRow{"has_totag", 0, 0, F::has_totag},
    CoreFunctionRow{"insert_hf", 1, 2, F::nothing},
    CoreFunctionRow{"is_direction", 1, 1, F::is_direction},
    CoreFunctionRow{"is_first_hop", 0, 0, F::nothing},
    CoreFunctionRow{"is_in_subnet", 2, 2, F::is_in_subnet},
    CoreFunctionRow{"is_method", 1, 1, F::is_method},
    CoreFunctionRow{"is_present_hf", 1, 1, F::has_header},
    CoreFunctionRow{"is_reply", 0, 0, F::is_reply},
    CoreFunctionRow{"is_request", 0, 0, F::is_request},
    CoreFunctionRow{"isbflagset", 1, 2, F::is_branch_flag_set},
    CoreFunctionRow{"isdsturi", 0, 0, F::has_destination},
    CoreFunctionRow{"isdsturiset", 0, 0, F::has_destination},
    CoreFunctionRow{"isflagset", 1, 1, F::is_flag_set},
    CoreFunctionRow{"log", 1, 2, F::nothing},
    CoreFunctionRow{"loose_route", 0, 0, F::loose_route},
    CoreFunctionRow{"maxfwd_process", 1, 1, F::nothing},
    CoreFunctionRow{"mf_process_maxfwd_header", 1, 1, F::nothing},
    CoreFunctionRow{"msg_apply_changes", 0, 0, F::nothing},
    CoreFunctionRow{"nat_uac_test", 1, 1, F::nat_uac_test},
    CoreFunctionRow{"prefix", 1, 1, F::prefix_user},
    CoreFunctionRow{"record_route", 0, 1, F::record_route},
    CoreFunctionRow{"record_route_preset", 1, 2, F::record_route},
    CoreFunctionRow{"remove_hf", 1, 1, F::nothing},
    CoreFunctionRow{"remove_hf_re", 1, 1, F::nothing},
    CoreFunctionRow{"resetbflag", 1, 2, F::reset_branch_flag},
    CoreFunctionRow{"resetdsturi", 0, 0, F::reset_destination},
    CoreFunctionRow{"resetflag", 1, 1, F::reset_flag},
    CoreFunctionRow{"revert_uri", 0, 0, F::nothing},
    CoreFunctionRow{"rewritehost", 1, 1, F::set_host},
    CoreFunctionRow{"rewritehostport", 1, 1, F::set_host},
    CoreFunctionRow{"rewriteport", 1, 1, F::nothing},
    CoreFunctionRow{"rewriteuri", 1, 1, F::set_request_uri},
    CoreFunctionRow{"rewriteuser", 1, 1, F::set_user},
    CoreFunctionRow{"sanity_check", 0, 2, F::nothing},
    CoreFunctionRow{"sdp_content", 0, 1, F::has_body},
    CoreFunctionRow{"sdp_with_media", 1, 1, F::sdp_has_media},
    CoreFunctionRow{"sdp_with_transport", 1, 1, F::sdp_has_transport},
    CoreFunctionRow{"sdp_with_transport_like", 1, 1, F::sdp_transport_like},
    CoreFunctionRow{"search", 1, 1, F::search_message},
    CoreFunctionRow{"search_body", 1, 1, F::search_body},
    CoreFunctionRow{"send_reply", 2, 2, F::reply},
    CoreFunctionRow{"send_reply_mode", 3, 3, F::reply},
    CoreFunctionRow{"set_advertised_address", 1, 1, F::nothing},
    CoreFunctionRow{"set_advertised_port", 1, 1, F::nothing},
    CoreFunctionRow{"set_contact_alias", 0, 0, F::nothing},
    CoreFunctionRow{"set_forward_close", 0, 0, F::nothing},
    CoreFunctionRow{"set_forward_no_connect", 0, 0, F::nothing},
    CoreFunctionRow{"set_reply_close", 0, 0, F::nothing},
    CoreFunctionRow{"set_reply_no_connect", 0, 0, F::nothing},
    CoreFunctionRow{"setbflag", 1, 2, F::set_branch_flag},
    CoreFunctionRow{"setdsturi", 1, 1, F::set_destination},
    CoreFunctionRow{"setflag", 1, 1, F::set_flag},
    CoreFunctionRow{"sethost", 1, 1, F::set_host},
    CoreFunctionRow{"sethostport", 1, 1, F::set_host},
    CoreFunctionRow{"setport", 1, 1, F::nothing},
    CoreFunctionRow{"seturi", 1, 1, F::set_request_uri},
    CoreFunctionRow{"setuser", 1, 1, F::set_user},
    CoreFunctionRow{"sl_reply", 2, 2, F::reply},
    CoreFunctionRow{"sl_reply_error", 0, 0, F::reply},
    CoreFunctionRow{"sl_send_reply", 2, 2, F::reply},
    CoreFunctionRow{"starts_with", 2, 2, F::starts_with},
    CoreFunctionRow{"strip", 1, 1, F::strip_user},
    CoreFunctionRow{"subst_hf", 3, 3, F::nothing},
    CoreFunctionRow{"t_any_replied", 0, 0, F::branch_replied},
    CoreFunctionRow{"t_any_timeout", 0, 0, F::branch_timeout},
    CoreFunctionRow{"t_branch_replied", 0, 0, F::branch_replied},
    CoreFunctionRow{"t_branch_timeout", 0, 0, F::branch_timeout},
    CoreFunctionRow{"t_check_status", 1, 1, F::check_status},
    CoreFunctionRow{"t_check_trans", 0, 0, F::check_trans},
    CoreFunctionRow{"t_is_branch_route", 0, 0, F::in_branch_route},
    CoreFunctionRow{"t_is_canceled", 0, 0, F::is_canceled},
    CoreFunctionRow{"t_is_failure_route", 0, 0, F::in_failure_route},
    CoreFunctionRow{"t_is_reply_route", 0, 0, F::in_reply_route},
    CoreFunctionRow{"t_is_request_route", 0, 0, F::in_request_route},
    CoreFunctionRow{"t_is_set", 1, 1, F::is_set},
    CoreFunctionRow{"t_newtran", 0, 0, F::new_trans},
    CoreFunctionRow{"t_on_branch", 1, 1, F::on_branch},
    CoreFunctionRow{"t_on_branch_failure", 1, 1, F::on_branch_failure},
    CoreFunctionRow{"t_on_failure", 1, 1, F::on_failure},
    CoreFunctionRow{"t_on_reply", 1, 1, F::on_reply},
    CoreFunctionRow{"t_precheck_trans", 0, 0, F::precheck_trans},
    CoreFunctionRow{"t_relay", 0, 2, F::relay},
    CoreFunctionRow{"t_relay_cancel", 0, 0, F::relay},
    CoreFunctionRow{"t_relay_to", 1, 2, F::relay},
    CoreFunctionRow{"t_relay_to_udp", 2, 2, F::relay},
    CoreFunctionRow{"t_reply", 2, 2, F::reply},
    CoreFunctionRow{"t_reset_fr", 0, 0, F::nothing},
    CoreFunctionRow{"t_set_auto_inv_100", 1, 1, F::nothing},
    CoreFunctionRow{"t_set_fr", 1, 2, F::nothing},
    CoreFunctionRow{"t_set_max_lifetime", 2, 2, F::nothing},
    CoreFunctionRow{"t_set_retr", 2, 2, F::nothing},
    CoreFunctionRow{"xalert", 1, 1, F::nothing},
    CoreFunctionRow{"xbug", 1, 1, F::nothing},
    CoreFunctionRow{"xcrit", 1, 1, F::nothing},
    CoreFunctionRow{"xdbg", 1, 1, F::nothing},
    CoreFunctionRow{"xerr", 1, 1, F::nothing},
    CoreFunctionRow{"xinfo", 1, 1, F::nothing},
    CoreFunctionRow{"xlog", 1, 3, F::nothing},
    CoreFunctionRow{"xnotice", 1, 1, F::nothing},
    CoreFunctionRow{"xwarn", 1, 1, F::nothing},
};

using K = Keyword;
constexpr std::array<std::pair<std::string_view, Keyword>, 10> keyword_rows{{{"method", K::method},
                                                                             {"status", K::status},
                                                                             {"uri", K::uri},
                                                                             {"from_uri", K::from_uri},
                                                                             {"to_uri", K::to_uri},
                                                                             {"src_ip", K::source_address},
                                                                             {"src_port", K::source_port},
                                                                             {"proto", K::protocol},
                                                                             {"af", K::family},
                                                                             {"msg:len", K::message_length}}};

}  // namespace

std::span<const CoreFunctionRow> core_functions() { return function_rows; }

const CoreFunctionRow* find_core_function(std::string_view name) {
  const auto* const row = std::ranges::find(function_rows, name, &CoreFunctionRow::name);
  return row == function_rows.end() ? nullptr : row;
}

std::int32_t method_number(std::string_view method) {
  constexpr std::array<std::string_view, 14> methods{"INVITE",   "CANCEL",    "ACK",    "BYE",     "INFO",
                                                     "REGISTER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "OPTIONS",
                                                     "PRACK",    "UPDATE",    "REFER",  "PUBLISH"};
  for (std::size_t i = 0; i < methods.size(); ++i)
    if (methods[i] == method) return std::int32_t{1} << i;
  return method == "KDMQ" ? std::int32_t{1} << methods.size() : std::int32_t{1} << 19;
}

const Keyword* find_keyword(std::string_view word) {
  for (const auto& [name, keyword] : keyword_rows)
    if (name == word) return &keyword;
  return nullptr;
}

}  // namespace rtpe::route
