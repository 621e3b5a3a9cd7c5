#include "client/control/node_walk.hpp"

namespace rtpe::control {

void NodeWalk::begin(Proxy& proxy, Worker& worker, NodeVisitor& visitor) {
  proxy_ = &proxy;
  worker_ = &worker;
  visitor_ = &visitor;
  set_ = node_ = 0;
  step_ = Step::start;
}

Action NodeWalk::resume(Time now, const Input& input) {
  switch (step_) {
    case Step::start:
      step_ = Step::list_granted;
      return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set_list}};
    case Step::list_granted:
      return enter_set();
    case Step::set_granted:
      return visit_nodes(now);
    case Step::pinging: {
      const Action action = ping_.resume(now, input);
      if (action.kind != ActionKind::finished) return action;
      visitor_->pinged(now, ping_.node(), ping_.verdict());
      ++node_;
      return visit_nodes(now);
    }
    case Step::set_released:
      ++set_;
      return enter_set();
    case Step::list_released:
      break;
  }
  return {};
}

Action NodeWalk::enter_set() {
  if (set_ >= proxy_->registry.sets().size()) {
    step_ = Step::list_released;
    return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set_list}};
  }
  node_ = 0;
  step_ = Step::set_granted;
  return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set, .set_id = proxy_->registry.sets()[set_].id}};
}

Action NodeWalk::visit_nodes(Time now) {
  NodeSet& set = proxy_->registry.sets()[set_];
  for (; node_ < set.nodes.size(); ++node_) {
    Node& node = *set.nodes[node_];
    if (!node.displayed || visitor_->visit(now, node) == NodeVisitor::Visit::next) continue;
    step_ = Step::pinging;
    ping_.begin(*proxy_, *worker_, node);
    if (const Action action = ping_.resume(now, {}); action.kind != ActionKind::finished) return action;
    visitor_->pinged(now, node, ping_.verdict());
  }
  return leave_set();
}

Action NodeWalk::leave_set() {
  step_ = Step::set_released;
  return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set, .set_id = proxy_->registry.sets()[set_].id}};
}

}  // namespace rtpe::control
