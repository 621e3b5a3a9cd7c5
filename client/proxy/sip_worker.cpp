// One SIP worker: a message's routes, line by line.
#include <utility>

#include "client/proxy/sip_workers.hpp"

namespace rtpe::proxy {

SipWorker::SipWorker(SipWorkers& group, Context& context, const ProcessIdentity& identity)
    : Process(context, identity), group_(group), host_(group.options().tm) {
  run_.host().share(group.shared_variables_);
}

void SipWorker::take(Time now, Message& message) {
  message_ = &message;
  if (message.replicated != nullptr) return take_replicated(now, message);
  context_.driver.taken(message);
  if (context_.observer != nullptr) context_.observer->message_taken(now, *this, message, now - message.since);
  identify(message);
  fate_ = {};
  failure_.clear();
  const bool request = message.sip->is_request;
  const route::Program* const program = group_.options().program.get();
  if (program != nullptr && !message.lines) {
    identify_request();
    run_.begin(*program, message);
    host_.begin(message, *message.sip, &run_.host());
  } else {
    run_.stop();
    begin_route(message.lines ? message.lines->route
                : request     ? script::Route::request
                              : script::Route::reply,
                *message.sip, message.sip->status);
  }
  if (run_statements(now)) message_ended(now);
}

/// It is not told on: only what a proxy did itself is.
void SipWorker::take_replicated(Time now, Message& message) {
  ++messages_;
  const TableChange& change = *message.replicated;
  const Replicated done = apply(change, context_.shared, now);
  if (done.has_changed && context_.observer != nullptr) {
    if (done.node != nullptr)
      context_.observer->table_inserted(now, *this, change.call_id, change.via_branch, *done.node);
    else
      context_.observer->table_removed(now, *this, change.call_id, change.via_branch);
  }
  fate_ = {};
  fate_.refused = true;
  fate_.own_reply = done.status;
  message_ = nullptr;
  context_.driver.finished(now, message, fate_);
  group_.became_idle(*this);
}

/// Message ids are each process' own. One that comes again finds the set that it chose, in whichever worker that was.
void SipWorker::identify(Message& message) {
  const std::uint32_t before = std::exchange(message.sip->id, ++messages_);
  if (message.choice) {
    if (message.choice->current_message == before) message.choice->current_message = message.sip->id;
    static_cast<SetChoice&>(worker_) = *message.choice;
  } else {
    message.body = message.sip->body;
  }
  if (message.transaction != nullptr && message.sip->is_request) message.transaction->request_id = message.sip->id;
}

void SipWorker::begin_route(script::Route route, sip::Message& sip, int status) {
  route_ = route;
  sip_ = &sip;
  host_.begin(*message_, sip, nullptr);
  statements_ = message_->lines ? message_->lines->statements
                                : statements_for(group_.options().routing, route, sip.cseq_method, status);
}

bool SipWorker::run_statements(Time now) {
  while ((statement_ = next_statement()) != nullptr) {
    begin_statement(now);
    if (!run(now, Machine(call_))) return false;
    statement_ended(now);
  }
  return true;
}

const script::Statement* SipWorker::next_statement() {
  if (run_.program() != nullptr) {
    const script::Statement* const next = run_.next();
    if (next == nullptr) return nullptr;
    route_ = run_.route();
    sip_ = &run_.sip();
    return next;
  }
  while (statements_.empty())
    if (!next_route()) return nullptr;
  const script::Statement& next = statements_.front();
  statements_ = statements_.subspan(1);
  return &next;
}

/// A final negative reply to INVITE runs the routes for failed branches and failures too, with the request at hand; tm
/// gives that the id before the request's.
bool SipWorker::next_route() {
  const sip::Message& sip = *message_->sip;
  const bool negative = !sip.is_request && sip.status >= 300 && sip.cseq_method == "INVITE";
  const bool has_next = route_ == script::Route::reply || route_ == script::Route::branch_failure;
  if (!has_next || !negative || message_->request == nullptr || message_->lines) return false;
  const bool replied = route_ == script::Route::reply;
  identify_request();
  begin_route(replied ? script::Route::branch_failure : script::Route::failure, *message_->request, sip.status);
  return true;
}

/// What a failure route looks at.
void SipWorker::identify_request() {
  if (message_->request == nullptr) return;
  message_->request->id = message_->transaction == nullptr ? message_->sip->id : message_->transaction->request_id - 1;
}

void SipWorker::begin_statement(Time now) {
  operation_ = ++context_.operations;
  statement_began_ = now;
  if (context_.observer != nullptr) context_.observer->operation_started(now, *this, *statement_);
  call_.start(context_.shared, worker_, *statement_, route_, *sip_, host_);
}

OperationReport SipWorker::report(Time now) const {
  const script::CallResult& result = call_.result();
  OperationReport out{.statement = statement_, .result = &result, .took = now - statement_began_};
  for (const OperationResult& operation : result.operations) {
    out.sends += operation.sends;
    out.pings += operation.pings;
    if (operation.node != nullptr) out.node = operation.node;
  }
  if (result.rc < 0) out.end = result.operations.empty() ? OperationEnd::nothing_done : OperationEnd::failed;
  return out;
}

void SipWorker::statement_ended(Time now) {
  const OperationReport ended = report(now);
  const script::CallResult& result = *ended.result;
  if (context_.observer != nullptr) context_.observer->operation_ended(now, *this, ended);
  context_.driver.statement_ended(*message_, call_);
  operation_ = 0;
  if (run_.program() != nullptr) run_.answered(result.rc, result.value);
  if (result.new_body && run_.program() != nullptr && run_.is_about_request())
    fate_.request_body = request_body_.assign(*result.new_body);
  else if (result.new_body)
    message_->body = edited_body_.assign(*result.new_body);
  const std::optional<Command> command =
      result.operations.empty() ? std::nullopt : std::optional(result.operations.back().command);
  const bool negotiates = command == Command::offer || command == Command::answer;
  if (ended.end == OperationEnd::ok && negotiates && ended.node != nullptr) fate_.media_node = ended.node;
  if (ended.end != OperationEnd::failed) return;
  if (failure_.empty() || (negotiates && !fate_.media_failed)) failure_ = result.failure;
  if (!negotiates) return;
  fate_.media_failed = true;
  if (run_.program() != nullptr) return;  // what follows is what the routes say
  // An INVITE that cannot have its media relayed is refused; other messages go on as they are.
  if (!message_->sip->is_request || message_->sip->cseq_method != "INVITE") return;
  fate_.refused = true;
  statements_ = {};
}

void SipWorker::message_ended(Time now) {
  Message& message = *std::exchange(message_, nullptr);
  message.choice = worker_;
  if (run_.program() != nullptr) run_.conclude(fate_);
  fate_.failure = failure_;
  fate_.body = message.body;
  context_.driver.finished(now, message, fate_);
  group_.became_idle(*this);
}

void SipWorker::machine_ended(Time now) {
  if (starting_up_) {
    starting_up_ = false;
    return group_.became_idle(*this);
  }
  statement_ended(now);
  if (run_statements(now)) message_ended(now);
}

}  // namespace rtpe::proxy
