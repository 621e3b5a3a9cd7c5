#include "client/operation/ping.hpp"

namespace rtpe {
namespace {

PingVerdict verdict_of(bencode::Reader& reader, std::string_view payload) {
  const auto view = reader.read(payload, {.tolerance = bencode::Tolerance::peer});
  return view && view->find_string("result") == "pong" ? PingVerdict::pong : PingVerdict::no_pong;
}

}  // namespace

void Ping::begin(Proxy& proxy, Worker& worker, Node& node) {
  worker_ = &worker;
  verdict_ = PingVerdict::no_reply;
  exchange_.begin(proxy, worker, node, Command::ping, "d7:command4:pinge");
}

Action Ping::resume(Time now, const Input& input) {
  const Action action = exchange_.resume(now, input);
  if (action.kind == ActionKind::finished && exchange_.outcome() == ExchangeOutcome::answered)
    verdict_ = verdict_of(worker_->reader, exchange_.payload());
  return action;
}

}  // namespace rtpe
