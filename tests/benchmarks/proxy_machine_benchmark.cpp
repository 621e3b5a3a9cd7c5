// A whole proxy without I/O: what workers, queue, locks and routes cost beside the operations (operation_benchmark).
#include <benchmark/benchmark.h>

#include "client/proxy/proxy_machine.hpp"

namespace {

using namespace rtpe;

constexpr std::string_view sdp =
    "v=0\r\no=alice 1 1 IN IP4 127.0.8.20\r\ns=-\r\nc=IN IP4 127.0.8.20\r\nt=0 0\r\nm=audio 6010 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

/// Each process' request is answered when the machine has returned.
struct LaterAnswers final : proxy::Driver {
  struct Waiting {
    proxy::Process* process;
    std::string cookie;
  };
  std::vector<Waiting> waiting;
  std::size_t first = 0, count = 0;  ///< those that wait, as a ring

  explicit LaterAnswers(std::size_t processes) : waiting(processes) {}
  std::optional<Input> send(proxy::Process& process, const Action& action) override {
    Waiting& row = waiting[(first + count++) % waiting.size()];
    row.process = &process;
    row.cookie.assign(action.bytes.substr(0, action.bytes.find(' ') + 1));
    return std::nullopt;
  }
  std::optional<Input> wait(proxy::Process&, const Action&) override { return std::nullopt; }
  void wake(proxy::Process&, Time) override {}
  void finished(Time, proxy::Message&, const proxy::MessageFate&) override {}
};

/// One INVITE and its BYE by each of so many callers at once.
void offer_and_delete(benchmark::State& state) {
  const auto callers = static_cast<std::size_t>(state.range(0));
  Parameters parameters;
  parameters.rtpengine_sock = {"udp:10.0.0.1:1 udp:10.0.0.2:1 udp:10.0.0.3:1 udp:10.0.0.4:1"};
  auto shared = *Proxy::configure(parameters, personalities().front());
  LaterAnswers driver(10);
  proxy::RouteRule rule{.method = "*"};
  rule.statements.push_back(*script::parse_statement("rtpengine_manage(\"ICE=remove\")", *shared.personality));
  proxy::ProxyMachine machine(shared, driver,
                              {.sip = {.workers = 8, .routing = {rule}}, .startup_pings = proxy::StartupPings::none});
  const Time now{std::chrono::seconds(1000)};
  machine.start(now);
  std::vector<sip::Message> sip(callers);
  std::vector<proxy::Message> messages(callers);
  std::vector<std::string> call_ids;
  for (std::size_t i = 0; i < callers; ++i) call_ids.push_back(std::to_string(i) + "-22857@127.0.8.20");
  const std::string payload = "d6:result2:ok3:sdp" + std::to_string(sdp.size()) + ":" + std::string(sdp) + "e";
  std::string datagram;
  const auto round = [&](std::string_view method) {
    for (std::size_t i = 0; i < callers; ++i) {
      sip[i].method = sip[i].cseq_method = method;
      sip[i].call_id = call_ids[i];
      sip[i].from_tag = "f";
      sip[i].content_type = "application/sdp";
      sip[i].has_content_type = true;
      sip[i].content_length = static_cast<std::int64_t>(sdp.size());
      sip[i].body = sdp;
      messages[i].sip = &sip[i];
      messages[i].renew();
      machine.submit(now, messages[i]);
    }
    while (driver.count > 0) {
      auto& row = driver.waiting[driver.first];
      driver.first = (driver.first + 1) % driver.waiting.size();
      --driver.count;
      datagram.assign(row.cookie).append(payload);
      machine.input(now, *row.process, {.kind = InputKind::datagram, .bytes = datagram});
    }
  };
  for (auto _ : state) {
    round("INVITE");
    round("BYE");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(2 * callers) * state.iterations());
}
BENCHMARK(offer_and_delete)->Arg(1)->Arg(8)->Arg(64);

}  // namespace
