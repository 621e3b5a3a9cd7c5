// Program files: what is read, and one clear error with line and column for each kind of mistake.
#include "mock_engine/program/program_file.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "base/toml.hpp"
#include "base/toml_writer.hpp"
#include "mock_engine/control/engines_file.hpp"
#include "mock_engine/program/rule_reader.hpp"
#include "mock_engine/program/rule_words.hpp"
#include "mock_engine/program/rule_writer.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(program_file_test)

using namespace rtpe;
using namespace rtpe::mock;

namespace {

struct Row {
  std::string_view toml, place, message;
};

const std::vector<Row> mistakes{
    {"[[rule]", "p.toml:1:8", "]"},
    {"seed = \"x\"\n", "p.toml:1:8", "whole number"},
    {"seeds = 1\n", "p.toml:1:1", "did you mean \"seed\"?"},
    {"rule = 5\n", "p.toml:1:8", "must be tables, each written [[rule]]"},
    {"rule = [5]\n", "p.toml:1:9", "must be tables, each written [[rule]]"},
    {"[[rule]]\nname = \"a\"\n", "p.toml:1:1", "[[rule]] needs the key \"do\": what the rule does"},
    {"[[rule]]\ndo = []\n", "p.toml:2:6", "is empty"},
    {"[[rule]]\ndo = 5\n", "p.toml:2:6", "must be a verb"},
    {"[[rule]]\ndo = \"drop-replies\"\n", "p.toml:2:6", "did you mean \"drop-reply\"?"},
    {"[[rule]]\ndo = { delay = \"1s\", duplicate = 1 }\n", "p.toml:2:6", "must be a verb"},
    {"[[rule]]\ndo = \"delay\"\n", "p.toml:2:6", "a duration"},
    {"[[rule]]\ndo = { delay = 5 }\n", "p.toml:2:16", "a duration"},
    {"[[rule]]\ndo = { delay = \"5\" }\n", "p.toml:2:16", "\"5\" is no duration: the unit is missing"},
    {"[[rule]]\ndo = { delay = { distribution = \"gauss\" } }\n", "p.toml:2:33", "valid: fixed, uniform"},
    {"[[rule]]\ndo = { delay = { distribution = \"normal\", median = \"1s\" } }\n", "p.toml:2:43",
     "knows no key \"median\""},
    {"[[rule]]\ndo = { delay = { distribution = \"uniform\", lower = \"2s\", upper = \"1s\" } }\n", "p.toml:2:52",
     "above upper"},
    {"[[rule]]\ndo = { truncate = -1 }\n", "p.toml:2:19", "it must be 0..1000000"},
    {"[[rule]]\ndo = { truncate = { byte = 1 } }\n", "p.toml:2:21", "did you mean \"bytes\"?"},
    {"[[rule]]\ndo = { duplicate = 1001 }\n", "p.toml:2:20", "1000 copies"},
    {"[[rule]]\ndo = { split = 0 }\n", "p.toml:2:16", "at least 1 byte"},
    {"[[rule]]\ndo = { merge = 1 }\n", "p.toml:2:16", "at least 2"},
    {"[[rule]]\ndo = { hang = \"x\" }\n", "p.toml:2:15", "\"x\" is no duration"},
    {"[[rule]]\ndo = { restart = { state = \"half\" } }\n", "p.toml:2:28", "valid: lost, kept"},
    {"[[rule]]\ndo = { drain = 5 }\n", "p.toml:2:16", "takes no value; write \"drain\""},
    {"[[rule]]\nat = \"5s\"\ndo = \"drop-reply\"\n", "p.toml:2:6", "needs a request"},
    {"[[rule]]\nat = \"5\"\ndo = \"drain\"\n", "p.toml:2:6", "at of [[rule]]: \"5\" is no duration"},
    {"[[rule]]\nmatch = 5\ndo = \"drop-reply\"\n", "p.toml:2:9",
     "match of [[rule]] must be a table, not a whole number"},
    {"[[rule]]\nmatch = { comand = \"offer\" }\ndo = \"drop-reply\"\n", "p.toml:2:11", "did you mean \"command\"?"},
    {"[[rule]]\nmatch = { command = \"ofer\" }\ndo = \"drop-reply\"\n", "p.toml:2:21", "did you mean \"offer\"?"},
    {"[[rule]]\nmatch = { command = 5 }\ndo = \"drop-reply\"\n", "p.toml:2:21", "a string or an array of strings"},
    {"[[rule]]\nmatch = { call-id = { matches = \"(\" } }\ndo = \"drop-reply\"\n", "p.toml:2:21",
     "not a regular expression"},
    {"[[rule]]\nmatch = { call-id = { like = \"a\" } }\ndo = \"drop-reply\"\n", "p.toml:2:23",
     "has no matcher \"like\""},
    {"[[rule]]\nmatch = { transport = \"quic\" }\ndo = \"drop-reply\"\n", "p.toml:2:23", "valid: udp, tcp, http, ws"},
    {"[[rule]]\nmatch = { call = \"old\" }\ndo = \"drop-reply\"\n", "p.toml:2:18", "valid: new, known"},
    {"[[rule]]\nfirst = 0\ndo = \"drop-reply\"\n", "p.toml:2:9", "first of [[rule]] is 0; it must be 1.."},
    {"[[rule]]\nnth = 2\nevery = 2\ndo = \"drop-reply\"\n", "p.toml:2:7", "stands alone"},
    {"[[rule]]\nbetween = \"5s\"\ndo = \"drop-reply\"\n", "p.toml:2:11", "time window"},
    {"[[rule]]\nbetween = \"5s..2s\"\ndo = \"drop-reply\"\n", "p.toml:2:11", "time window"},
    {"[[rule]]\nprobability = 1.5\ndo = \"drop-reply\"\n", "p.toml:2:15", "it must be 0..1"},
    {"[[rule]]\nname = \"a/b\"\ndo = \"drop-reply\"\n", "p.toml:2:8", "without"},
    {"[[rule]]\nname = \"a\"\ndo = \"drain\"\n[[rule]]\nname = \"a\"\ndo = \"drain\"\n", "p.toml:4:1", "two rules"},
    {"[[rule]]\ndo = \"drain\"\nprobabilty = 1\n", "p.toml:3:1", "did you mean \"probability\"?"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_mistake_is_one_error_at_its_place) {
  for (const Row& row : mistakes) {
    const auto file = read_program(row.toml, "p.toml");
    BOOST_TEST_CONTEXT(row.toml) {
      BOOST_REQUIRE(!file);
      BOOST_TEST(file.error().size() == 1, text_of(file.error()));
      const Error& error = file.error().front();
      BOOST_TEST(error.place == row.place);
      BOOST_TEST(error.message.find(row.message) != std::string::npos, error.text());
      BOOST_TEST(error.message.find('^') != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_program_are_reported) {
  const auto file = read_program(
      "[[rule]]\nat = \"1h30\"\ndo = \"drain\"\n[[rule]]\nmatch = { command = [\"ofer\", \"offer\"], cal = \"new\" }\n"
      "do = [{ delay = 5 }, \"drop-rply\"]\n",
      "p.toml");
  BOOST_REQUIRE(!file);
  const std::vector<std::string_view> places{"p.toml:2:6", "p.toml:5:22", "p.toml:5:40", "p.toml:6:17", "p.toml:6:22"};
  BOOST_REQUIRE_MESSAGE(file.error().size() == places.size(), text_of(file.error()));
  for (std::size_t i = 0; i < places.size(); ++i)
    BOOST_TEST(file.error()[i].place == places[i], file.error()[i].text());
}

BOOST_AUTO_TEST_CASE(a_rule_takes_every_duration_that_a_fault_takes) {
  const auto file = read_program("[[rule]]\nat = \"1h30min\"\ndo = { crash = \"1min30s\" }\n", "p.toml");
  BOOST_REQUIRE_MESSAGE(file, (file ? std::string() : text_of(file.error())));
  BOOST_CHECK(file->rules[0].at == std::chrono::minutes(90));
  BOOST_CHECK(file->rules[0].effects[0].duration == std::chrono::seconds(90));
}

/// toml++ would end the stack on it.
BOOST_AUTO_TEST_CASE(a_key_without_end_is_an_error) {
  std::string dotted = "seed = 1\na";
  for (int i = 0; i < 400'000; ++i) dotted += ".a";
  const auto program = read_program(dotted + " = 1", "p.toml");
  BOOST_REQUIRE(!program.has_value());
  BOOST_TEST(program.error().front().place.starts_with("p.toml:2:"));
  BOOST_TEST(program.error().front().message.find("nested too deep") != std::string::npos);
  const auto engines = read_engines(dotted + " = 1", "e.toml", nullptr);
  BOOST_REQUIRE(!engines.has_value());
  BOOST_TEST(engines.error().front().message.find("nested too deep") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_rule_as_json) {
  const auto rule = read_rule_json(
      R"({"name": "slow", "match": {"command": ["offer", "answer"]}, "every": 2, "do": [{"delay": "5ms"}, "duplicate"]})");
  BOOST_REQUIRE(rule);
  BOOST_TEST(rule->match.commands.size() == 2);
  BOOST_TEST(rule->occurrence.every == 2);
  BOOST_TEST(rule->effects.size() == 2);
  std::string shortest;
  append_json(shortest, table_of(*rule));
  BOOST_TEST(shortest ==
             R"({"name":"slow","match":{"command":["offer","answer"]},"every":2,"do":[{"delay":"5ms"},"duplicate"]})");
  const std::vector<std::pair<std::string_view, std::string_view>> broken{
      {"", "not JSON"},
      {"[]", "object is expected"},
      {R"({"do": "drain"})", "the rule needs the key \"name\""},
      {R"({"name": "a", "do": null})", "the rule needs the key \"do\""},
      {R"({"name": "a", "do": {"delay": 5}})", "a duration"},
      {R"({"name": "a", "do": "drain", "firsts": 1})", "did you mean \"first\"?"}};
  for (const auto& [json, message] : broken) {
    const auto wrong = read_rule_json(json);
    BOOST_REQUIRE(!wrong);
    BOOST_TEST(text_of(wrong.error()).find(message) != std::string::npos, text_of(wrong.error()));
  }
}

BOOST_AUTO_TEST_CASE(engines_from_one_file) {
  const auto none = [](const std::string& path) -> Expected<std::string> {
    if (path == "slow.toml") return "[[rule]]\ndo = { delay = \"1s\" }\n";
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be read", .place = path});
  };
  const auto engines = read_engines(R"([[engine]]
name = "a"
listen = ["udp:127.0.0.1:2223", "http:[::1]:2225"]
interface = ["internal/10.0.0.1!203.0.113.1", "::1"]
ports = "20000-20100"
max-sessions = 5
program = "slow.toml"
[[engine]]
listen = "udp:127.0.0.2:2223"
[[engine.rule]]
do = "drain"
)",
                                    "e.toml", none);
  BOOST_REQUIRE_MESSAGE(engines, (engines ? std::string() : text_of(engines.error())));
  BOOST_REQUIRE_EQUAL(engines->size(), 2);
  const ServerOptions& a = engines->front();
  BOOST_TEST(a.listen[1].text() == "http:[::1]:2225");
  BOOST_TEST(a.engine.interfaces[0].advertised == "203.0.113.1");
  BOOST_TEST(a.engine.port_max == 20100);
  BOOST_TEST(a.engine.max_sessions == 5);
  BOOST_TEST(a.program.rules.size() == 1);
  BOOST_TEST(engines->back().engine.name == "engine-2");
  BOOST_TEST(engines->back().program.rules.size() == 1);
  const std::vector<std::pair<std::string_view, std::string_view>> broken{
      {"", "no [[engine]]"},
      {"[[engine]]\n", "[[engine]] needs the key \"listen\""},
      {"[[engine]]\nlisten = \"udp:2223\"\n", "kind, address and port"},
      {"[[engine]]\nlisten = \"sctp:127.0.0.1:2223\"\n", "unknown kind"},
      {"[[engine]]\nlisten = \"udp:localhost:2223\"\n", "no numeric address"},
      {"[[engine]]\nlisten = \"udp:127.0.0.1:70000\"\n", "no port"},
      {"[[engine]]\nlisten = \"udp:127.0.0.1:1\"\nports = \"5\"\n", "port range"},
      {"[[engine]]\nlisten = \"udp:127.0.0.1:1\"\nprogram = \"gone.toml\"\n", "cannot be read"},
      {"[[engine]]\nlisten = \"udp:127.0.0.1:1\"\ntimout = 5\n", "did you mean \"timeout\"?"},
      {"[[engine]]\nname=\"a\"\nlisten = \"udp:127.0.0.1:1\"\n[[engine]]\nname=\"a\"\nlisten = \"udp:127.0.0.1:2\"\n",
       "two engines"}};
  for (const auto& [toml, message] : broken) {
    const auto wrong = read_engines(toml, "e.toml", none);
    BOOST_REQUIRE(!wrong);
    BOOST_TEST(text_of(wrong.error()).find(message) != std::string::npos, text_of(wrong.error()));
  }
}

namespace {

/// The rule through rule_writer, TOML and rule_reader.
void written_and_read_again(const Rule& rule) {
  std::string text = "rule = [";
  append_toml(text, {.content = table_of(rule)});
  text += "]\n";
  const auto back = read_program(text, "written");
  BOOST_REQUIRE_MESSAGE(back, text << (back ? std::string() : text_of(back.error())));
  BOOST_TEST((back->rules.front() == rule), text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(rules_are_written_in_their_shortest_form) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"nth = 3\ndo = \"drop-reply\"", R"({ name = "rule-1", nth = 3, do = "drop-reply" })"},
      {"between = \"0s..20s\"\ndo = \"drop-reply\"", R"({ name = "rule-1", between = "..20s", do = "drop-reply" })"},
      {"between = \"10s..\"\ndo = { delay = { latency = \"30ms\", jitter = \"10ms\" } }",
       R"({ name = "rule-1", between = "10s..", do = { delay = "20ms..40ms" } })"},
      {"do = { duplicate = { copies = 2, gap = \"5ms\" } }",
       R"({ name = "rule-1", do = { duplicate = { copies = 2, gap = "5ms" } } })"},
      {"do = { duplicate = { copies = 2 } }", R"({ name = "rule-1", do = { duplicate = 2 } })"},
      {"do = { restart = { for = \"0s\" } }", R"({ name = "rule-1", do = "restart" })"},
      {"match = { call-id = { matches = '\\d+' }, transport = [\"tcp\"] }\nprobability = 0.5\ndo = \"drop-request\"",
       R"({ name = "rule-1", match = { call-id = { matches = '\d+' }, transport = "tcp" }, probability = 0.5, do = "drop-request" })"},
  };
  for (const auto& [body, expected] : rows) {
    const auto file = read_program(fmt::format("[[rule]]\n{}\n", body), "p");
    BOOST_REQUIRE_MESSAGE(file, (file ? std::string() : text_of(file.error())));
    std::string text;
    append_toml(text, {.content = table_of(file->rules.front())});
    BOOST_TEST(text == expected);
    written_and_read_again(file->rules.front());
  }
}

BOOST_AUTO_TEST_CASE(every_example_of_the_documentation_is_valid_and_every_verb_has_one) {
  std::ifstream file(rtpe::test::source_directory() + "/docs/mock-engine.md");
  BOOST_REQUIRE(file);
  std::set<Verb> seen;
  std::string line, block;
  for (bool inside = false; std::getline(file, line);) {
    if (line == "```toml") {
      inside = true;
      block.clear();
    } else if (inside && line == "```") {
      inside = false;
      if (block.starts_with("[[engine]]")) {
        const auto engines = read_engines(block, "docs", [](const std::string&) { return std::string(); });
        BOOST_TEST(engines.has_value(), (engines ? "" : text_of(engines.error())));
        continue;
      }
      const auto program = read_program(block, "docs");
      for (const Rule& rule : program ? program->rules : std::vector<Rule>{}) written_and_read_again(rule);
      BOOST_TEST(program.has_value(), (program ? "" : text_of(program.error())));
      for (const Rule& rule : program ? program->rules : std::vector<Rule>{})
        for (const Effect& effect : rule.effects) seen.insert(effect.verb);
    } else if (inside) {
      block += line + "\n";
    }
  }
  for (int verb = 0; verb <= static_cast<int>(Verb::recover); ++verb)
    BOOST_TEST(seen.contains(static_cast<Verb>(verb)), name_of(static_cast<Verb>(verb)) << " has no example");
}

BOOST_AUTO_TEST_SUITE_END()
