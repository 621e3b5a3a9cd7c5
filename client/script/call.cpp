// The state machine of one script-function call: set choice, one or two operations, results.
#include "client/script/call.hpp"

#include <charconv>

#include "client/script/call_state.hpp"

namespace rtpe::script {

Call::Call() : state_(std::make_unique<State>()) {}
Call::Call(Proxy& proxy, Worker& worker, const Statement& statement, Route route, const sip::Message& message,
           Host& host)
    : Call() {
  start(proxy, worker, statement, route, message, host);
}
Call::~Call() = default;

void Call::start(Proxy& proxy, Worker& worker, const Statement& statement, Route route, const sip::Message& message,
                 Host& host) {
  auto& state = *state_;
  state.reset();
  state.proxy = &proxy;
  state.worker = &worker;
  state.route = route;
  state.message = &message;
  state.host = &host;
  state.prepared = statement.prepared.get();
  if (state.prepared == nullptr || state.prepared->personality != proxy.personality) {
    state.own_prepared = prepare(statement, *proxy.personality);
    state.prepared = state.own_prepared.get();
  }
  state.step = Step::begin;
}

Action Call::resume(Time now, const Input& input) { return state_->resume(now, input); }
const CallResult& Call::result() const { return state_->result; }
const std::vector<std::string>& Call::dictionaries() const { return state_->dictionaries; }

void Call::State::reset() {
  operation.reset();
  while (!dictionaries.empty()) {
    dictionaries.back().clear();
    spare_dictionaries.push_back(std::move(dictionaries.back()));
    dictionaries.pop_back();
  }
  result.rc = -1;
  result.command.reset();
  result.new_body.reset();
  result.value.reset();
  result.failure = {};
  result.operations.clear();
  for (auto* text : {&body, &applied_sdp, &intermediate, &value, &failure}) text->clear();
  region.reset();
  flags = nullptr;
  managed = more = second_run = false;
  direction = Direction::forward;
  found_set = nullptr;
}

Action Call::State::finish(int rc, std::string_view why) {
  step = Step::done;
  result.rc = rc;
  result.failure = why;
  return {.kind = ActionKind::finished};
}

Action Call::State::resume(Time now, const Input& given) {
  switch (step) {
    case Step::begin:
      if (prepared == nullptr) return finish(-1, "this personality has no such script function");
      if (prepared->function->kind == FunctionKind::choose_set) return begin_choice();
      return plan() ? choose(now) : Action{.kind = ActionKind::finished};
    case Step::avp_granted:
      found_set = proxy->registry.find_set(wanted_set);
      step = Step::avp_released;
      return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set_list}};
    case Step::avp_released:
      if (found_set == nullptr) return finish(-1, "the set in setid_avp does not exist");
      worker->active_set = found_set;
      worker->current_message = message->id;
      return run(now);
    case Step::operating:
      return advance(now, given);
    case Step::list_granted:
      return set_list_granted();
    case Step::list_released:
      return set_list_released();
    case Step::set_granted:
      return set_granted();
    case Step::set_released:
      return set_released();
    case Step::done:
      break;
  }
  return {.kind = ActionKind::finished};
}

// Section 2.2: the AVP overrides the sets that set_rtpengine_set chose.
Action Call::State::choose(Time now) {
  if (!parameters().setid_avp.empty()) {
    if (const auto variable = value_of(*host, parameters().setid_avp)) {
      const auto& text = variable->text;
      std::int64_t id = 0;
      const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
      if (!variable->is_integer || fault != std::errc{} || end != text.data() + text.size()) {
        return finish(-1, "setid_avp does not hold an integer");
      }
      wanted_set = static_cast<std::uint32_t>(id);
      step = Step::avp_granted;
      return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set_list}};
    }
  }
  const bool first = direction == Direction::forward || worker->second_choice == nullptr;
  worker->active_set = first ? worker->first_choice : worker->second_choice;
  return run(now);
}

std::string& Call::State::next_dictionary() {
  if (spare_dictionaries.empty()) return dictionaries.emplace_back();
  dictionaries.push_back(std::move(spare_dictionaries.back()));
  spare_dictionaries.pop_back();
  return dictionaries.back();
}

Action Call::State::run(Time now) {
  const auto default_set = static_cast<std::uint32_t>(parameters().setid_default);
  // A set chosen for an earlier message does not count for this one.
  if (worker->current_message != message->id || worker->active_set == nullptr) {
    worker->active_set = proxy->registry.find_set(default_set);
  }
  if (worker->active_set == nullptr) return finish(-1, "the default set does not exist");
  if (second_run && (kind == FunctionKind::offer || kind == FunctionKind::answer) && !managed) {
    input.sdp = intermediate;
  }
  auto& dictionary = next_dictionary();
  build_dictionary(input, *flags, *message, personality(), dictionary);
  operation.emplace(*proxy, *worker,
                    OperationRequest{.command = input.command,
                                     .call_id = input.call_id,
                                     .via_branch = input.via_branch,
                                     .dictionary = dictionary,
                                     .set = worker->active_set});
  step = Step::operating;
  return advance(now, {.kind = InputKind::start});
}

Action Call::State::advance(Time now, const Input& given) {
  const auto action = operation->resume(now, given);
  return action.kind == ActionKind::finished ? run_finished(now) : action;
}

Action Call::State::run_finished(Time now) {
  const auto& outcome = operation->result();
  result.operations.push_back(outcome);
  if (outcome.sends > 0) result.command = input.command;
  if (outcome.node != nullptr && !parameters().rtp_inst_pvar.empty()) {
    host->write(parameters().rtp_inst_pvar, outcome.node->url);
  }
  if (outcome.outcome != OperationOutcome::ok) {
    result.value.reset();
    return finish(-1, to_string(outcome.outcome));
  }
  if (const auto why = apply(outcome.reply); !why.empty()) return finish(-1, why);
  if (!more || second_run) return finish(1);
  second_run = true;
  direction = direction == Direction::forward ? Direction::backward : Direction::forward;
  return choose(now);
}

}  // namespace rtpe::script
