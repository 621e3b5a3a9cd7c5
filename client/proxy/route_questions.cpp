// What conditions ask about the message at hand.
#include <algorithm>

#include "client/proxy/route_host.hpp"
#include "client/route/network.hpp"
#include "client/route/pattern.hpp"

namespace rtpe::proxy {
namespace {

constexpr std::int32_t it_is = 1, it_is_not = -1, it_ends_here = 0;

/// Bits of nat_uac_test() that depend on more than where the message came from.
constexpr std::int32_t private_sdp = 8, web_socket = 64;

bool is_private(std::string_view address) {
  if (address.starts_with("10.") || address.starts_with("192.168.")) return true;
  if (!address.starts_with("172.")) return false;
  const int second = std::atoi(std::string(address.substr(4, 3)).c_str());
  return second >= 16 && second <= 31;
}

/// The address of the first c= line.
std::string_view connection_address(std::string_view body) {
  constexpr std::string_view lead = "c=IN IP4 ";
  const auto at = body.find(lead);
  if (at == std::string_view::npos) return {};
  body.remove_prefix(at + lead.size());
  return body.substr(0, body.find_first_of("\r\n/ "));
}

bool lists_method(std::string_view list, std::string_view method) {
  while (!list.empty()) {
    const auto bar = list.find('|');
    if (list.substr(0, bar) == method) return true;
    list.remove_prefix(bar == std::string_view::npos ? list.size() : bar + 1);
  }
  return false;
}

struct MediaLine {
  std::string_view media, transport;
};

/// Whether an m= line is like that.
template <typename Question>
bool sdp_media_says(std::string_view body, Question question) {
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::string_view line = body.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("m=")) continue;
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::size_t third = std::min(line.find(' ', second + 1), line.size());
    if (question(
            MediaLine{.media = line.substr(2, first - 2), .transport = line.substr(second + 1, third - second - 1)}))
      return true;
  }
  return false;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::int32_t answer(bool is_so) { return is_so ? it_is : it_is_not; }

}  // namespace

bool RouteHost::behind_nat(std::int32_t tests) const {
  if ((tests & web_socket) != 0 && message_->peer.protocol.starts_with("ws")) return true;
  if ((tests & private_sdp) != 0 && is_private(connection_address(sip_->body))) return true;
  return (tests & ~(web_socket | private_sdp)) != 0 && message_->peer.behind_nat == Nat::between;
}

/// What SDP says, and which way the message goes.
std::int32_t RouteHost::ask_about_way(route::CoreFunction function, std::string_view first) {
  using F = route::CoreFunction;
  switch (function) {
    case F::sdp_has_media:
      return answer(sdp_media_says(sip_->body, [&](const MediaLine& line) { return line.media == first; }));
    case F::sdp_has_transport:
      return answer(sdp_media_says(sip_->body, [&](const MediaLine& line) { return line.transport == first; }));
    case F::sdp_transport_like:
      return answer(sdp_media_says(sip_->body, [&](const MediaLine& line) { return line.transport.contains(first); }));
    case F::has_destination:
      return answer(destination_uri() != nullptr && !destination_uri()->empty());
    case F::check_route_parameter: {
      const auto pattern = route::Pattern::compile(std::string(first));
      return answer(!sip_->to_tag.empty() && pattern && pattern->matches(of_route_set("= parameters")));
    }
    case F::is_direction: {
      const std::string caller = of_route_set("= from");
      const bool upstream = !sip_->to_tag.empty() && !caller.empty() && caller != sip_->from_tag;
      return answer((first == "upstream") == upstream);
    }
    case F::new_trans:
    case F::precheck_trans:
    case F::check_trans:
      return ask_about_transaction(function);
    case F::in_request_route:
      return answer(block_ == route::BlockKind::request);
    case F::in_branch_route:
      return answer(block_ == route::BlockKind::branch);
    case F::in_reply_route:
      return answer(block_ == route::BlockKind::reply || block_ == route::BlockKind::tm_reply);
    case F::in_failure_route:
      return answer(block_ == route::BlockKind::failure);
    default:
      return it_is;
  }
}

std::int32_t RouteHost::ask_about_transaction(route::CoreFunction function) {
  using F = route::CoreFunction;
  const bool is_copy = message_->is_copy;
  if (function == F::precheck_trans) return answer(is_copy);
  if (is_copy) return it_ends_here;
  if (function == F::new_trans) return it_is;
  return answer(message_->transaction != nullptr && (sip_->method == "CANCEL" || sip_->method == "ACK"));
}

std::int32_t RouteHost::ask(const route::CoreCall& call, std::span<const route::Value> arguments) {
  const std::string_view first = arguments.empty() ? std::string_view{} : std::string_view(arguments[0].text);
  using F = route::CoreFunction;
  switch (call.function) {
    case F::is_method:
      return answer(lists_method(first, sip_->cseq_method));
    case F::is_request:
      return answer(sip_->is_request);
    case F::is_reply:
      return answer(!sip_->is_request);
    case F::has_totag:
      return answer(!sip_->to_tag.empty());
    case F::loose_route:
      return answer(sip_->is_request && !sip_->to_tag.empty());
    case F::has_body:
      return answer(!sip_->body.empty() && (first.empty() || sip_->content_type.starts_with(first)));
    case F::has_header: {
      scratch_.assign("$hdr(").append(first).append(")");
      return answer(script::message_variable(scratch_, *sip_).has_value());
    }
    case F::nat_uac_test:
      return answer(behind_nat(route::as_integer(arguments[0])));
    case F::search_message:
    case F::search_body: {
      const auto pattern = route::Pattern::compile(std::string(first));
      return answer(pattern && pattern->matches(std::string(sip_->body)));
    }
    case F::check_status: {
      const auto pattern = route::Pattern::compile(std::string(first));
      return answer(pattern && pattern->matches(std::to_string(message_->sip->status)));
    }
    case F::is_canceled:
      return answer(message_->sip->status == 487);
    case F::branch_timeout:
      return answer(message_->sip->status == 408);
    case F::is_set: {
      const ArmedRoutes armed = message_->transaction == nullptr ? ArmedRoutes{} : message_->transaction->armed;
      return answer(first == "branch_route"    ? armed.branch.has_value()
                    : first == "failure_route" ? armed.failure.has_value()
                                               : armed.reply.has_value());
    }
    case F::branch_replied:
      return answer(!message_->is_local);
    case F::starts_with:
      return answer(first.starts_with(arguments[1].text));
    case F::is_in_subnet: {
      for (std::string_view list = arguments[1].text; !list.empty();) {
        const std::string_view network = list.substr(0, list.find(','));
        if (route::is_in_network(first, trimmed(network))) return it_is;
        list.remove_prefix(std::min(list.size(), network.size() + 1));
      }
      return it_is_not;
    }
    default:
      return ask_about_way(call.function, first);
  }
}

}  // namespace rtpe::proxy
