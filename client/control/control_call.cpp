#include "client/control/control_call.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rtpe::control {
namespace {

/// Least time between two changes of the node list and a reload, s.
constexpr std::uint32_t least_reload_interval_s = 10;

constexpr std::array<std::pair<ControlCommand, std::string_view>, 5> names = {{
    {ControlCommand::show, "rtpengine.show"},
    {ControlCommand::enable, "rtpengine.enable"},
    {ControlCommand::ping, "rtpengine.ping"},
    {ControlCommand::reload, "rtpengine.reload"},
    {ControlCommand::get_hash_total, "rtpengine.get_hash_total"},
}};

NodeRow row_of(const Node& node, std::uint32_t now_s) {
  return {.url = node.url,
          .set_id = node.set_id,
          .index = node.index,
          .weight = node.weight,
          .disabled = node.disabled,
          .permanent = node.disabled && node.recheck == permanent,
          .recheck_s = node.recheck > now_s ? node.recheck - now_s : 0};
}

/// By Node::index.
std::vector<bool> disabled_nodes(const Proxy& proxy) {
  std::vector<bool> disabled(proxy.registry.node_count());
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes) disabled[node->index] = node->disabled;
  return disabled;
}

}  // namespace

std::string_view rpc_name(ControlCommand command) {
  return std::ranges::find(names, command, &decltype(names)::value_type::first)->second;
}

std::optional<ControlCommand> control_command_of(std::string_view rpc_name) {
  const auto found = std::ranges::find(names, rpc_name, &decltype(names)::value_type::second);
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

ControlCall::ControlCall(Proxy& proxy, Worker& worker, ControlRequest request)
    : proxy_(proxy), worker_(worker), request_(std::move(request)) {}

Action ControlCall::resume(Time now, const Input& input) {
  switch (step_) {
    case Step::start:
      return start(now);
    case Step::renewing: {
      const Action action = renewal_.resume(now, input);
      return action.kind == ActionKind::finished ? begin_walk(now) : action;
    }
    case Step::walking: {
      const Action action = walk_.resume(now, input);
      return action.kind == ActionKind::finished ? walked() : action;
    }
    case Step::done:
      break;
  }
  return {};
}

Action ControlCall::start(Time now) {
  if (request_.command == ControlCommand::reload) return reload(now);
  if (request_.command == ControlCommand::get_hash_total) {
    reply_.total = proxy_.table.total();
    return finish();
  }
  if (!proxy_.renew_sockets(worker_, now)) return begin_walk(now);
  step_ = Step::renewing;
  renewal_.begin(proxy_, worker_);
  return renewal_.resume(now, {});
}

Action ControlCall::begin_walk(Time now) {
  step_ = Step::walking;
  walk_.begin(proxy_, worker_, *this);
  return walk_.resume(now, {});
}

Action ControlCall::walked() {
  if (!found_) return refuse(404, "Instance not found");
  if (request_.command == ControlCommand::ping)
    reply_.status = {.url = request_.url, .status = failed_ ? "fail" : "success"};
  if (request_.command == ControlCommand::enable)
    reply_.status = {.url = request_.url, .status = request_.flag == 0 ? "disable" : failed_ ? "fail" : "enable"};
  return finish();
}

Action ControlCall::reload(Time now) {
  if (proxy_.parameters.db_url.empty() || !request_.source) return refuse(500, "No Database URL");
  if (seconds_of(now) < proxy_.list_changed_s + least_reload_interval_s)
    return refuse(500, "Too short reload interval - try later");
  const std::vector<bool> before = disabled_nodes(proxy_);
  proxy_.list_changed_s = seconds_of(now);  // a reload that fails counts, too: seen on 5.6.3
  if (auto loaded = request_.source->load(proxy_, now); !loaded) return refuse(500, "Failed reloading db");
  tell_changes(before, now);
  ++proxy_.list_version;
  reply_.text = "Ok. Reload successful.";
  return finish();
}

/// A new node is told where it is disabled.
void ControlCall::tell_changes(const std::vector<bool>& before, Time now) {
  if (worker_.observer == nullptr) return;
  for (const NodeSet& set : proxy_.registry.sets())
    for (const auto& node : set.nodes) {
      const bool was_disabled = node->index < before.size() && before[node->index];
      if (node->disabled != was_disabled) worker_.observer->node_state_changed(now, *node, StateCause::database_reload);
    }
}

Action ControlCall::refuse(int code, std::string_view text) {
  reply_.code = code;
  reply_.text = text;
  return finish();
}

bool ControlCall::concerns(const Node& node) const {
  return request_.url.starts_with("all") || node.url == request_.url;
}

NodeVisitor::Visit ControlCall::visit(Time now, Node& node) {
  if (!concerns(node)) return Visit::next;
  found_ = true;
  if (request_.command == ControlCommand::show) {
    reply_.rows.push_back(row_of(node, seconds_of(now)));
    return Visit::next;
  }
  if (request_.command == ControlCommand::enable && request_.flag == 0) {
    set_state(worker_, node, {.disabled = true, .recheck = permanent}, StateCause::rpc_disable, now);
    return Visit::next;
  }
  return Visit::ping;
}

void ControlCall::pinged(Time now, Node& node, PingVerdict verdict) {
  const bool pong = verdict == PingVerdict::pong;
  const bool enabling = request_.command == ControlCommand::enable;
  const auto later = seconds_of(now) + static_cast<std::uint32_t>(proxy_.parameters.rtpengine_disable_tout);
  if (!pong) {
    set_state(worker_, node, {.disabled = true, .recheck = later},
              enabling ? StateCause::rpc_enable : StateCause::ping_unanswered, now);
  } else if (enabling) {
    set_state(worker_, node, {.disabled = false, .recheck = 0}, StateCause::rpc_enable, now);
  } else if (proxy_.personality->rpc_ping_enables && node.recheck != permanent) {
    set_state(worker_, node, {.disabled = false, .recheck = 0}, StateCause::ping_answered, now);
    failed_ = false;  // since 6.0 a pong makes a ping of several nodes a success again, but not a permanent node's
  }
  if (!pong) failed_ = true;
}

}  // namespace rtpe::control
