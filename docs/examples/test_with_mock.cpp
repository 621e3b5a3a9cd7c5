// The mock engine inside a test of yours, and what it was asked.
//   test_with_mock INVITE.sip
// The client of the lab stands for the program under test here; yours gets engine.url() as its rtpengine_sock.
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client/transport/client.hpp"
#include "mock_engine/transport/test_engine.hpp"

static bool expect(bool is_so, const char* what) {
  if (!is_so) std::cerr << "test_with_mock: not so: " << what << '\n';
  return is_so;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ostringstream invite;
  invite << std::ifstream(argv[1], std::ios::binary).rdbuf();

  const auto engine = rtpe::mock::TestEngine::start().value();  // a free port
  boost::asio::io_context io;
  auto client = rtpe::transport::Client::open(io, {.rtpengine_sock = {engine.url()}}).value();
  const auto offered = client.call("rtpengine_offer(\"replace-origin\")", invite.str());
  const auto offers = engine.requests("offer");

  return expect(offered && offered->rc == 1, "the offer is accepted") &&
                 expect(offers.size() == 1, "one offer was sent") &&
                 expect(offers[0].request.find("sdp") != nullptr, "it has an SDP") &&
                 expect(*offers[0].reply.find("result") == rtpe::bencode::Value("ok"), "the engine says ok") &&
                 expect(engine.calls() == 1, "the engine has the call")
             ? 0
             : 1;
}
