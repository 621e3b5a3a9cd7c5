// Two messages of one transaction, and two statements on one of them.
//   one_transaction udp:127.0.0.1:2223 udp:127.0.0.1:2225 INVITE.sip OK.sip
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "client/transport/client.hpp"

static std::string text_of(const char* path) {
  std::ostringstream text;
  if (!(text << std::ifstream(path, std::ios::binary).rdbuf()))
    throw std::runtime_error(std::string("cannot read ") + path);
  return text.str();
}

int main(int argc, char** argv) try {
  if (argc != 5) return 2;

  boost::asio::io_context io;
  auto client =
      rtpe::transport::Client::open(io, {.rtpengine_sock = {argv[1], std::string("2 == ") + argv[2]}}).value();
  const rtpe::transport::Transaction transaction;
  auto invite = client.message(text_of(argv[3]), {.transaction = transaction}).value();
  const auto chosen = invite.call("set_rtpengine_set(2)").value();
  const auto offered = invite.call("rtpengine_manage()").value();
  auto ok = client.message(text_of(argv[4]), {.transaction = transaction}).value();
  ok.call("set_rtpengine_set(2)").value();  // a set is chosen for one message
  const auto answered = ok.call("rtpengine_manage()").value();

  std::cout << chosen.rc << ' ' << offered.rc << ' ' << offered.node << '\n' << answered.dictionaries.at(0) << '\n';
  return offered.rc == 1 && answered.rc == 1 ? 0 : 1;
} catch (const std::bad_expected_access<rtpe::Error>& failed) {
  std::cerr << "one_transaction: " << failed.error().text() << '\n';
  return 3;
} catch (const std::exception& failed) {
  std::cerr << "one_transaction: " << failed.what() << '\n';
  return 3;
}
