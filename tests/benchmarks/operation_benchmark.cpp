// Operations without I/O: what one script function costs beside the network.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "client/script/call.hpp"
#include "tests/support/paths.hpp"

namespace {

using namespace rtpe;

constexpr std::string_view sdp =
    "v=0\r\no=alice 1 1 IN IP4 127.0.8.20\r\ns=-\r\nc=IN IP4 127.0.8.20\r\nt=0 0\r\nm=audio 6010 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

struct Bench {
  Proxy proxy;
  Worker worker;
  script::Host host;
  script::Call call;
  Time now{std::chrono::seconds(1000)};
  std::string datagram;

  Bench() : proxy(configured()) { proxy.renew_sockets(worker, now); }
  static Proxy configured() {
    Parameters parameters;
    parameters.rtpengine_sock = {"udp:10.0.0.1:1 udp:10.0.0.2:1 udp:10.0.0.3:1 udp:10.0.0.4:1"};
    return *Proxy::configure(parameters, personalities().front());
  }
  int run(const script::Statement& statement, const sip::Message& message, std::string_view payload) {
    call.start(proxy, worker, statement, script::Route::request, message, host);
    Input input;
    for (auto action = call.resume(now, input); action.kind != ActionKind::finished; action = call.resume(now, input)) {
      if (action.kind == ActionKind::send) {
        datagram.assign(action.bytes.substr(0, action.bytes.find(' ') + 1)).append(payload);
        input = {.kind = InputKind::datagram, .bytes = datagram};
      } else {
        input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
      }
    }
    return call.result().rc;
  }
};

sip::Message invite() {
  sip::Message message;
  message.method = message.cseq_method = "INVITE";
  message.call_id = "1-22857@127.0.8.20";
  message.from_tag = "f";
  message.content_type = "application/sdp";
  message.has_content_type = true;
  message.content_length = static_cast<std::int64_t>(sdp.size());
  message.body = sdp;
  return message;
}

void offer_and_delete(benchmark::State& state) {
  Bench bench;
  const auto offer = *script::parse_statement(
      "rtpengine_offer(\"replace-origin replace-session-connection ICE=remove\")", *bench.proxy.personality);
  const auto end = *script::parse_statement("rtpengine_delete()", *bench.proxy.personality);
  const auto message = invite();
  const std::string reply = "d6:result2:ok3:sdp" + std::to_string(sdp.size()) + ":" + std::string(sdp) + "e";
  for (auto _ : state) {
    if (bench.run(offer, message, reply) != 1 || bench.run(end, message, "d6:result2:oke") != 1)
      return state.SkipWithError("an operation failed");
  }
  state.SetItemsProcessed(state.iterations() * 2);
}

void query_with_mos_reply(benchmark::State& state) {
  Bench bench;
  std::ifstream in(rtpe::test::data_directory() + "/ng/mos_reply.bencode", std::ios::binary);
  const std::string reply{std::istreambuf_iterator<char>(in), {}};
  const auto query = *script::parse_statement("rtpengine_query()", *bench.proxy.personality);
  const auto message = invite();
  for (auto _ : state)
    if (bench.run(query, message, reply) != 1) return state.SkipWithError("an operation failed");
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(offer_and_delete);
BENCHMARK(query_with_mos_reply);

}  // namespace
