// `rtpe-lab pcap replay --control`: a mock engine, which has no media ports, is told of the capture's media.
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/lab_program.hpp"
#include "tests/support/mock_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(replay_told_test)

using namespace rtpe::test;

BOOST_FIXTURE_TEST_CASE(statistics_come_alive, LabProgram) {
  const std::string address = "127.79.2.1", control = " --control http:" + address + ":9901";
  const MockProgram mock({"--listen", "udp:" + address + ":2223", "--interface", address, "--delete-delay", "0"},
                         address);
  // Three calls of a back-to-back user agent, with 100 packets each way.
  const std::string replay =
      "pcap replay --speed 10 --to udp:" + address + ":2223 " + data_directory() + "/pcap/b2bua_legs.pcapng.gz";
  const Ran told = run(replay + control);
  BOOST_TEST(told.exit_code == 0, told.out << told.err);
  BOOST_TEST(told.out.contains("9 equal replies, 0 different"), told.out);
  BOOST_TEST(told.out.contains("packets told to the engine"), told.out);
  // Sent to ports that nobody has, they leave no trace in the replies to delete.
  const Ran sent = run(replay);
  BOOST_TEST(sent.exit_code == 1, sent.out << sent.err);
  BOOST_TEST(sent.out.contains("6 equal replies, 3 different"), sent.out);
  // Another engine's name is refused by the control API, with its words.
  const Ran elsewhere = run(replay + control + "/engines/other");
  BOOST_TEST(elsewhere.exit_code == 3, elsewhere.out);
  BOOST_TEST(elsewhere.err.contains("media was refused with 404"), elsewhere.err);
}

BOOST_FIXTURE_TEST_CASE(control_that_cannot_be, LabProgram) {
  const std::string capture = data_directory() + "/pcap/sip_media_mos.pcap";
  for (const char* url : {"127.0.0.1:9901", "http:", "http:127.0.0.1", "http::9901", "ftp:127.0.0.1:9901"}) {
    const Ran ran = run("pcap replay --to udp:127.0.0.1:9 --control " + std::string(url) + " " + capture);
    BOOST_TEST(ran.exit_code == 2, url << ": " << ran.err);
    BOOST_TEST(ran.err.contains("is no control API"), ran.err);
  }
  BOOST_TEST(run("pcap replay --proxy 127.0.0.1 --control http:127.0.0.1:9901 " + capture).exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
