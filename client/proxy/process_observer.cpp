// What the machines of a process do, told with the process they do it in.
#include "client/proxy/process.hpp"

namespace rtpe::proxy {

void Process::selected(Time now, const SelectionReport& report) {
  if (exchange_.node != nullptr) tell_exchange();
  context_.observer->selected(now, *this, report);
}

void Process::sent(Time now, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) {
  if (exchange_.node != nullptr) tell_exchange();
  if (attempt == 1) first_send_ = now;
  exchange_.sends = attempt;
  context_.observer->sent(now, *this, node, command, bytes, attempt);
}

void Process::stale(Time now, const Node& node, std::string_view bytes) {
  context_.observer->stale(now, *this, node, bytes);
}

void Process::exchange_ended(Time now, const Node& node, Command command, ExchangeOutcome outcome,
                             std::string_view payload, int error_number) {
  if (exchange_.node != nullptr) tell_exchange();
  exchange_ended_ = now;
  exchange_.node = &node;
  exchange_.command = command;
  exchange_.outcome = outcome;
  exchange_.error_number = error_number;
  exchange_.payload = payload;
  exchange_.latency = exchange_.sends > 0 ? now - first_send_ : Duration{};
  // A reply is read by whoever asked for it before anything else happens; without one nothing is to be waited for.
  if (outcome != ExchangeOutcome::answered) tell_exchange();
}

void Process::tell_exchange() {
  ExchangeReport& told = exchange_;
  told.result = told.reason = {};
  if (told.outcome == ExchangeOutcome::answered && context_.observer->wants_results()) {
    const std::string_view read = worker_.reader.bytes();
    const bool read_already =
        read.data() == told.payload.data() && read.size() == told.payload.size() && !worker_.reader.tape().empty();
    bencode::View reply;
    if (read_already)
      reply = bencode::View(worker_.reader, 0);
    else if (const auto view = reader_.read(told.payload, {.tolerance = bencode::Tolerance::peer}))
      reply = *view;
    if (reply) {
      told.result = reply.find_string("result").value_or("");
      if (told.result != "ok") told.reason = reply.find_string("error-reason").value_or("");
    }
    if (told.result.empty()) told.result = "undecodable";
  }
  context_.observer->exchange_ended(exchange_ended_, *this, told);
  exchange_ = {};
}

void Process::node_state_changed(Time now, const Node& node, StateCause cause) {
  if (exchange_.node != nullptr) tell_exchange();
  context_.observer->node_state_changed(now, *this, node, cause);
}

void Process::table_inserted(Time now, std::string_view call_id, std::string_view via_branch, const Node& node) {
  if (exchange_.node != nullptr) tell_exchange();
  context_.observer->table_inserted(now, *this, call_id, via_branch, node);
  if (context_.shared.parameters.enable_dmq != 0)
    context_.driver.replicate(*this, {.action = TableChange::Action::insert,
                                      .call_id = std::string(call_id),
                                      .via_branch = std::string(via_branch),
                                      .url = node.url,
                                      .set_id = node.set_id});
}

void Process::table_removed(Time now, std::string_view call_id, std::string_view via_branch) {
  if (exchange_.node != nullptr) tell_exchange();
  context_.observer->table_removed(now, *this, call_id, via_branch);
  if (context_.shared.parameters.enable_dmq != 0)
    context_.driver.replicate(*this, {.action = TableChange::Action::remove,
                                      .call_id = std::string(call_id),
                                      .via_branch = std::string(via_branch)});
}

}  // namespace rtpe::proxy
