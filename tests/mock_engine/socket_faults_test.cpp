// Faults that need sockets to be seen: closed ports, cut connections, pieces on streams, WebSocket fragments, a hang.
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include "mock_engine/program/program_file.hpp"
#include "tests/support/loopback.hpp"

BOOST_AUTO_TEST_SUITE(socket_faults_test)

using namespace rtpe;
using namespace rtpe::mock;
using test::ClientSocket;
using Kind = ClientSocket::Kind;

namespace {

const std::string pong = "d6:result4:ponge";

ServerOptions with_rules(std::string_view toml) {
  ServerOptions options{.listen = {{ListenKind::udp, "127.89.4.1", 0},
                                   {ListenKind::udp, "::1", 0},
                                   {ListenKind::tcp, "127.89.4.1", 0},
                                   {ListenKind::http, "127.89.4.1", 0}}};
  auto program = read_program(toml, "test.toml");
  BOOST_REQUIRE_MESSAGE(program, (program ? std::string() : text_of(program.error())));
  options.program.rules = std::move(program->rules);
  return options;
}

std::string handshake(ClientSocket& client) {
  client.send(
      "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: ng.rtpengine.com\r\n\r\n");
  return client.receive_bytes(171);
}

/// An unmasked text frame, which the daemon takes too.
std::string frame(std::string_view text) {
  return std::string("\x81") + static_cast<char>(text.size()) + std::string(text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(ipv6_answers) {
  test::LoopbackEngine engine(with_rules(""));
  ListenAddress address = engine.at(ListenKind::udp);
  engine.on_thread([&](EngineServer& server) { address = server.listening()[1]; });
  ClientSocket client(Kind::datagram, address);
  client.send("c1 d7:command4:pinge");
  BOOST_TEST(client.receive() == "c1 " + pong);
}

BOOST_AUTO_TEST_CASE(crash_closes_ports_and_connections_and_comes_back_empty) {
  test::LoopbackEngine engine(with_rules("[[rule]]\nmatch = { command = \"query\" }\ndo = \"crash\""));
  const ListenAddress udp = engine.at(ListenKind::udp), tcp = engine.at(ListenKind::tcp);
  ClientSocket datagrams(Kind::datagram, udp), stream(Kind::stream, tcp),
      web(Kind::stream, engine.at(ListenKind::http));
  stream.send("t1 d7:command4:pinge");
  BOOST_TEST(stream.receive() == "t1 " + pong);
  BOOST_TEST(handshake(web).ends_with("\r\n\r\n"));
  stream.send("t2 d7:command5:query7:call-id1:xe");
  BOOST_TEST(stream.receive_to_end().empty());
  BOOST_TEST(web.receive_to_end().empty());
  datagrams.send("c1 d7:command4:pinge");
  BOOST_TEST(datagrams.glance() == "refused");
  BOOST_TEST(!ClientSocket(Kind::stream, tcp).is_open());
  engine.on_thread([](EngineServer& server) { server.act({.verb = Verb::recover}); });
  datagrams.send("c1 d7:command4:pinge");
  BOOST_TEST(datagrams.receive() == "c1 " + pong);
  ClientSocket again(Kind::stream, tcp);
  again.send("t3 d7:command4:pinge");
  BOOST_TEST(again.receive() == "t3 " + pong);
}

BOOST_AUTO_TEST_CASE(split_leaves_a_stream_in_pieces_and_a_socket_in_datagrams) {
  test::LoopbackEngine engine(with_rules("[[rule]]\ndo = { split = { bytes = 7, gap = \"30ms\" } }"));
  ClientSocket stream(Kind::stream, engine.at(ListenKind::tcp));
  stream.send("t1 d7:command4:pinge");
  BOOST_TEST(stream.receive() == "t1 d6:r");
  BOOST_TEST(stream.receive_bytes(12) == "esult4:ponge");
  ClientSocket datagrams(Kind::datagram, engine.at(ListenKind::udp));
  datagrams.send("c1 d7:command4:pinge");
  BOOST_TEST(datagrams.receive() == "c1 d6:r");
  BOOST_TEST(datagrams.receive() == "esult4:");
  BOOST_TEST(datagrams.receive() == "ponge");
}

BOOST_AUTO_TEST_CASE(split_makes_fragments_of_one_websocket_message) {
  test::LoopbackEngine engine(with_rules("[[rule]]\nmatch = { transport = \"ws\" }\ndo = { split = { bytes = 10 } }"));
  ClientSocket web(Kind::stream, engine.at(ListenKind::http));
  handshake(web);
  web.send(frame("c1 d7:command4:pinge"));
  BOOST_TEST(web.receive_bytes(12) == std::string("\x02\x0a", 2) + "c1 d6:resu");
  BOOST_TEST(web.receive_bytes(11) == std::string("\x80\x09", 2) + "lt4:ponge");
}

BOOST_AUTO_TEST_CASE(merge_joins_replies_of_a_stream_and_of_a_websocket) {
  test::LoopbackEngine engine(with_rules("[[rule]]\ndo = { merge = { replies = 2, within = \"1h\" } }"));
  ClientSocket stream(Kind::stream, engine.at(ListenKind::tcp));
  stream.send("t1 d7:command4:pinge");
  stream.send("t2 d7:command4:pinge");
  BOOST_TEST(stream.receive() == "t1 " + pong + "t2 " + pong);
  ClientSocket web(Kind::stream, engine.at(ListenKind::http));
  handshake(web);
  web.send(frame("c1 d7:command4:pinge") + frame("c2 d7:command4:pinge"));
  BOOST_TEST(web.receive_bytes(40) == std::string("\x82\x26", 2) + "c1 " + pong + "c2 " + pong);
}

BOOST_AUTO_TEST_CASE(a_hung_process_answers_after_the_hang) {
  test::LoopbackEngine engine(with_rules("[[rule]]\nmatch = { command = \"list\" }\ndo = { hang = \"50ms\" }"));
  ClientSocket datagrams(Kind::datagram, engine.at(ListenKind::udp));
  ClientSocket web(Kind::stream, engine.at(ListenKind::http));
  datagrams.send("c1 d7:command4:liste");
  datagrams.send("c2 d7:command4:pinge");
  web.send("GET /ping HTTP/1.1\r\n\r\n");
  BOOST_TEST(datagrams.receive().starts_with("c1 d5:calls"));
  BOOST_TEST(datagrams.receive() == "c2 " + pong);
  BOOST_TEST(web.receive().starts_with("HTTP/1.1 200 OK"));
}

BOOST_AUTO_TEST_CASE(a_delayed_reply_arrives_later_and_an_empty_datagram_is_empty) {
  test::LoopbackEngine engine(
      with_rules("[[rule]]\nnth = 1\ndo = { delay = \"30ms\" }\n"
                 "[[rule]]\nnth = 2\ndo = \"empty-datagram\""));
  ClientSocket client(Kind::datagram, engine.at(ListenKind::udp));
  const auto before = std::chrono::steady_clock::now();
  client.send("c1 d7:command4:pinge");
  BOOST_TEST(client.receive() == "c1 " + pong);
  BOOST_TEST((std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(30)));
  client.send("c2 d7:command4:pinge");
  BOOST_TEST(client.receive().empty());
}

BOOST_AUTO_TEST_CASE(http_waits_for_a_dropped_reply_like_any_client) {
  test::LoopbackEngine engine(with_rules("[[rule]]\nmatch = { transport = \"http\" }\nfirst = 1\ndo = \"drop-reply\""));
  const std::string post =
      "POST /ng HTTP/1.1\r\nContent-Type: application/x-rtpengine-ng\r\nContent-Length: 20\r\n\r\nh1 "
      "d7:command4:pinge";
  ClientSocket first(Kind::stream, engine.at(ListenKind::http)), second(Kind::stream, engine.at(ListenKind::http));
  first.send(post);
  ClientSocket datagrams(Kind::datagram, engine.at(ListenKind::udp));
  datagrams.send("c1 d7:command4:pinge");
  datagrams.receive();
  BOOST_TEST(first.glance() == "silent");
  second.send(post);
  BOOST_TEST(second.receive().starts_with("HTTP/1.1 200 OK"));
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_one_clear_error) {
  test::LoopbackEngine engine(with_rules(""));
  for (const ListenKind kind : {ListenKind::udp, ListenKind::tcp, ListenKind::http}) {
    boost::asio::io_context context;
    ServerOptions options{.listen = {engine.at(kind)}};
    const auto opened = EngineServer::open(context, std::move(options), nullptr);
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error().kind == ErrorKind::missing));
    BOOST_TEST(opened.error().place == engine.at(kind).text());
  }
}

BOOST_AUTO_TEST_CASE(rubbish_on_every_port_leaves_it_answering) {
  test::LoopbackEngine engine(with_rules(""));
  std::uint32_t state = 7;
  const auto noise = [&](std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return bytes;
  };
  for (int i = 0; i < 60; ++i) {
    for (const ListenKind kind : {ListenKind::tcp, ListenKind::http}) {
      ClientSocket client(Kind::stream, engine.at(kind));
      client.send(noise(static_cast<std::size_t>(i) * 50 + 1));
    }
    ClientSocket web(Kind::stream, engine.at(ListenKind::http));
    handshake(web);
    web.send(noise(static_cast<std::size_t>(i) * 10 + 1));
    ClientSocket datagrams(Kind::datagram, engine.at(ListenKind::udp));
    datagrams.send(noise(static_cast<std::size_t>(i)));
  }
  ClientSocket client(Kind::datagram, engine.at(ListenKind::udp));
  client.send("c1 d7:command4:pinge");
  BOOST_TEST(client.receive() == "c1 " + pong);
}

BOOST_AUTO_TEST_SUITE_END()
