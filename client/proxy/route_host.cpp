#include "client/proxy/route_host.hpp"

#include <algorithm>
#include <array>

#include "client/route/pattern.hpp"
#include "client/sip/body.hpp"

namespace rtpe::proxy {
namespace {

constexpr std::int32_t yes = 1, no = -1;

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

std::int32_t answer(bool is_so) { return is_so ? yes : no; }

}  // namespace

void RouteHost::begin(Message& message, const sip::Message& sip, const route::Program& program, script::Route route) {
  program_ = &program;
  message_ = &message;
  sip_ = &sip;
  route_ = route;
}

route::ScriptVariables& RouteHost::store(route::VariableKind kind) {
  if (kind == route::VariableKind::var) return of_process_;
  if (kind == route::VariableKind::dialog && message_->dialog != nullptr) return *message_->dialog;
  return message_->transaction != nullptr ? message_->transaction->script : message_->script;
}

void RouteHost::message_variable(const route::VariableName& name, route::Value& out) {
  const std::string_view wanted = name.base;
  if (wanted == "$ru" && !message_->request_uri.empty()) return out.set(std::string_view(message_->request_uri));
  if (name.has_index) {
    scratch_.assign("$(").append(wanted.substr(1)).append("[");
    scratch_.append(name.all ? "*" : std::to_string(name.index)).append("])");
  } else {
    scratch_.assign(wanted);
  }
  const bool failed = route_ == script::Route::failure;
  const auto value = script::message_variable(scratch_, *sip_,
                                              {.source_port = message_->peer.source_port,
                                               .protocol = message_->peer.protocol,
                                               .route = route_,
                                               .has_transaction = message_->transaction != nullptr,
                                               .failure_status = failed ? message_->sip->status : 0});
  if (!value) return out.set_null();
  if (wanted == "$rm") return out.set(std::string_view(value->text), route::method_number(value->text));
  if (value->is_integer)
    out.set(std::int64_t{std::atoll(value->text.c_str())});
  else
    out.set(std::string_view(value->text));
}

void RouteHost::get(const route::VariableName& name, route::Value& out) {
  if (name.kind == route::VariableKind::pseudo || name.kind == route::VariableKind::header)
    return message_variable(name, out);
  store(name.kind).get(name, out);
  const bool never_null = name.kind == route::VariableKind::var || name.kind == route::VariableKind::shared;
  if (out.is_null() && never_null) out.set(std::int64_t{0});
}

void RouteHost::set(const route::VariableName& name, const route::Value& value) {
  if (name.kind != route::VariableKind::pseudo) return store(name.kind).set(name, value);
  if (name.base == "$ru") message_->request_uri = route::as_text(value, scratch_);
}

void RouteHost::keyword(route::Keyword keyword, route::Value& out) {
  switch (keyword) {
    case route::Keyword::method:
      return out.set(sip_->is_request ? sip_->method : sip_->cseq_method);
    case route::Keyword::status:
      return sip_->is_request ? out.set_null() : out.set(std::string_view(std::to_string(sip_->status)));
    case route::Keyword::source_address:
      return out.set(sip_->source_address);
    case route::Keyword::source_port:
      return out.set(std::int64_t{message_->peer.source_port});
    case route::Keyword::protocol:
      return out.set(message_->peer.protocol);
    case route::Keyword::family:
      return out.set(sip_->source_address.find(':') == std::string_view::npos ? std::string_view("inet")
                                                                              : std::string_view("inet6"));
    case route::Keyword::message_length:
      return out.set(static_cast<std::int64_t>(sip_->whole.empty() ? sip_->body.size() : sip_->whole.size()));
    case route::Keyword::uri:
    case route::Keyword::from_uri:
    case route::Keyword::to_uri: {
      route::VariableName name;
      name.base = keyword == route::Keyword::uri ? "$ru" : keyword == route::Keyword::from_uri ? "$fu" : "$tu";
      return message_variable(name, out);
    }
    default:
      out.set_null();
  }
}

/// A request is for this proxy's own domain until it belongs to a dialog.
bool RouteHost::is_myself(route::Keyword keyword) {
  return keyword != route::Keyword::source_address && sip_->to_tag.empty();
}

bool RouteHost::behind_nat(std::int32_t tests) const {
  if ((tests & web_socket) != 0 && message_->peer.protocol.starts_with("ws")) return true;
  if ((tests & private_sdp) != 0 && is_private(connection_address(sip_->body))) return true;
  return (tests & ~(web_socket | private_sdp)) != 0 && message_->peer.behind_nat == Nat::between;
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
    case F::check_trans:
      return answer(message_->transaction != nullptr && (sip_->method == "CANCEL" || sip_->method == "ACK"));
    default:
      return yes;
  }
}

std::int32_t RouteHost::flag(route::CoreFunction function, std::uint32_t bit) {
  using F = route::CoreFunction;
  Transaction* const transaction = message_->transaction;
  Flags& flags = transaction == nullptr ? message_->flags : transaction->flags;
  const bool of_branch = function >= F::set_branch_flag;
  std::uint32_t& word = of_branch ? flags.of_branch : flags.of_message;
  const std::uint32_t mask = 1U << (bit % 32U);
  if (function == F::set_flag || function == F::set_branch_flag) word |= mask;
  if (function == F::reset_flag || function == F::reset_branch_flag) word &= ~mask;
  if (function == F::is_flag_set || function == F::is_branch_flag_set) return answer((word & mask) != 0);
  return yes;
}

std::int32_t RouteHost::arm(route::CoreFunction function, std::string_view name) {
  if (message_->transaction == nullptr) return yes;
  ArmedRoutes& armed = message_->transaction->armed;
  using F = route::CoreFunction;
  if (function == F::on_reply) armed.reply = program_->find(route::BlockKind::tm_reply, name);
  if (function == F::on_failure) armed.failure = program_->find(route::BlockKind::failure, name);
  if (function == F::on_branch) armed.branch = program_->find(route::BlockKind::branch, name);
  return yes;
}

std::int32_t RouteHost::call(const route::CoreCall& call, std::span<const route::Value> arguments) {
  using F = route::CoreFunction;
  switch (call.function) {
    case F::set_flag:
    case F::reset_flag:
    case F::is_flag_set:
    case F::set_branch_flag:
    case F::reset_branch_flag:
    case F::is_branch_flag_set:
      return flag(call.function, static_cast<std::uint32_t>(route::as_integer(arguments[0])));
    case F::on_reply:
    case F::on_failure:
    case F::on_branch:
      return arm(call.function, arguments[0].text);
    case F::relay:
      decision_.relays = true;
      return yes;
    case F::reply:
      if (decision_.own_reply == 0)
        decision_.own_reply = arguments.empty() ? 500 : static_cast<std::uint16_t>(route::as_integer(arguments[0]));
      return yes;
    case F::set_request_uri:
      message_->request_uri = arguments[0].text;
      return yes;
    case F::never:
      return no;
    default:
      return ask(call, arguments);
  }
}

std::optional<script::Host::Variable> RouteHost::read(std::string_view text) {
  const route::VariableName* const name = names_.find(text);
  if (name == nullptr || name->kind == route::VariableKind::null) return std::nullopt;
  route::Value value;
  get(*name, value);
  if (!name->transformations.empty()) route::apply(name->transformations, value);
  if (value.is_null()) return std::nullopt;
  return script::Host::Variable{.text = std::string(route::as_text(value, scratch_)),
                                .is_integer = value.kind == route::ValueKind::integer};
}

void RouteHost::write(std::string_view text, std::string_view content) {
  const route::VariableName* const name = names_.find(text);
  if (name == nullptr) return;
  route::Value value;
  value.set(content);
  set(*name, value);
}

}  // namespace rtpe::proxy
