// RPC commands as JSON-RPC: requests read and written, replies as Kamailio prints them, over a unix datagram socket.
#include "client/control/json_rpc.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "client/transport/client.hpp"
#include "client/transport/control_socket.hpp"
#include "tests/support/must.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(json_rpc_test)

using namespace rtpe;
using control::ControlCommand;

namespace {

constexpr std::array refused_requests = {
    "",
    "[]",
    "{}",
    "{\"method\":7}",
    "{\"method\":\"rtpengine.nonsense\"}",
    "{\"method\":\"rtpengine.enable\"}",
    "{\"method\":\"rtpengine.enable\",\"params\":[\"all\"]}",
    "{\"method\":\"rtpengine.enable\",\"params\":[\"all\",\"x\"]}",
    "{\"method\":\"rtpengine.ping\",\"params\":[7]}",
    "{\"method\":\"rtpengine.show\",\"params\":{}}",
    "{\"method\":\"rtpengine.show\",\"params\":[\"all\"]} trailing",
};

}  // namespace

BOOST_AUTO_TEST_CASE(requests_are_read_as_written) {
  for (const auto command : {ControlCommand::show, ControlCommand::enable, ControlCommand::ping, ControlCommand::reload,
                             ControlCommand::get_hash_total}) {
    const control::ControlRequest request{.command = command, .url = "udp:127.0.0.1:2223", .flag = 0};
    const auto read = test::must(control::read_rpc_request(control::write_rpc_request(request)));
    BOOST_TEST((read.control.command == command));
    BOOST_TEST(read.id == "1");
    if (command == ControlCommand::enable) BOOST_TEST(read.control.flag == 0);
    if (command == ControlCommand::show || command == ControlCommand::enable || command == ControlCommand::ping)
      BOOST_TEST(read.control.url == request.url);
  }
  const auto text_flag =
      test::must(control::read_rpc_request(R"({"method":"rtpengine.enable","params":["all","1"],"id":"x"})"));
  BOOST_TEST(text_flag.control.flag == 1);
  BOOST_TEST(text_flag.id == "\"x\"");
}

BOOST_DATA_TEST_CASE(what_is_no_request_is_refused, boost::unit_test::data::make(refused_requests), text) {
  BOOST_TEST(!control::read_rpc_request(text).has_value());
}

BOOST_AUTO_TEST_CASE(a_running_client_is_asked_through_its_socket) {
  const std::string path = "/tmp/rtpe-lab-control-" + std::to_string(::getpid());
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  auto client = test::must(transport::Client::open(io, {.rtpengine_sock = {engine->url()}}));
  test::must(client.serve_control(path));
  BOOST_TEST(!client.serve_control("/no/such/folder/socket").has_value());
  BOOST_TEST(!transport::ControlServer::open(io, path, *client.proxy().personality, nullptr).has_value());

  std::jthread serving([&] { io.run(); });
  const auto ask = [&](std::string_view request) {
    return test::must(transport::ask_control_socket(path, request, std::chrono::seconds(20)));
  };
  BOOST_TEST(ask(R"({"jsonrpc":"2.0","method":"rtpengine.show","params":["all"],"id":5})") ==
             R"({"jsonrpc":"2.0","result":[{"url":")" + engine->url() +
                 R"(","set":0,"index":0,"weight":1,"disabled":0,"recheck_ticks":0}],"id":5})");
  BOOST_TEST(ask(control::write_rpc_request({.command = ControlCommand::ping})) ==
             R"({"jsonrpc":"2.0","result":{"url":"all","status":"success"},"id":1})");
  BOOST_TEST(ask(control::write_rpc_request({.command = ControlCommand::ping, .url = "udp:1.2.3.4"})) ==
             R"({"jsonrpc":"2.0","error":{"code":404,"message":"Instance not found"},"id":1})");
  BOOST_TEST(ask(control::write_rpc_request({.command = ControlCommand::get_hash_total})) ==
             R"({"jsonrpc":"2.0","result":0,"id":1})");
  BOOST_TEST(ask("rubbish").find("-32600") != std::string::npos);
  io.stop();
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_is_left_alone) {
  const std::string path = "/tmp/rtpe-lab-users-file-" + std::to_string(::getpid());
  std::ofstream(path) << "precious";
  boost::asio::io_context io;
  const auto server = transport::ControlServer::open(io, path, *find_personality("kamailio-5.6"), nullptr);
  BOOST_REQUIRE(!server);
  BOOST_TEST((server.error().kind == ErrorKind::missing));
  std::string text;
  std::ifstream(path) >> text;
  BOOST_TEST(text == "precious");
  ::unlink(path.c_str());
}

BOOST_AUTO_TEST_CASE(nobody_there_is_said) {
  const auto nobody = transport::ask_control_socket("/tmp/rtpe-lab-nobody-here", "{}", std::chrono::seconds(1));
  BOOST_REQUIRE(!nobody);
  BOOST_TEST((nobody.error().kind == ErrorKind::missing));
}

BOOST_AUTO_TEST_SUITE_END()
