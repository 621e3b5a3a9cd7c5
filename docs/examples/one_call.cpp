// The module as a library over Asio: offer, answer, delete of one call.
//   one_call udp:127.0.0.1:2223 INVITE.sip OK.sip BYE.sip
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client/transport/client.hpp"

static std::string text_of(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

int main(int argc, char** argv) {
  if (argc != 5) return 2;

  boost::asio::io_context io;
  auto client = rtpe::transport::Client::open(io, {.rtpengine_sock = {argv[1]}}).value();
  const auto offered = client.call("rtpengine_offer(\"replace-origin ICE=remove\")", text_of(argv[2])).value();
  const auto answered = client.call("rtpengine_answer(\"replace-origin ICE=remove\")", text_of(argv[3])).value();
  const auto deleted = client.call("rtpengine_delete()", text_of(argv[4])).value();

  std::cout << offered.rc << ' ' << answered.rc << ' ' << deleted.rc << '\n' << offered.body.value_or("");
  return offered.rc == 1 && answered.rc == 1 && deleted.rc == 1 ? 0 : 1;
}
