#include "client/operation/selection.hpp"

#include <algorithm>

#include "client/selection/call_id_hash.hpp"
#include "client/selection/weighted_choice.hpp"

namespace rtpe {

void Selection::begin(Proxy& proxy, Worker& worker, const SelectionRequest& request) {
  proxy_ = &proxy;
  worker_ = &worker;
  request_ = request;
  node_ = nullptr;
  hash_ = {};
  weight_sum_ = pings_ = 0;
  worker.walk.clear();
  step_ = Step::start;
  forced_ = false;
  source_ = ChoiceSource::none;
  failure_ = NoChoice::chosen;
}

Action Selection::resume(Time now, const Input& input) {
  switch (step_) {
    case Step::start:
      return start(now);
    case Step::locking:
      return choose(now);
    case Step::pinging:
      break;
    case Step::unlocking:
      return finish(now);
  }
  const Action action = ping_.resume(now, input);
  if (action.kind != ActionKind::finished) return action;
  record_ping(*proxy_, *worker_, ping_.node(), ping_.verdict(), now);
  return sweep(now);
}

Action Selection::start(Time now) {
  proxy_->renew_sockets(*worker_, now);
  Node* known = proxy_->table.lookup(seconds_of(now), request_.call_id, request_.via_branch, request_.command);
  if (known && proxy_->personality->known_node_tried_once &&
      std::ranges::find(worker_->tried, known) != worker_->tried.end()) {
    failure_ = NoChoice::known_node_tried;
    return finish(now);
  }
  if (known && known->set_id == request_.set->id) return use_known(now, *known);
  step_ = Step::locking;
  return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set, .set_id = request_.set->id}};
}

Action Selection::use_known(Time now, Node& node) {
  source_ = ChoiceSource::table;
  const auto allow = proxy_->parameters.rtpengine_allow_op;
  if (!node.disabled || allow == 1 || (allow != 0 && node.recheck == permanent))
    node_ = &node;
  else
    failure_ = NoChoice::known_node_disabled;
  return finish(now);
}

Action Selection::choose(Time now) {
  const auto algorithm = hash_algorithm(proxy_->parameters.hash_algo, *proxy_->personality);
  if (!algorithm) {
    failure_ = NoChoice::unknown_hash_algorithm;
    return unlock(nullptr);
  }
  if (worker_->observer)
    hash_ = hash_steps(request_.call_id, *algorithm);
  else
    hash_.number = call_id_number(request_.call_id, *algorithm);
  start_sweep(Sweep::due);
  return sweep(now);
}

Node* Selection::walk() const {
  worker_->walk.clear();
  return weighted_choice(*request_.set, worker_->tried, hash_.number, weight_sum_,
                         worker_->observer ? &worker_->walk : nullptr);
}

void Selection::start_sweep(Sweep sweep) {
  sweep_ = sweep;
  position_ = 0;
  weight_sum_ = 0;
}

bool Selection::wants_ping(Node& node, Time now) const {
  if (!node.displayed || node.recheck == permanent) return false;
  if (sweep_ == Sweep::forced) return true;
  // With the ping timer of 6.0 selection leaves disabled nodes to it.
  const bool timer = proxy_->personality->ping_timer && proxy_->parameters.ping_interval > 0;
  return node.disabled && node.recheck <= seconds_of(now) && !timer;
}

Action Selection::sweep(Time now) {
  const auto& nodes = request_.set->nodes;
  for (;;) {
    // A node that was just pinged is weighed before the next one is looked at: `step_` tells that it was.
    for (; position_ < nodes.size(); ++position_) {
      Node& node = *nodes[position_];
      if (step_ != Step::pinging && wants_ping(node, now)) {
        step_ = Step::pinging;
        ++pings_;
        ping_.begin(*proxy_, *worker_, node);
        if (const Action action = ping_.resume(now, {}); action.kind != ActionKind::finished) return action;
        record_ping(*proxy_, *worker_, node, ping_.verdict(), now);
      }
      step_ = Step::locking;
      if (sweep_ == Sweep::forced) {
        if (node.displayed && node.recheck == permanent) node.disabled = true;
      } else if (takes_part(node, worker_->tried)) {
        weight_sum_ += node.weight;
      }
    }
    if (sweep_ == Sweep::forced) {
      start_sweep(Sweep::due);
      continue;
    }
    if (weight_sum_ == 0 && !forced_ && proxy_->parameters.aggressive_redetection != 0) {
      forced_ = true;
      start_sweep(Sweep::forced);
      continue;
    }
    Node* chosen = walk();
    if (chosen && chosen->recheck == permanent) {
      chosen->disabled = true;  // an enabled node with the reserved recheck value counts as disabled
      start_sweep(Sweep::due);
      continue;
    }
    return unlock(chosen);
  }
}

Action Selection::unlock(Node* node) {
  node_ = node;
  if (node)
    source_ = ChoiceSource::weighted;
  else if (failure_ == NoChoice::chosen)
    failure_ = NoChoice::no_eligible_node;
  step_ = Step::unlocking;
  return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set, .set_id = request_.set->id}};
}

Action Selection::finish(Time now) {
  if (worker_->observer) {
    worker_->excluded.clear();
    list_exclusions(*request_.set, worker_->tried, worker_->excluded);
    worker_->observer->selected(now, {.call_id = request_.call_id,
                                      .via_branch = request_.via_branch,
                                      .set_id = request_.set->id,
                                      .source = source_,
                                      .failure = failure_,
                                      .hash = hash_,
                                      .weight_sum = weight_sum_,
                                      .remainder = weight_sum_ ? hash_.number % weight_sum_ : 0,
                                      .forced = forced_,
                                      .node = node_,
                                      .walk = worker_->walk,
                                      .excluded = worker_->excluded});
  }
  return {};
}

}  // namespace rtpe
