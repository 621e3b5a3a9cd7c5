// Choices, spaces and shrinking: what a search is made of.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "scenarios/campaign/draw.hpp"
#include "scenarios/campaign/shrink.hpp"
#include "scenarios/campaign/simpler.hpp"
#include "tests/scenarios/campaign_base.hpp"

BOOST_AUTO_TEST_SUITE(campaign_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::campaign;
using std::chrono::minutes;
using std::chrono::seconds;
using test::campaign_base;
using test::fault;

BOOST_AUTO_TEST_CASE(choices_make_a_scenario_that_can_be_written_and_read) {
  const Scenario base = campaign_base();
  Choices choices{.seed = 7, .list = {CallsChoice{.count = 3, .gap = seconds(2)}, fault("crash", "a", seconds(5))}};
  choices.list.emplace_back(SettingChoice{"rtpengine_retr", 2});
  choices.list.emplace_back(OmitChoice{OmitChoice::Part::engine, "b"});
  const auto made = scenario_of(base, choices);
  if (!made) BOOST_FAIL(made.error().text());
  BOOST_TEST(made->seed == 7U);
  BOOST_REQUIRE(made->engines.size() == 1U);
  BOOST_TEST(made->engines.front().config.name == "a");
  BOOST_TEST(made->proxies.front().parameters.rtpengine_sock.front() == "udp:10.0.0.1:2223");
  BOOST_TEST(made->proxies.front().parameters.rtpengine_retr == 2);
  BOOST_REQUIRE(made->faults.size() == 1U);
  BOOST_TEST(*made->traffic.front().count == 3U);
  Scenario written = *made;
  written.checks.push_back(*&base.checks.front());
  const auto read = parse_scenario(write_scenario(written), base.file);
  if (!read) BOOST_FAIL(read.error().front().text());
  BOOST_TEST((static_cast<const Scenario&>(*read) == written));
}

BOOST_AUTO_TEST_CASE(choices_that_make_no_scenario_say_why) {
  const Scenario base = campaign_base();
  const auto refused = [&](std::vector<Choice> list) {
    const auto made = scenario_of(base, {.seed = 1, .list = std::move(list)});
    return made ? std::string() : made.error().message;
  };
  BOOST_TEST(refused({fault("crash", "z", seconds(1))}) == "the base has no engine \"z\"");
  BOOST_TEST(refused({CallsChoice{.flow = "none"}}) == "the base has no flow \"none\"");
  BOOST_TEST(refused({fault("crash", "a", seconds(1)), fault("crash", "a", seconds(9))}) ==
             "one fault befalls an engine twice at once");
  BOOST_TEST(refused({OmitChoice{OmitChoice::Part::engine, "a"}, OmitChoice{OmitChoice::Part::engine, "b"}}) ==
             "a proxy would have no nodes");
}

BOOST_AUTO_TEST_CASE(a_space_that_is_wrong_is_an_error_with_its_place) {
  const Scenario base = campaign_base();
  struct Row {
    std::string_view space, error;
  };
  const Row rows[] = {
      {"engines = [\"z\"]", "base.toml:2:12: engines of [space]: there is no \"z\""},
      {"faults = [\"crush\"]", "base.toml:2:11: [space] has no fault \"crush\"; did you mean \"crash\"?"},
      {"faults = []", "base.toml:2:10: the space is empty: there is no fault to choose from"},
      {"fault_at = \"2min..1s\"", "base.toml:2:12: "},
      {"calls = \"9..3\"", "base.toml:2:9: the range 9..3 ends before it begins"},
      {"calls = true", "base.toml:2:9: calls of [space] must be a whole number, or a range of them as \"1..60\""},
      {"flows = []", "base.toml:2:9: flows of [space] is empty"},
      {"loss = 2", "base.toml:2:8: "},
      {"wishes = 3", "base.toml:2:1: [space] knows no key \"wishes\""},
      {"[space.parameters]\nrtpengine_rert = [1]",
       "[space.parameters] has no \"rtpengine_rert\"; did you mean \"rtpengine_retr\"?"},
      {"[space.parameters]\nrtpengine_retr = []", "rtpengine_retr has no values to choose from"},
      {"[space.parameters]\nworkers = [0]", "workers does not take that value"},
  };
  for (const Row& row : rows) {
    const auto space = read_space(fmt::format("[space]\n{}\n", row.space), "base.toml", base);
    BOOST_TEST_CONTEXT(row.space) {
      BOOST_REQUIRE(!space.has_value());
      BOOST_TEST(space.error().front().text().find(row.error) != std::string::npos, space.error().front().text());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_space_says_what_may_be_chosen) {
  const Scenario base = campaign_base();
  const auto space = read_space(
      "[space]\nfaults = \"hang\"\nengines = \"b\"\nfault_count = 1\ncalls = \"2..4\"\n[space.parameters]\nworkers = "
      "[1, 2]\n",
      "base.toml", base);
  if (!space) BOOST_FAIL(space.error().front().text());
  RandomStream random(3, "search");
  std::set<std::string> seen;
  for (int run = 0; run < 200; ++run)
    for (const Choice& choice : draw(*space, random).list) {
      if (const auto* one = std::get_if<FaultChoice>(&choice)) {
        BOOST_TEST(one->kind->name == "hang");
        BOOST_TEST(one->engine == "b");
      }
      if (const auto* calls = std::get_if<CallsChoice>(&choice)) BOOST_TEST((calls->count <= 4 || calls->count == 300));
      seen.insert(text_of(choice));
    }
  BOOST_TEST(seen.size() > 50U);
}

BOOST_AUTO_TEST_CASE(what_is_drawn_can_be_played) {
  const Scenario base = campaign_base();
  const Space space = default_space(base);
  RandomStream random(11, "search");
  std::size_t refused = 0;
  Choices last;
  for (int run = 0; run < 900; ++run) {
    last = run % 3 == 0   ? draw(space, random)
           : run % 3 == 1 ? draw_swizzle(space, random)
                          : mutate(space, std::move(last), random);
    const auto made = scenario_of(base, last);
    if (made) continue;
    ++refused;
    BOOST_TEST_MESSAGE(made.error().text() << ": " << text_of(last));
  }
  BOOST_TEST(refused == 0U);
}

BOOST_AUTO_TEST_CASE(lines_of_a_script_are_left_out) {
  const auto base = parse_scenario(
      "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\n[routing]\nscript = '''\nrequest_route {\n"
      "    if (is_method(\"ACK\")) {\n        t_relay();\n        exit;\n    }\n    rtpengine_manage();\n"
      "    t_relay();\n}\n'''\n[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[traffic]]\ncount = 1\n",
      "base.toml");
  if (!base) BOOST_FAIL(base.error().front().text());
  const auto without = [&](const std::string& lines) {
    return scenario_of(*base, {.list = {OmitChoice{OmitChoice::Part::script, lines}}});
  };
  std::vector<std::string> parts;
  for (const OmitChoice& omission : omissions(*base, {}))
    if (omission.part == OmitChoice::Part::script) parts.push_back(omission.name);
  // Not the line that manages media, nor what it stands in, nor one that sends the message on.
  BOOST_TEST(parts == (std::vector<std::string>{"2-5", "4"}), boost::test_tools::per_element());
  const auto made = without("2-5");
  if (!made) BOOST_FAIL(made.error().text());
  BOOST_TEST(made->routes.script == "request_route {\n    rtpengine_manage();\n    t_relay();\n}\n");
  for (const std::string broken : {"1", "x", "3-2", "5-"}) BOOST_TEST(!without(broken).has_value(), broken);
}

namespace {

/// A failure that needs all faults of one of its terms, so many calls, and not the fault that hides it.
struct Planted {
  struct Term {
    std::vector<std::size_t> faults;
    std::uint64_t calls = 1;
  };
  std::vector<Term> terms;
  std::optional<std::size_t> hidden_by;
};

/// Eight faults to plant from.
std::vector<Choice> menu() {
  std::vector<Choice> faults;
  for (const std::string_view kind : {"crash", "hang", "blackhole", "partition_replies"})
    for (const std::string_view engine : {"a", "b"})
      faults.emplace_back(fault(kind, engine, seconds(10 + 7 * static_cast<int>(faults.size()))));
  return faults;
}

bool has(const Choices& choices, const Choice& wanted) {
  const auto& like = std::get<FaultChoice>(wanted);
  return std::ranges::any_of(choices.list, [&](const Choice& choice) {
    const auto* one = std::get_if<FaultChoice>(&choice);
    return one != nullptr && one->kind == like.kind && one->engine == like.engine;
  });
}

bool fails(const Planted& planted, const Choices& choices) {
  const auto faults = menu();
  std::uint64_t calls = 0;
  for (const Choice& choice : choices.list)
    if (const auto* one = std::get_if<CallsChoice>(&choice)) calls += one->count;
  if (planted.hidden_by && has(choices, faults[*planted.hidden_by])) return false;
  return std::ranges::any_of(planted.terms, [&](const Planted::Term& term) {
    return calls >= term.calls &&
           std::ranges::all_of(term.faults, [&](std::size_t number) { return has(choices, faults[number]); });
  });
}

Planted plant(std::uint64_t number) {
  RandomStream random(number, "planted");
  Planted planted;
  const std::size_t terms = 1 + random.bits() % 3;
  for (std::size_t term = 0; term < terms; ++term) {
    Planted::Term made{.faults = {}, .calls = 1 + random.bits() % 5};
    const std::size_t faults = 1 + random.bits() % 4;
    while (made.faults.size() < faults) {
      const std::size_t drawn = random.bits() % 7;  // the eighth may hide it
      if (std::ranges::find(made.faults, drawn) == made.faults.end()) made.faults.push_back(drawn);
    }
    planted.terms.push_back(std::move(made));
  }
  if (number % 3 == 0) planted.hidden_by = 7;
  return planted;
}

/// The size of the smallest part of `start` that fails: all of them are tried.
std::uint64_t smallest(const Planted& planted, const Choices& start) {
  const std::size_t faults = start.list.size() - 1;
  std::uint64_t best = ~std::uint64_t{0};
  for (std::uint64_t set = 0; set < std::uint64_t{1} << faults; ++set)
    for (std::uint64_t calls = 1; calls <= 5; ++calls) {
      Choices part{.seed = 1, .list = {CallsChoice{.count = calls}}};
      for (std::size_t place = 0; place < faults; ++place)
        if ((set >> place & 1U) != 0) part.list.push_back(start.list[place + 1]);
      if (fails(planted, part)) best = std::min(best, size_of(part));
    }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_CASE(shrinking_reaches_what_brute_force_finds) {
  const Scenario base = campaign_base();
  int exact = 0;
  for (std::uint64_t number = 1; number <= 30; ++number) {
    const Planted planted = plant(number);
    Choices start{.seed = 9, .list = {CallsChoice{.count = 37, .gap = seconds(3), .hold = seconds(17)}}};
    const auto faults = menu();
    for (std::size_t place = 0; place < (planted.hidden_by ? 7U : 8U); ++place) start.list.push_back(faults[place]);
    BOOST_REQUIRE(fails(planted, start));
    const Shrunk shrunk = shrink(
        base, start, [&](const Choices& choices) { return fails(planted, choices) ? Verdict::same : Verdict::other; },
        {.runs = 500});
    const std::uint64_t best = smallest(planted, start), got = size_of(shrunk.choices);
    BOOST_TEST_MESSAGE(fmt::format("planted {}: smallest {}, shrunk to {} in {} runs", number, best, got, shrunk.runs));
    BOOST_TEST(fails(planted, shrunk.choices));
    BOOST_TEST(!shrunk.stopped_early);
    BOOST_TEST(static_cast<double>(got) <= 1.3 * static_cast<double>(best), "planted " << number);
    exact += got == best ? 1 : 0;
  }
  BOOST_TEST(exact >= 27);
}

BOOST_AUTO_TEST_CASE(shrinking_ends_at_its_limits_and_says_so) {
  const Scenario base = campaign_base();
  Choices start{.seed = 9, .list = {CallsChoice{.count = 37}}};
  for (const Choice& choice : menu()) start.list.push_back(choice);
  const Trial always = [](const Choices&) { return Verdict::same; };
  const Shrunk few = shrink(base, start, always, {.runs = 3});
  BOOST_TEST(few.runs == 3U);
  BOOST_TEST(few.stopped_early);
  BOOST_TEST(shrink(base, start, always, {.runs = 500, .is_over = [] { return true; }}).runs == 0U);
  // Everything that can go goes.
  const Shrunk all = shrink(base, start, always, {.runs = 2000});
  BOOST_TEST(!all.stopped_early);
  BOOST_TEST(size_of(all.choices) == 0U);
  BOOST_TEST(all.choices.seed == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
