// One table of the daemon's options: command line, engines file and scenario read the same values with the same limits
// and say the same, and docs/mock-engine.md has the table.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "mock_engine/control/engines_file.hpp"
#include "mock_engine/options.hpp"
#include "scenarios/model/scenario.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(daemon_options_test)

using namespace rtpe;
using mock::DaemonOption;

namespace {

using Got = Read<mock::EngineConfig>;

Got by_command_line(std::string_view name, std::string_view value) {
  mock::EngineConfig config;
  for (const DaemonOption& option : mock::daemon_options())
    if (option.name == name)
      if (const auto set = mock::set_option(config, option, value); !set)
        return std::unexpected(std::vector{set.error()});
  return config;
}

Got by_engines_file(std::string_view line) {
  const auto engines = mock::read_engines(fmt::format("[[engine]]\nlisten = \"udp:127.0.0.1:2223\"\n{}\n", line), "e",
                                          [](const std::string&) { return std::string(); });
  if (!engines) return std::unexpected(engines.error());
  return engines->front().engine;
}

Got by_scenario(std::string_view line) {
  const auto scenario = scenario::parse_scenario(fmt::format(R"toml([client]
rtpengine_sock = "udp:127.0.0.1:2223"
[routing]
"request INVITE" = "rtpengine_manage()"
[[traffic]]
count = 1
[[engine]]
name = "a"
listen = "udp:127.0.0.1:2223"
{}
)toml",
                                                             line),
                                                 "s");
  if (!scenario) return std::unexpected(scenario.error());
  return scenario->engines.front().config;
}

/// What `message` says behind the option's name and place.
std::string words_of(const Got& got) {
  const std::string message = got.error().front().message;
  const auto at = message.find(" is ");
  return message.substr(at, message.find('\n') - at);
}

std::string documentation() {
  std::ifstream file(test::source_directory() + "/docs/mock-engine.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_limit_is_the_same_everywhere) {
  int compared = 0;
  for (const DaemonOption& option : mock::daemon_options()) {
    const std::string limits = mock::limits_of(option);
    if (limits.empty()) continue;
    const std::int64_t least = std::stoll(limits), most = std::stoll(limits.substr(limits.find("..") + 2));
    for (const std::int64_t wrong : {least - 1, most + 1}) {
      const std::string line = fmt::format("{} = {}", option.name, wrong);
      const Got ways[] = {by_command_line(option.name, std::to_string(wrong)), by_engines_file(line),
                          by_scenario(line)};
      for (const Got& got : ways) {
        BOOST_REQUIRE_MESSAGE(!got, line << " is accepted");
        BOOST_TEST(words_of(got) == fmt::format(" is {}; it must be {}", wrong, limits), text_of(got.error()));
        ++compared;
      }
    }
  }
  BOOST_TEST(compared >= 60);
}

BOOST_AUTO_TEST_CASE(every_value_arrives) {
  const std::pair<std::string_view, std::string_view> rows[] = {{"port-min", "20000"},
                                                                {"port-max", "50000"},
                                                                {"max-sessions", "5"},
                                                                {"max-load", "2.5"},
                                                                {"max-cpu", "90"},
                                                                {"delete-delay", "0"},
                                                                {"timeout", "61"},
                                                                {"silent-timeout", "62"},
                                                                {"offer-timeout", "63"},
                                                                {"final-timeout", "64"},
                                                                {"software-id", "other"},
                                                                {"recording-dir", "/rec"},
                                                                {"reject-invalid-sdp", "true"},
                                                                {"personality", "rtpengine-12.5"}};
  BOOST_TEST(std::size(rows) == mock::daemon_options().size());
  for (const auto& [name, text] : rows) {
    const bool is_text = name == "software-id" || name == "recording-dir" || name == "personality";
    const std::string line = is_text ? fmt::format("{} = \"{}\"", name, text) : fmt::format("{} = {}", name, text);
    const auto* const option = std::ranges::find(mock::daemon_options(), name, &DaemonOption::name).base();
    const Got ways[] = {by_command_line(name, text), by_engines_file(line), by_scenario(line)};
    for (const Got& got : ways) {
      BOOST_REQUIRE_MESSAGE(got, (got ? std::string() : text_of(got.error())));
      BOOST_TEST(mock::value_text(*option, *got) == text);
      BOOST_TEST(mock::value_text(*option, {}) != text);
    }
  }
}

BOOST_AUTO_TEST_CASE(port_ranges) {
  for (const Got& got : {by_engines_file("ports = \"20000-20100\""), by_scenario("ports = \"20000-20100\"")}) {
    BOOST_REQUIRE_MESSAGE(got, (got ? std::string() : text_of(got.error())));
    BOOST_TEST((got->port_min == 20000 && got->port_max == 20100));
  }
  for (const std::string_view wrong : {"ports = \"5\"", "ports = \"9-5\"", "ports = \"0-5\"", "ports = \"1-65536\"",
                                       "ports = \"5-9\"\nport-min = 5", "port-min = 50000"}) {
    BOOST_TEST(!by_engines_file(wrong).has_value(), wrong);
    BOOST_TEST(!by_scenario(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(words_instead_of_numbers) {
  for (const auto& [name, text] : {std::pair("timeout", "soon"), std::pair("timeout", "5s"), std::pair("timeout", ""),
                                   std::pair("max-load", "nan"), std::pair("reject-invalid-sdp", "maybe"),
                                   std::pair("personality", "rtpengine-11")})
    BOOST_TEST(!by_command_line(name, text).has_value(), name << " " << text);
}

BOOST_AUTO_TEST_CASE(the_documentation_has_the_table) {
  const std::string docs = documentation();
  for (const DaemonOption& option : mock::daemon_options()) {
    const std::string row = fmt::format("| `{}` | {} | {} | {} | {} |", option.name, mock::value_text(option, {}),
                                        option.unit, mock::limits_of(option), option.meaning);
    BOOST_TEST(docs.find(row) != std::string::npos, "docs/mock-engine.md lacks\n" << row);
  }
}

BOOST_AUTO_TEST_SUITE_END()
