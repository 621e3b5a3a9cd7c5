#include "client/control/ping_all.hpp"

namespace rtpe::control {

void PingAll::begin(Proxy& proxy, Worker& worker) {
  proxy_ = &proxy;
  worker_ = &worker;
  pings_ = 0;
  walk_.begin(proxy, worker, *this);
}

NodeVisitor::Visit PingAll::visit(Time, Node& node) {
  if (!node.has_socket) return Visit::next;
  if (node.recheck == permanent) {
    node.disabled = true;
    return Visit::next;
  }
  ++pings_;
  return Visit::ping;
}

void PingAll::pinged(Time now, Node& node, PingVerdict verdict) { record_ping(*proxy_, *worker_, node, verdict, now); }

}  // namespace rtpe::control
