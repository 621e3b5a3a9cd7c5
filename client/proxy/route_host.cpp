#include "client/proxy/route_host.hpp"

#include <algorithm>
#include <array>

#include "client/route/network.hpp"
#include "client/route/pattern.hpp"
#include "client/sip/body.hpp"
#include "client/sip/uri.hpp"

namespace rtpe::proxy {
namespace {

constexpr std::int32_t yes = 1, no = -1;

std::int32_t said(bool is_so) { return is_so ? yes : no; }

}  // namespace

void RouteHost::begin(Message& message, const sip::Message& sip, const route::Program& program,
                      route::BlockKind block) {
  program_ = &program;
  message_ = &message;
  sip_ = &sip;
  block_ = block;
}

route::ScriptVariables& RouteHost::store(route::VariableKind kind) {
  if (kind == route::VariableKind::var) return of_process_;
  const bool of_proxy = kind == route::VariableKind::shared || kind == route::VariableKind::table;
  if (of_proxy && of_proxy_ != nullptr) return *of_proxy_;
  if (kind == route::VariableKind::dialog && message_->dialog != nullptr) return *message_->dialog;
  return message_->transaction != nullptr ? message_->transaction->script : message_->script;
}

void RouteHost::message_variable(const route::VariableName& name, route::Value& out) {
  const std::string_view wanted = name.base;
  if (wanted == "$du") {
    const std::string* const uri = destination_uri();
    return uri == nullptr || uri->empty() ? out.set_null() : out.set(std::string_view(*uri));
  }
  if (wanted == "$T_branch_idx" && message_->transaction != nullptr) return out.set(branch_index());
  sip::Message rewritten;
  const sip::Message* source = sip_;
  const bool of_uri = wanted == "$ru" || wanted == "$rU" || wanted == "$rd" || wanted == "$rp" || wanted == "$rP";
  const std::string* const rewritten_uri = of_uri ? request_uri() : nullptr;
  if (rewritten_uri != nullptr && !rewritten_uri->empty()) {
    rewritten = *sip_;
    rewritten.request_uri = *rewritten_uri;
    source = &rewritten;
  }
  if (name.has_index) {
    scratch_.assign("$(").append(wanted.substr(1)).append("[");
    scratch_.append(name.all ? "*" : std::to_string(name.index)).append("])");
  } else {
    scratch_.assign(wanted);
  }
  const bool failed = block_ == route::BlockKind::failure || block_ == route::BlockKind::event;
  const script::Route route = block_ == route::BlockKind::failure ? script::Route::failure
                              : block_ == route::BlockKind::event ? script::Route::branch_failure
                              : sip_->is_request                  ? script::Route::request
                                                                  : script::Route::reply;
  const auto value = script::message_variable(scratch_, *source,
                                              {.source_port = message_->peer.source_port,
                                               .protocol = message_->peer.protocol,
                                               .route = route,
                                               .has_transaction = message_->transaction != nullptr,
                                               .failure_status = failed ? message_->sip->status : 0});
  if (!value) return out.set_null();
  if (wanted == "$rm") return out.set(std::string_view(value->text), route::method_number(value->text));
  if (value->is_integer)
    out.set(std::int64_t{std::atoll(value->text.c_str())});
  else
    out.set(std::string_view(value->text));
}

/// @via[1].branch: the topmost; @via[-1].branch: the last.
void RouteHost::select(std::string_view text, route::Value& out) {
  out.set_null();
  if (text.starts_with("@via")) {
    const auto& branches = sip_->via_branches;
    const int number = text.starts_with("@via[") ? std::atoi(std::string(text.substr(5)).c_str()) : 1;
    const std::int64_t index = number > 0 ? number - 1 : static_cast<std::int64_t>(branches.size()) + number;
    if (index >= 0 && index < static_cast<std::int64_t>(branches.size()))
      out.set(branches[static_cast<std::size_t>(index)]);
    return;
  }
  route::VariableName name;
  name.base = text == "@from.tag"      ? "$ft"
              : text == "@to.tag"      ? "$tt"
              : text == "@ruri.user"   ? "$rU"
              : text == "@ruri.host"   ? "$rd"
              : text == "@cseq.method" ? "$rm"
                                       : std::string();
  if (name.base.empty()) {
    constexpr std::string_view lead = "@hf_value";
    std::string_view header = text.substr(lead.size() + 1);
    if (header.starts_with('"')) header = header.substr(1, header.rfind('"') - 1);
    name.base = "$hdr(" + std::string(header) + ")";
    if (text[lead.size()] == '.') std::ranges::replace(name.base, '_', '-');
  }
  message_variable(name, out);
}

route::VariableName RouteHost::named(const route::VariableName& name) {
  return route::with_values(name, [this](std::string_view inside) {
    const auto value = read(inside);
    return value ? value->text : std::string();
  });
}

void RouteHost::get(const route::VariableName& name, route::Value& out) {
  if (name.dynamic) return get(named(name), out);
  if (name.kind == route::VariableKind::select) return select(name.base, out);
  if (name.kind == route::VariableKind::pseudo || name.kind == route::VariableKind::header)
    return message_variable(name, out);
  store(name.kind).get(name, out);
  const bool never_null = name.kind == route::VariableKind::var || name.kind == route::VariableKind::shared;
  if (out.is_null() && never_null) out.set(std::int64_t{0});
}

void RouteHost::set(const route::VariableName& name, const route::Value& value) {
  if (name.dynamic) return set(named(name), value);
  if (name.kind != route::VariableKind::pseudo) return store(name.kind).set(name, value);
  if (name.base == "$ru" && request_uri() != nullptr) *request_uri() = route::as_text(value, scratch_);
  if (name.base == "$du" && destination_uri() != nullptr) *destination_uri() = route::as_text(value, scratch_);
  if (name.base == "$rU") rewrite_uri(UriPart::user, route::as_text(value, scratch_));
  if (name.base == "$rd") rewrite_uri(UriPart::host, route::as_text(value, scratch_));
}

std::string* RouteHost::request_uri() {
  if (!sip_->is_request) return nullptr;
  return message_->transaction != nullptr ? &message_->transaction->request_uri : &message_->request_uri;
}

std::string* RouteHost::destination_uri() {
  if (!sip_->is_request) return nullptr;
  return message_->transaction != nullptr ? &message_->transaction->destination_uri : &message_->destination_uri;
}

/// Measured: in a failure route it is the number of the next branch; everywhere else that of the last one.
std::int64_t RouteHost::branch_index() const {
  const std::int64_t branches = message_->transaction->branches;
  return block_ == route::BlockKind::failure ? branches : std::max<std::int64_t>(branches - 1, 0);
}

void RouteHost::rewrite_uri(UriPart part, std::string_view text) {
  std::string* const kept = request_uri();
  if (kept == nullptr) return;
  const std::string before(kept->empty() ? sip_->request_uri : std::string_view(*kept));
  const std::size_t scheme = before.find(':') + 1, at = before.find('@');
  const bool has_user = at != std::string::npos;
  const std::size_t host = has_user ? at + 1 : scheme;
  std::string out = before.substr(0, scheme);
  if (part == UriPart::user) {
    if (!text.empty()) out.append(text).push_back('@');
    out += before.substr(host);
  } else {
    out = before.substr(0, host);
    out.append(text);
    const std::size_t end = before.find_first_of(text.contains(':') ? ";?" : ":;?", host);
    if (end != std::string::npos) out += before.substr(end);
  }
  *kept = std::move(out);
}

std::string RouteHost::uri_user() {
  const std::string* const kept = request_uri();
  const std::string_view uri = kept == nullptr || kept->empty() ? sip_->request_uri : std::string_view(*kept);
  return std::string(sip::parse_uri(uri).user);
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

std::int32_t RouteHost::flag(route::CoreFunction function, std::uint32_t bit) {
  using F = route::CoreFunction;
  Transaction* const transaction = message_->transaction;
  Flags& flags = transaction == nullptr ? message_->flags : transaction->flags;
  const bool of_branch = function >= F::set_branch_flag;
  std::uint32_t& word = of_branch ? flags.of_branch : flags.of_message;
  const std::uint32_t mask = 1U << (bit % 32U);
  if (function == F::set_flag || function == F::set_branch_flag) word |= mask;
  if (function == F::reset_flag || function == F::reset_branch_flag) word &= ~mask;
  if (function == F::is_flag_set || function == F::is_branch_flag_set) return said((word & mask) != 0);
  return yes;
}

std::int32_t RouteHost::arm(route::CoreFunction function, std::string_view name) {
  if (message_->transaction == nullptr) return yes;
  ArmedRoutes& armed = message_->transaction->armed;
  using F = route::CoreFunction;
  if (function == F::on_reply) armed.reply = program_->find(route::BlockKind::tm_reply, name);
  if (function == F::on_failure) armed.failure = program_->find(route::BlockKind::failure, name);
  if (function == F::on_branch) armed.branch = program_->find(route::BlockKind::branch, name);
  if (function == F::on_branch_failure)
    armed.branch_failure = program_->find(route::BlockKind::event, "tm:branch-failure:" + std::string(name));
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
    case F::on_branch_failure:
      return arm(call.function, arguments[0].text);
    case F::relay:
      if (!decision_.relays && !message_->is_copy && message_->transaction != nullptr)
        ++message_->transaction->branches;
      decision_.relays = true;
      return yes;
    case F::reply:
      if (decision_.own_reply == 0)
        decision_.own_reply = arguments.empty() ? 500 : static_cast<std::uint16_t>(route::as_integer(arguments[0]));
      return yes;
    case F::set_request_uri:
      if (std::string* const uri = request_uri()) *uri = arguments[0].text;
      return yes;
    case F::set_destination:
      if (std::string* const uri = destination_uri()) *uri = arguments[0].text;
      return yes;
    case F::reset_destination:
      if (std::string* const uri = destination_uri()) uri->clear();
      return yes;
    case F::record_route:
      if (sip_->to_tag.empty()) keep_in_route_set("= from", sip_->from_tag);
      return yes;
    case F::add_route_parameter:
      keep_in_route_set("= parameters", of_route_set("= parameters") + arguments[0].text);
      return yes;
    case F::set_user:
      rewrite_uri(UriPart::user, arguments[0].text);
      return yes;
    case F::set_host:
      rewrite_uri(UriPart::host, arguments[0].text);
      return yes;
    case F::prefix_user:
      rewrite_uri(UriPart::user, arguments[0].text + uri_user());
      return yes;
    case F::strip_user: {
      const std::string user = uri_user();
      const auto letters = static_cast<std::size_t>(std::max(0, route::as_integer(arguments[0])));
      rewrite_uri(UriPart::user, user.substr(std::min(letters, user.size())));
      return yes;
    }
    default:
      return ask(call, arguments);
  }
}

std::string RouteHost::of_route_set(std::string_view name) {
  route::VariableName key;
  key.kind = route::VariableKind::dialog;
  key.base = name;
  route::Value value;
  store(key.kind).get(key, value);
  std::string scratch;
  return std::string(route::as_text(value, scratch));
}

void RouteHost::keep_in_route_set(std::string_view name, std::string_view text) {
  route::VariableName key;
  key.kind = route::VariableKind::dialog;
  key.base = name;
  route::Value value;
  value.set(text);
  store(key.kind).set(key, value);
}

std::optional<script::Host::Variable> RouteHost::read(std::string_view text) {
  const route::VariableName* const name = names_.find(text);
  if (name == nullptr || name->kind == route::VariableKind::null) return std::nullopt;
  route::Value value;
  get(*name, value);
  if (!name->transformations.empty()) route::apply(name->transformations, value);
  // Measured: null that went through a transformation prints nothing, not "<null>".
  if (value.is_null() && !name->transformations.empty()) return script::Host::Variable{.text = {}};
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
