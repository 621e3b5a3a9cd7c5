// What a scenario file names: programs of rules and SDP bodies, missing, broken and good.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "scenarios/model/scenario.hpp"

BOOST_AUTO_TEST_SUITE(named_files_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

constexpr std::string_view good = R"toml(title = "Errors"
seed = 1
duration = "10min"
[client]
personality = "kamailio-5.6"
rtpengine_sock = ["udp:10.0.0.1:2223=2 udp:10.0.0.2:2223"]
rtpengine_tout_ms = 1000
workers = 8
[routing]
"request INVITE" = ['rtpengine_manage("ICE=remove")']
"reply 2xx INVITE" = ['rtpengine_manage()']
[network]
latency = "0.5ms..2ms"
loss = 0.1
[[engine]]
name = "alpha"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "beta"
listen = "udp:10.0.0.2:2223"
[[link]]
engine = "beta"
loss = 0.5
[[traffic]]
flow = "basic-call"
rate = "2/s"
until = "5min"
hold = "30s..3min"
[[fault]]
at = "2min"
engine = "alpha"
do = "crash"
for = "90s"
[[check]]
that = "affinity"
[[check]]
that = "failover_time"
max = "5s"
)toml";

std::string all(const std::vector<Error>& errors) { return text_of(errors); }

}  // namespace

BOOST_AUTO_TEST_CASE(programs_of_engines) {
  const auto folder = std::filesystem::temp_directory_path() / ("scenario_programs_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::string text(good);
  text.insert(text.find("[[link]]"), "program = \"flaky.rules\"\n");
  std::ofstream(folder / "scenario.toml") << text;
  const auto read = [&](const std::string& rules) {
    std::ofstream(folder / "flaky.rules") << rules;
    return read_scenario((folder / "scenario.toml").string());
  };

  const auto missing = read_scenario((folder / "scenario.toml").string());
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().front().place == (folder / "scenario.toml:21:11").string());
  BOOST_TEST(missing.error().front().message.find("program: there is no file") != std::string::npos);
  BOOST_TEST((missing.error().front().kind == ErrorKind::missing));

  const auto good_rules = read("seed = 5\n[[rule]]\nname = \"lossy\"\ndo = \"drop-reply\"\n");
  BOOST_REQUIRE_MESSAGE(good_rules.has_value(), all(good_rules ? std::vector<Error>{} : good_rules.error()));
  BOOST_REQUIRE(good_rules->engines[1].rules.size() == 1U);
  BOOST_TEST(good_rules->engines[1].rules[0].name == "lossy");
  BOOST_TEST(good_rules->engines[1].program_seed == 5U);
  BOOST_TEST(good_rules->engines[0].rules.empty());

  const auto wrong = read("[[rule]]\ndo = \"drop-replies\"\n");
  BOOST_REQUIRE(!wrong.has_value());
  BOOST_TEST(wrong.error().size() == 1U);
  BOOST_TEST(wrong.error().front().place == (folder / "flaky.rules:2:6").string());

  std::string dotted = "a";
  for (int i = 0; i < 400'000; ++i) dotted += ".a";
  const auto deep = read(dotted + " = 1");
  BOOST_REQUIRE(!deep.has_value());
  BOOST_TEST(deep.error().front().message.find("nested too deep") != std::string::npos);
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(files) {
  const auto missing = read_scenario("/nonexistent/file.toml");
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().front().text() == "/nonexistent/file.toml: No such file or directory");
  BOOST_TEST((missing.error().front().kind == ErrorKind::missing));

  const auto directory = read_scenario(std::filesystem::temp_directory_path().string());
  BOOST_REQUIRE(!directory.has_value());
  BOOST_TEST(directory.error().front().message == "is a directory, not a scenario file");

  const auto file = std::filesystem::temp_directory_path() / ("scenario_errors_" + std::to_string(getpid()) + ".toml");
  std::string text(good);
  text.insert(text.find("flow ="), "sdp_from = \"nowhere.sdp\"\n");
  std::ofstream(file) << text;
  const auto no_bodies = read_scenario(file.string());
  std::filesystem::remove(file);
  BOOST_REQUIRE(!no_bodies.has_value());
  BOOST_TEST(no_bodies.error().front().message.find("there is no file") != std::string::npos);
  BOOST_TEST((no_bodies.error().front().kind == ErrorKind::missing));

  // What a run would say of the bodies, check says.
  const auto bodies = std::filesystem::temp_directory_path() / ("scenario_bodies_" + std::to_string(getpid()) + ".sdp");
  text.replace(text.find("nowhere.sdp"), std::string_view("nowhere.sdp").size(), bodies.filename().string());
  std::ofstream(file) << text;
  std::ofstream(bodies) << "v=0\no=- 1 1 IN IP4 10.0.0.1\n";
  const auto broken_bodies = read_scenario(file.string());
  std::filesystem::remove(file);
  std::filesystem::remove(bodies);
  BOOST_REQUIRE(!broken_bodies.has_value());
  BOOST_TEST(broken_bodies.error().front().text() ==
             bodies.string() + ": 1 SDP bodies; expected offer and answer in turn");
}

BOOST_AUTO_TEST_SUITE_END()
