// docs/examples/, and that docs/library.md shows its lines.
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/paths.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(library_example_test)

using namespace rtpe;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_example_makes_a_call) {
  const auto folder = std::filesystem::temp_directory_path() / ("rtpe-lab-example-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "invite") << test::SipText{}.text();
  std::ofstream(folder / "ok") << test::SipText{.status = 200, .to_tag = "tt"}.text();
  std::ofstream(folder / "bye") << test::SipText{.method = "BYE", .to_tag = "tt", .body = ""}.text();

  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  std::jthread serving([&] { io.run(); });
  const std::string at = folder.string() + "/";
  const std::string command = rtpe::test::example_program_path() + " " + engine->url() + " " + at + "invite " + at +
                              "ok " + at + "bye >" + at + "out";
  BOOST_TEST(std::system(command.c_str()) == 0);
  io.stop();
  serving.join();
  BOOST_TEST(text_of(folder / "out") == "1 1 1\nv=0\r\nc=IN IP4 203.0.113.1");
  BOOST_TEST(engine->received.size() == 3U);
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(the_example_of_a_transaction_chooses_a_set_and_answers) {
  const auto folder = std::filesystem::temp_directory_path() / ("rtpe-lab-transaction-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "invite") << test::SipText{}.text();
  std::ofstream(folder / "ok") << test::SipText{.status = 200, .to_tag = "tt"}.text();

  boost::asio::io_context io;
  const auto first = test::udp_engine(io, "127.0.0.1"), second = test::udp_engine(io, "127.0.0.1");
  std::jthread serving([&] { io.run(); });
  const auto program = std::filesystem::path(rtpe::test::example_program_path()).parent_path() / "one_transaction";
  const std::string at = folder.string() + "/";
  const std::string command =
      program.string() + " " + first->url() + " " + second->url() + " " + at + "invite " + at + "ok >" + at + "out";
  BOOST_TEST(std::system(command.c_str()) == 0);
  io.stop();
  serving.join();
  const std::string out = text_of(folder / "out");
  BOOST_TEST(out.starts_with("1 1 " + second->url() + "\n"), out);
  BOOST_TEST(out.contains("7:command6:answer"), out);
  BOOST_TEST(second->received.size() == 2U);
  BOOST_TEST(first->received.empty());
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(the_example_says_what_is_missing) {
  const std::string command =
      rtpe::test::example_program_path() + " udp:127.0.0.1:1 /nowhere/invite /nowhere/ok /nowhere/bye 2>/dev/null";
  const int status = std::system(command.c_str());
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 3);
}

BOOST_AUTO_TEST_CASE(the_page_shows_the_example_s_calls) {
  const std::filesystem::path docs = std::filesystem::path(rtpe::test::source_directory()) / "docs";
  const std::string page = text_of(docs / "library.md");
  const std::string example =
      text_of(docs / "examples" / "one_call.cpp") + text_of(docs / "examples" / "one_transaction.cpp");
  for (const char* line :
       {"client->call(\"rtpengine_offer(\\\"replace-origin ICE=remove\\\")\"",
        "client->call(\"rtpengine_answer(\\\"replace-origin ICE=remove\\\")\"", "client->call(\"rtpengine_delete()\"",
        "client.message(text_of(argv[3]), {.transaction = transaction})", "invite.call(\"set_rtpengine_set(2)\")",
        "ok.call(\"rtpengine_manage()\")", "rtpe::transport::Client::open(io, {.rtpengine_sock ="}) {
    BOOST_TEST(page.find(line) != std::string::npos, line);
    BOOST_TEST(example.find(line) != std::string::npos, line);
  }
}

BOOST_AUTO_TEST_SUITE_END()
