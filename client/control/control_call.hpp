// One RPC command: show, enable, ping, reload, get_hash_total (behaviour.md section 12).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/control/control_reply.hpp"
#include "client/control/ping_all.hpp"

namespace rtpe::control {

enum class ControlCommand : std::uint8_t { show, enable, ping, reload, get_hash_total };
/// "rtpengine.show", ...
[[nodiscard]] std::string_view rpc_name(ControlCommand command);
[[nodiscard]] std::optional<ControlCommand> control_command_of(std::string_view rpc_name);

/// Where a reload gets its nodes from.
class NodeSource {
 public:
  virtual ~NodeSource() = default;
  /// Hides and re-adds the nodes of `proxy` (section 11).
  virtual Expected<void> load(Proxy& proxy, Time now) = 0;
};

struct ControlRequest {
  ControlCommand command = ControlCommand::show;
  std::string url = "all";       ///< exact URL text; anything that begins with "all" means all nodes
  std::int64_t flag = 1;         ///< enable: 0 disables permanently, anything else enables
  NodeSource* source = nullptr;  ///< reload only
};

/// The state machine, in the RPC process: `worker` is that process, with its own cookies and sockets. resume() with
/// InputKind::start, then as an Operation is driven. show, enable and ping first rebuild that process' sockets when the
/// node list has moved on, and then ping all nodes.
class ControlCall : private NodeVisitor {
 public:
  ControlCall(Proxy& proxy, Worker& worker, ControlRequest request);
  ControlCall(const ControlCall&) = delete;
  ControlCall& operator=(const ControlCall&) = delete;
  Action resume(Time now, const Input& input);
  [[nodiscard]] const ControlReply& reply() const { return reply_; }

 private:
  enum class Step : std::uint8_t { start, renewing, walking, done };

  Action start(Time now);
  Action begin_walk(Time now);
  Action walked();
  Action reload(Time now);
  void tell_changes(const std::vector<bool>& before, Time now);
  Action finish() {
    step_ = Step::done;
    return {};
  }
  Action refuse(int code, std::string_view text);
  [[nodiscard]] bool concerns(const Node& node) const;
  Visit visit(Time now, Node& node) override;
  void pinged(Time now, Node& node, PingVerdict verdict) override;

  Proxy& proxy_;
  Worker& worker_;
  ControlRequest request_;
  ControlReply reply_;
  PingAll renewal_;
  NodeWalk walk_;
  Step step_ = Step::start;
  bool found_ = false, failed_ = false;
};

}  // namespace rtpe::control
