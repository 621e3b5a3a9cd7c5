#include "client/proxy/route_run.hpp"

#include <utility>

namespace rtpe::proxy {

void RouteRun::begin(const route::Program& program, Message& message) {
  program_ = &program;
  message_ = &message;
  reply_is_dropped_ = false;
  host_.forget_decision();
  find_block(message.sip->is_request ? Stage::request : message.is_local ? Stage::branch_failure : Stage::core_reply);
}

std::optional<std::uint32_t> RouteRun::block_of(Stage stage) {
  Transaction* const transaction = message_->transaction;
  switch (stage) {
    case Stage::request:
      return program_->find(route::BlockKind::request, "");
    case Stage::branch:
      if (transaction == nullptr || message_->is_copy || !host_.decision().relays) return std::nullopt;
      // Measured: it runs for the branches of one t_relay(); a failure route arms it again.
      return std::exchange(transaction->armed.branch, std::nullopt);
    case Stage::core_reply:
      return program_->find(route::BlockKind::reply, "");
    case Stage::tm_reply:
      return transaction != nullptr ? transaction->armed.reply : std::nullopt;
    case Stage::branch_failure:
    case Stage::failure: {
      const bool negative = !message_->sip->is_request && message_->sip->status >= 300;
      if (transaction == nullptr || message_->request == nullptr || !negative) return std::nullopt;
      if (stage == Stage::branch_failure) return std::exchange(transaction->armed.branch_failure, std::nullopt);
      // It has to be armed again for the next branch.
      return std::exchange(transaction->armed.failure, std::nullopt);
    }
    case Stage::done:
      break;
  }
  return std::nullopt;
}

RouteRun::Stage RouteRun::stage_after(Stage stage) const {
  switch (stage) {
    case Stage::request:
      return Stage::branch;
    case Stage::core_reply:
      return Stage::tm_reply;
    case Stage::tm_reply:
      return Stage::branch_failure;
    case Stage::branch_failure:
      return Stage::failure;
    case Stage::failure:
      return Stage::branch;
    default:
      return Stage::done;
  }
}

void RouteRun::find_block(Stage stage) {
  for (stage_ = stage; stage_ != Stage::done; stage_ = stage_after(stage_))
    if (const auto block = block_of(stage_)) return enter(*block);
}

void RouteRun::enter(std::uint32_t block) {
  sip_ = message_->sip;
  switch (stage_) {
    case Stage::core_reply:
    case Stage::tm_reply:
      route_ = script::Route::reply;
      break;
    case Stage::branch_failure:
    case Stage::failure:
      route_ = stage_ == Stage::failure ? script::Route::failure : script::Route::branch_failure;
      sip_ = message_->request;
      break;
    default:
      route_ = script::Route::request;
      if (!message_->sip->is_request) sip_ = message_->request;
  }
  host_.begin(*message_, *sip_, *program_, program_->blocks[block].kind);
  interpreter_.start(*program_, block, host_);
}

const script::Statement* RouteRun::next() {
  while (stage_ != Stage::done) {
    if (const script::Statement* const statement = interpreter_.next()) return statement;
    const bool drops = interpreter_.end() == route::RouteEnd::drop;
    const bool provisional = message_->sip->status < 200;
    // tm drops provisional replies only; the core drops any.
    const bool is_reply = stage_ == Stage::core_reply || (stage_ == Stage::tm_reply && provisional);
    if (drops && is_reply) {
      reply_is_dropped_ = true;
      stage_ = Stage::done;
      break;
    }
    find_block(stage_after(stage_));
  }
  return nullptr;
}

void RouteRun::conclude(MessageFate& fate) const {
  const RouteDecision& decision = host_.decision();
  if (!message_->sip->is_request) {
    fate.dropped = reply_is_dropped_;
    fate.sends_branch = decision.relays;
    fate.refused = !decision.relays && decision.own_reply != 0;  // by a failure route
    if (fate.refused) fate.own_reply = decision.own_reply;
    return;
  }
  fate.refused = !decision.relays && decision.own_reply != 0;
  if (fate.refused) fate.own_reply = decision.own_reply;
  fate.dropped = !decision.relays && decision.own_reply == 0;
}

}  // namespace rtpe::proxy
