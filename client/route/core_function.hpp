// Functions of Kamailio's core and its common modules, as far as routes around rtpengine need them.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace rtpe::route {

/// What a function does here. Who runs the route carries it out.
enum class CoreFunction : std::uint8_t {
  nothing,  ///< says yes, and changes nothing that NG commands or replies depend on: xlog, record_route, force_rport
  precheck_trans,  ///< t_precheck_trans
  new_trans,       ///< t_newtran
  is_method,
  is_request,
  is_reply,
  has_totag,
  loose_route,
  has_body,  ///< sdp_content and has_body
  has_header,
  nat_uac_test,
  set_flag,
  reset_flag,
  is_flag_set,
  set_branch_flag,
  reset_branch_flag,
  is_branch_flag_set,
  relay,           ///< t_relay, forward
  reply,           ///< sl_send_reply, send_reply, t_reply
  on_reply,        ///< t_on_reply
  on_failure,      ///< t_on_failure
  on_branch,       ///< t_on_branch
  check_status,    ///< t_check_status
  is_canceled,     ///< t_is_canceled
  branch_timeout,  ///< t_branch_timeout
  check_trans,     ///< t_check_trans
  is_set,          ///< t_is_set
  search_message,
  search_body,
  set_request_uri,
  set_user,           ///< of the request URI: rewriteuser, setuser
  set_host,           ///< rewritehost, sethost
  prefix_user,        ///< prefix
  strip_user,         ///< strip
  append_branch,      ///< one more destination for the next t_relay
  on_branch_failure,  ///< t_on_branch_failure
  sdp_has_media,      ///< sdp_with_media
  sdp_has_transport,  ///< sdp_with_transport
  sdp_transport_like,
  starts_with,      ///< of two texts
  is_in_subnet,     ///< of an address and networks
  branch_replied,   ///< t_branch_replied
  set_destination,  ///< setdsturi
  reset_destination,
  has_destination,        ///< isdsturiset: $du has a value
  record_route,           ///< record_route: later requests tell their direction
  add_route_parameter,    ///< add_rr_param
  check_route_parameter,  ///< check_route_param: of requests inside the dialog
  is_direction,           ///< "downstream" or "upstream"
  in_request_route,
  in_branch_route,
  in_reply_route,
  in_failure_route,
};

struct CoreFunctionRow {
  std::string_view name;
  std::uint8_t least, most;  ///< arguments
  CoreFunction function;
};

[[nodiscard]] std::span<const CoreFunctionRow> core_functions();
/// nullptr: not among them.
[[nodiscard]] const CoreFunctionRow* find_core_function(std::string_view name);

/// What $rm counts as where a number is needed: INVITE 1, CANCEL 2, ACK 4, BYE 8, ...; a method that the core does not
/// know: 524288.
[[nodiscard]] std::int32_t method_number(std::string_view method);

/// What stands for itself in a comparison: method == "INVITE".
enum class Keyword : std::uint8_t {
  method,
  status,
  uri,
  from_uri,
  to_uri,
  source_address,
  source_port,
  protocol,
  family,
  message_length,
};
/// nullptr: no keyword that has a value.
[[nodiscard]] const Keyword* find_keyword(std::string_view word);

}  // namespace rtpe::route
