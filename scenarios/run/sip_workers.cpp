#include "scenarios/run/sip_workers.hpp"

#include "scenarios/run/routing.hpp"

namespace rtpe::scenario {

struct SipWorkers::Member {
  Member(Shared& shared, std::uint32_t index, std::uint32_t pid) : process(shared, index, pid) {}

  Process process;
  script::Call call;
  control::PingAll startup;
  MessageHost host;
  flow::Envelope envelope;
  std::uint32_t messages = 0;  ///< Kamailio's message id of the last one
  bool starting_up = false;

  // Of the message at hand.
  std::uint32_t slot = 0;
  script::Route route = script::Route::request;
  std::span<const script::Statement> statements;
  std::size_t statement = 0;
  std::uint64_t operation = 0;
  Time operation_began{};
  bool refused = false, media_failed = false;
  std::string failure;
  std::string_view body;  ///< as it stands: the message's own, or what statements made of it
  std::string edited_body;
};

SipWorkers::SipWorkers(Shared& shared, const Scenario& scenario, Calls& calls, std::uint32_t first_pid)
    : shared_(shared), scenario_(scenario), calls_(calls) {
  for (std::uint32_t index = 0; index < scenario.client.workers; ++index) {
    members_.push_back(std::make_unique<Member>(shared, index, first_pid + index));
    idle_.push_back(index);
  }
}
SipWorkers::~SipWorkers() = default;

std::uint32_t SipWorkers::busy() const { return static_cast<std::uint32_t>(members_.size() - idle_.size()); }

void SipWorkers::start_up() {
  for (const auto& member : members_) shared_.proxy.renew_sockets(member->process.worker(), shared_.world.now());
  const Parameters& parameters = shared_.proxy.parameters;
  if (shared_.proxy.personality->ping_mode_parameter && parameters.ping_mode == 0) return;
  Member& first = *members_.front();
  idle_.pop_front();
  first.starting_up = true;
  first.startup.begin(shared_.proxy, first.process.worker());
  if (first.process.start(Machine(first.startup), 0, 0)) became_idle(first);
}

void SipWorkers::submit(std::uint32_t slot) {
  if (queue_.size() >= sip_backlog) return calls_.message_dropped(slot);
  queue_.push_back({.slot = slot, .since = shared_.world.now()});
}

bool SipWorkers::assign() {
  if (queue_.empty() || idle_.empty()) return false;
  const Waiting message = queue_.front();
  queue_.pop_front();
  Member& member = *members_[idle_.front()];
  idle_.pop_front();
  take(member, message);
  return true;
}

void SipWorkers::became_idle(Member& member) {
  member.starting_up = false;
  idle_.push_back(member.process.index());
}

void SipWorkers::input(std::uint32_t worker, const Input& input) {
  Member& member = *members_[worker];
  if (member.process.resume(input)) progressed(member);
}

void SipWorkers::lock_granted(std::uint32_t worker) {
  Member& member = *members_[worker];
  if (member.process.lock_granted()) progressed(member);
}

void SipWorkers::progressed(Member& member) {
  if (member.starting_up) return became_idle(member);
  statement_ended(member);
  if (run_statements(member)) message_ended(member);
}

void SipWorkers::take(Member& member, const Waiting& message) {
  flow::Dialog& dialog = calls_[message.slot];
  const flow::Step& step = dialog.current();
  const Time now = shared_.world.now();
  shared_.recorder.record(now, SipMessage{.call = dialog.number,
                                          .worker = member.process.index(),
                                          .message = flow::message_name(step),
                                          .direction = direction_of(dialog),
                                          .waited = now - message.since});
  member.slot = message.slot;
  member.refused = false;
  member.media_failed = false;
  member.failure.clear();
  compose(dialog, step, member.envelope);
  member.envelope.message.id = ++member.messages;
  member.host.begin(dialog, member.envelope);
  member.body = member.envelope.body;
  member.route = step.status == 0 ? script::Route::request : script::Route::reply;
  member.statements = statements_for(scenario_.routing, member.route, step.method, step.status);
  member.statement = 0;
  if (run_statements(member)) message_ended(member);
}

bool SipWorkers::run_statements(Member& member) {
  for (;;) {
    while (member.statement < member.statements.size()) {
      begin_statement(member);
      if (!member.process.start(Machine(member.call), member.operation, calls_[member.slot].number)) return false;
      statement_ended(member);
    }
    if (!next_route(member)) return true;
  }
}

/// A final negative reply to INVITE runs the failure route too, with the request at hand.
bool SipWorkers::next_route(Member& member) {
  flow::Dialog& dialog = calls_[member.slot];
  const flow::Step& step = dialog.current();
  if (member.route != script::Route::reply || step.method != "INVITE" || step.status < 300) return false;
  member.route = script::Route::failure;
  compose(dialog, dialog.request(), member.envelope);
  member.statements = statements_for(scenario_.routing, member.route, step.method, 0);
  member.statement = 0;
  return true;
}

void SipWorkers::begin_statement(Member& member) {
  const script::Statement& statement = member.statements[member.statement];
  const flow::Dialog& dialog = calls_[member.slot];
  member.operation = ++operations_;
  member.operation_began = shared_.world.now();
  shared_.recorder.record(member.operation_began, OperationStarted{.operation = member.operation,
                                                                   .call = dialog.number,
                                                                   .worker = member.process.index(),
                                                                   .function = statement.function,
                                                                   .message = flow::message_name(dialog.current())});
  member.call.start(shared_.proxy, member.process.worker(), statement, member.route, member.envelope.message,
                    member.host);
}

void SipWorkers::statement_ended(Member& member) {
  const script::Statement& statement = member.statements[member.statement++];
  const script::CallResult& result = member.call.result();
  const flow::Dialog& dialog = calls_[member.slot];
  const Time now = shared_.world.now();
  OperationEnded ended{.operation = member.operation,
                       .call = dialog.number,
                       .worker = member.process.index(),
                       .function = statement.function,
                       .command = {},
                       .node = no_node,
                       .outcome = {},
                       .end = OperationEnd::ok,
                       .rc = result.rc,
                       .failure = result.rc < 0 ? result.failure : std::string_view{},
                       .sends = 0,
                       .pings = 0,
                       .took = now - member.operation_began};
  std::optional<std::uint32_t> engine;
  for (const OperationResult& operation : result.operations) {
    ended.command = operation.command;
    ended.outcome = operation.outcome;
    ended.sends += operation.sends;
    ended.pings += operation.pings;
    if (operation.node == nullptr) continue;
    ended.node = Names::number(*operation.node);
    engine = shared_.names.sites()[operation.node->index].engine;
  }
  if (result.rc < 0) ended.end = result.operations.empty() ? OperationEnd::nothing_done : OperationEnd::failed;
  shared_.recorder.record(now, ended);
  if (result.new_body) member.body = member.edited_body.assign(*result.new_body);
  const bool negotiates = ended.command == Command::offer || ended.command == Command::answer;
  if (ended.end == OperationEnd::ok && negotiates && ended.node != no_node) calls_[member.slot].engine = engine;
  if (ended.end != OperationEnd::failed) return;
  if (member.failure.empty() || (negotiates && !member.media_failed)) member.failure = result.failure;
  if (!negotiates) return;
  member.media_failed = true;
  // An INVITE that cannot have its media relayed is refused; other messages go on as they are.
  const flow::Step& step = dialog.current();
  if (step.status != 0 || step.method != "INVITE") return;
  member.refused = true;
  member.statement = member.statements.size();
}

void SipWorkers::message_ended(Member& member) {
  calls_.message_done(
      member.slot,
      {.refused = member.refused, .media_failed = member.media_failed, .failure = member.failure, .body = member.body});
  became_idle(member);
}

}  // namespace rtpe::scenario
