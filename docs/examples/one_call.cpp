// The module as a library over Asio: offer, answer, delete of one call.
//   one_call udp:127.0.0.1:2223 INVITE.sip OK.sip BYE.sip
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client/transport/client.hpp"

static int fail(const std::string& why) {
  std::cerr << "one_call: " << why << '\n';
  return 3;
}

int main(int argc, char** argv) {
  if (argc != 5) return fail("usage: one_call NODE INVITE.sip OK.sip BYE.sip");
  std::string invite, ok, bye;
  for (const auto& [file, text] : {std::pair(argv[2], &invite), std::pair(argv[3], &ok), std::pair(argv[4], &bye)}) {
    std::ostringstream read;
    if (!(read << std::ifstream(file, std::ios::binary).rdbuf())) return fail(std::string("cannot read ") + file);
    *text = read.str();
  }

  boost::asio::io_context io;
  auto client = rtpe::transport::Client::open(io, {.rtpengine_sock = {argv[1]}});
  if (!client) return fail(client.error().text());
  const auto offered = client->call("rtpengine_offer(\"replace-origin ICE=remove\")", invite);
  const auto answered = client->call("rtpengine_answer(\"replace-origin ICE=remove\")", ok);
  const auto deleted = client->call("rtpengine_delete()", bye);
  for (const auto* reply : {&offered, &answered, &deleted})
    if (!*reply) return fail(reply->error().text());

  std::cout << offered->rc << ' ' << answered->rc << ' ' << deleted->rc << '\n' << offered->body.value_or("");
  return offered->rc == 1 && answered->rc == 1 && deleted->rc == 1 ? 0 : 1;
}
