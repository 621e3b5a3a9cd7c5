// Which requests rules act on, how rules combine and change, and what the journal keeps. Virtual time.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/program_bench.hpp"

BOOST_AUTO_TEST_SUITE(program_rules_test)

using namespace rtpe;
using namespace rtpe::mock;
using namespace rtpe::test;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(match_by_texts_transport_peer_and_call) {
  struct Row {
    std::string_view match;
    bool fits;
  };
  const std::vector<Row> rows{{"{ command = \"offer\" }", true},
                              {"{ command = [\"answer\", \"offer\"] }", true},
                              {"{ command = \"answer\" }", false},
                              {"{ call-id = \"abc-1@host\" }", true},
                              {"{ call-id = \"abc\" }", false},
                              {"{ call-id = { starts-with = \"abc\" } }", true},
                              {"{ call-id = { contains = \"1@\" } }", true},
                              {"{ call-id = { matches = 'abc-\\d@.*' } }", true},
                              {"{ call-id = { matches = 'abc' } }", false},
                              {"{ call-id = { does-not-match = 'abc' } }", true},
                              {"{ from-tag = \"a\" }", true},
                              {"{ from-tag = \"b\" }", false},
                              {"{ to-tag = { contains = \"\" } }", false},
                              {"{ transport = \"udp\" }", true},
                              {"{ transport = [\"tcp\", \"ws\"] }", false},
                              {"{ peer = \"127.0.0.1\" }", true},
                              {"{ peer = \"127.0.0.2\" }", false},
                              {"{ call = \"new\" }", true},
                              {"{ call = \"known\" }", false}};
  for (const Row& row : rows) {
    Bench bench(rule(fmt::format("match = {}\ndo = \"drop-request\"", row.match)));
    bench.offer("c1", "abc-1@host");
    BOOST_TEST((bench.take_one() == "nothing") == row.fits, row.match);
  }
}

BOOST_AUTO_TEST_CASE(occurrence_window_probability_and_state) {
  const auto dropped = [](std::string_view conditions, int requests) {
    Bench bench(rule(fmt::format("{}\ndo = \"drop-reply\"", conditions)));
    std::string seen;
    for (int i = 1; i <= requests; ++i) {
      bench.ping("c" + std::to_string(i));
      seen.push_back(bench.take_one() == "nothing" ? 'x' : '.');
      bench.pass(1s);
    }
    return seen;
  };
  BOOST_TEST(dropped("first = 2", 5) == "xx...");
  BOOST_TEST(dropped("nth = 3", 5) == "..x..");
  BOOST_TEST(dropped("every = 2", 6) == ".x.x.x");
  BOOST_TEST(dropped("after = 2", 5) == "..xxx");
  BOOST_TEST(dropped("after = 1\nfirst = 2", 5) == ".xx..");
  BOOST_TEST(dropped("between = \"1s..3s\"", 5) == ".xx..");
  BOOST_TEST(dropped("between = \"3s..\"", 5) == "...xx");
  BOOST_TEST(dropped("probability = 0.0", 5) == ".....");
  const auto half = std::ranges::count(dropped("probability = 0.5", 400), 'x');
  BOOST_TEST(half > 150);
  BOOST_TEST(half < 250);
}

BOOST_AUTO_TEST_CASE(states_make_sequences) {
  Bench bench(rule("required-state = \"started\"\nnew-state = \"broken\"\ndo = { delay = \"1ms\" }") +
              rule("required-state = \"broken\"\nnew-state = \"gone\"\ndo = \"empty-datagram\""));
  bench.ping("c1");
  bench.pass(std::chrono::milliseconds(1));
  BOOST_TEST(bench.take_one() == "1 c1 " + pong);
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "1 ");
  bench.ping("c3");
  BOOST_TEST(bench.take_one() == "1 c3 " + pong);
  BOOST_TEST(bench.program().state() == "gone");
}

BOOST_AUTO_TEST_CASE(all_fitting_rules_act_together) {
  Bench bench(rule("do = { delay = \"10ms\" }") + rule("do = [{ delay = \"5ms\" }, { truncate = 4 }, \"duplicate\"]"));
  bench.ping("c1");
  bench.pass(std::chrono::seconds(1));
  BOOST_TEST(bench.take() == (Texts{"15 c1 d", "15 c1 d"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rules_change_at_run_time) {
  Bench bench(rule("name = \"lossy\"\ndo = \"drop-reply\""));
  bench.ping("c1");
  BOOST_TEST(bench.program().count("lossy").acted == 1);
  BOOST_TEST(bench.program().remove("lossy"));
  BOOST_TEST(!bench.program().remove("lossy"));
  auto added = read_rule_json(R"({"name": "slow", "do": {"delay": "7ms"}})");
  BOOST_REQUIRE(added);
  BOOST_TEST(bench.program().put(*added).has_value());
  bench.take();
  bench.ping("c2");
  bench.pass(std::chrono::seconds(1));
  BOOST_TEST(bench.take_one() == "7 c2 " + pong);
  bench.program().reset(bench.now);
  bench.ping("c3");
  BOOST_TEST(bench.take_one() == "nothing");
  BOOST_TEST(bench.program().count("lossy").matched == 1);
}

BOOST_AUTO_TEST_CASE(the_journal_tells_what_was_asked) {
  Bench bench(rule("name = \"lossy\"\nmatch = { command = \"offer\" }\ndo = \"drop-reply\""));
  bench.ping("c1");
  bench.offer("c2", "call");
  bench.ask("garbage");
  const Journal& journal = bench.program().journal();
  BOOST_TEST(journal.count({}) == 3);
  BOOST_TEST(journal.count({.command = "offer"}) == 1);
  BOOST_TEST(journal.count({.rule = "lossy"}) == 1);
  const auto found = journal.find({.call_id = "call"});
  BOOST_REQUIRE_EQUAL(found.size(), 1);
  BOOST_TEST(found[0]->cookie == "c2");
  BOOST_TEST(found[0]->from_tag == "a");
  BOOST_TEST(found[0]->reply.starts_with("c2 d"));
  BOOST_TEST(found[0]->request.find("RTP/AVP") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_journal_is_bounded) {
  Bench bench("");
  for (int i = 0; i < 150; ++i) bench.ping("c" + std::to_string(i));
  const Journal& journal = bench.program().journal();
  BOOST_TEST(journal.count({}) == 100);
  BOOST_TEST(journal.dropped() == 50);
  BOOST_TEST(journal.find({.limit = 1})[0]->cookie == "c50");
}

BOOST_AUTO_TEST_CASE(rubbish_never_matches_and_never_hurts) {
  Bench bench(rule("match = { call-id = { matches = '(a+)+$' } }\ndo = \"drop-reply\"") + rule("do = \"missing-key\""));
  for (const std::string& rubbish :
       {std::string("\xff\xfe"), std::string(" "), std::string("c d7:command"), "c {" + std::string(10000, '['),
        "c d7:call-id60000:" + std::string(60000, 'a') + "b"})
    bench.ask(rubbish);
  BOOST_TEST(bench.take().size() == 5);
}

BOOST_AUTO_TEST_SUITE_END()
