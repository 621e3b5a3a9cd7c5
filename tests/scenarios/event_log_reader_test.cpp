// Event logs read back: the same bytes when they are written again, and clear words for what is no log.
#include "scenarios/log/event_log_reader.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/log/event_store.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(event_log_reader_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

Expected<void> read(std::string_view log, EventSink& sink, std::size_t piece = std::string_view::npos) {
  EventLogReader reader("run.jsonl", sink);
  for (; !log.empty(); log.remove_prefix(std::min(piece, log.size())))
    if (auto fed = reader.feed(log.substr(0, piece)); !fed) return fed;
  return reader.finish();
}

std::string written_again(std::string_view log, std::size_t piece = std::string_view::npos) {
  std::string out;
  EventLogWriter writer([&](std::string_view lines) { out.append(lines); });
  const auto done = read(log, writer, piece);
  if (!done) BOOST_FAIL(done.error().text());
  writer.flush();
  return out;
}

const std::string start =
    R"({"at_ns":0,"event":"run_started","schema":3,"title":"t","file":"f","clock":"virtual","seed":7,"start_ns":0,)"
    R"("proxies":[{"name":"p","host":"built-in","personality":"kamailio-5.6","workers":2}],"engines":[],)"
    R"("nodes":[{"name":"n","url":"n","proxy":0,"set":0,"weight":1,"engine":""}]})"
    "\n";
const std::string end =
    R"({"at_ns":9,"event":"run_ended","calls":0,"calls_failed":0,"operations":0,"exchanges":0,"sends":0,"events":3,)"
    R"("end":"finished"})"
    "\n";
const std::string datagram =
    R"({"at_ns":5,"event":"datagram","protocol":"ng","source":"192.0.2.10:32768","destination":"10.0.0.1:2223",)"
    R"("lost":true,"proxy":0,"call":1,"bytes":"c d7:command4:pinge"})"
    "\n";
const std::string load = R"({"at_ns":5,"event":"workers","proxy":0,"busy":1,"waiting_for_lock":0,"queued":0})";

std::string play_file(const std::filesystem::path& file) {
  auto scenarios = read_scenarios(file.string());
  if (!scenarios) BOOST_FAIL(scenarios.error().front().text());
  ScenarioFile* const scenario = &scenarios->front();
  // The first thousands of events have every kind that the whole run has.
  scenario->max_events = std::min<std::uint64_t>(scenario->max_events, 20'000);
  return test::play(*scenario).log;
}

}  // namespace

BOOST_AUTO_TEST_CASE(logs_of_the_library_give_the_same_bytes) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::source_directory() + "/scenarios/library")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string log = play_file(entry.path());
    BOOST_TEST((written_again(log) == log), entry.path().filename().string());
  }
}

BOOST_AUTO_TEST_CASE(pieces_of_any_size_are_taken) {
  const std::string log = start + load + "\n" + end;
  for (std::size_t piece = 1; piece < log.size(); piece += 7) BOOST_TEST(written_again(log, piece) == log);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_come_back_as_they_were) {
  const std::string hostile("a\"\\\xff\xc3\xa9\xed\xa0\x80\n\t\x01\x00z", 15);
  std::string log = start;
  append_json_line(log, Duration(5), CallStarted{.call = 1, .call_id = hostile, .flow = "f"});
  log += end;
  BOOST_TEST(written_again(log) == log);
  EventStore store;
  BOOST_REQUIRE(read(log, store).has_value());
  BOOST_REQUIRE(store.records().size() == 3U);
  BOOST_TEST(std::get<CallStarted>(store.records()[1].event).call_id == hostile);
}

BOOST_AUTO_TEST_CASE(a_log_has_datagrams_too) {
  BOOST_TEST(written_again(start + datagram + load + "\n" + end) == start + datagram + load + "\n" + end);
}

BOOST_AUTO_TEST_CASE(a_store_keeps_what_the_run_told) {
  const auto scenario = test::parse(test::cluster(2, "",
                                                  "[[traffic]]\nrate = \"5/s\"\ncount = 20\n"
                                                  "[[fault]]\nat = \"1s\"\nengine = \"a\"\ndo = \"crash\"\n"
                                                  "[[check]]\nthat = \"calls_lost\"\n"));
  EventStore store;
  const auto played = test::play(scenario, {.sinks = {&store}});
  std::string out;
  for (const Record& record : store.records()) append_json_line(out, record.at, record.event);
  BOOST_TEST((out == played.log));
}

BOOST_AUTO_TEST_CASE(a_result_from_the_log_is_the_run_s_own) {
  const auto played =
      test::play(test::cluster(2, "rtpengine_tout_ms = 200",
                               "[[traffic]]\nrate = \"20/s\"\nuntil = \"20s\"\nhold = \"5s\"\n"
                               "[[fault]]\nat = \"5s\"\nengine = \"a\"\ndo = \"blackhole\"\nfor = \"5s\"\n"
                               "[[check]]\nthat = \"calls_lost\"\n[[check]]\nthat = \"affinity\"\n"));
  Counters counters;
  BOOST_REQUIRE(read(played.log, counters).has_value());
  const RunResult result = counters.result();
  BOOST_TEST(result.events == played.result.events);
  BOOST_TEST(result.simulated.count() == played.result.simulated.count());
  BOOST_TEST(result.sends == played.result.sends);
  BOOST_TEST((result.outcome() == CheckOutcome::failed));
  BOOST_REQUIRE(result.checks.size() == 2U);
  BOOST_TEST(result.checks[0].evidence == played.result.checks[0].evidence, boost::test_tools::per_element());
  BOOST_TEST(result.checks[0].line == played.result.checks[0].line);
}

struct Bad {
  std::string log, error;
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.error; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::vector<Bad>& bad_logs() {
  static const std::vector<Bad> rows{
      {"", "run.jsonl:1: the log is empty"},
      {"\n", "run.jsonl:1:1: the line ends too early"},
      {"{}\n", "run.jsonl:1:2: '\"' was expected"},
      {"title = \"a scenario\"\n", "run.jsonl:1:1: '{' was expected"},
      {load + "\n", "run.jsonl:1: the first record is not run_started"},
      {start, "run.jsonl:2: the log ends without run_ended (the run was killed, or still goes on)"},
      {start + load, "run.jsonl:2: the log ends in the middle of this line (the run was killed, or still goes on)"},
      {start + load.substr(0, 30) + "\n" + end, "run.jsonl:2:31: a text without its end"},
      {start + load.substr(0, load.size() - 1) + "\n", "run.jsonl:2:"},
      {start + start, "run.jsonl:2: a second run_started"},
      {start + end + load + "\n", "run.jsonl:3: a record after run_ended"},
      {start + load + "\n" + replaced(load, ":5,", ":4,") + "\n", "run.jsonl:3: time goes back"},
      {start + replaced(load, ":5,", ":-5,") + "\n", "at_ns is below 0"},
      {start + replaced(load, "\"proxy\":0", "\"proxy\":1") + "\n", "run.jsonl:2: there is no proxy 1"},
      {start + replaced(load, "workers", "worker") + "\n", "run.jsonl:2:20: no event is called \"worker\""},
      {start + replaced(load, "busy", "busi") + "\n", "workers has no field \"busi\""},
      {start + replaced(load, "\"busy\":1,", "") + "\n", "workers without \"busy\""},
      {start + replaced(load, "\"busy\":1", "\"busy\":1,\"busy\":1") + "\n", "workers has \"busy\" twice"},
      {start + replaced(load, ":1,", ":1.5,") + "\n", "a whole number was expected"},
      {start + replaced(load, ":1,", ":-1,") + "\n", "a whole number was expected"},
      {start + replaced(load, ":1,", ":4294967296,") + "\n", "a number that is too large here"},
      {start + replaced(load, ":1,", ":true,") + "\n", "a whole number was expected"},
      {start + load + "}\n", "something follows the object"},
      {start + load + "\r\n", "something follows the object"},
      {replaced(start, "\"schema\":3", "\"schema\":4"), "this log has schema 4, this program reads schema 3; a newer"},
      {start + replaced(datagram, "ng", "rtp") + end, "is no word for this"},
      {R"({"at_ns":0,"event":"run_started","schema":1,"title":"t"})"
       "\n",
       "schema 1, this program reads schema 3; play"},
      {replaced(start, "virtual", "virtal"), "\"virtal\" is no word for this; did you mean \"virtual\"?"},
      {replaced(start, "\"proxy\":0", "\"proxy\":7"), "there is no proxy 7"},
      {replaced(start, "\"t\"", "\"\\ud800\""), "half a surrogate pair"},
      {replaced(start, "\"t\"", "\"\\x\""), "an escape that JSON does not have"},
      {replaced(start, "\"t\"", "\"\\u12g4\""), "four hexadecimal digits expected"},
      {start + R"({"at_ns":5,"event":"node_state","proxy":0,"node":1,"disabled":true,"recheck_s":0,"cause":"no reply"})"
               "\n",
       "there is no node 1"},
      {start +
           R"({"at_ns":5,"event":"node_state","proxy":0,"node":4294967295,"disabled":true,"recheck_s":0,"cause":"no reply"})"
           "\n",
       "a record without its node"},
      {start +
           R"({"at_ns":5,"event":"sip_message","proxy":0,"call":1,"worker":2,"message":"INVITE","direction":"from caller","waited_ns":0})"
           "\n",
       "proxy 0 has no worker 2"},
  };
  return rows;
}

BOOST_DATA_TEST_CASE(what_is_no_log_is_said_with_its_line, boost::unit_test::data::make(bad_logs()), bad) {
  Counters counters;
  const auto done = read(bad.log, counters);
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(done.error().text().contains(bad.error), done.error().text());
  BOOST_TEST((done.error().kind == ErrorKind::invalid_input));
}

BOOST_AUTO_TEST_CASE(a_log_that_was_cut_anywhere_is_refused_and_crashes_nothing) {
  const std::string log = start + load + "\n" + end;
  for (std::size_t length = 0; length < log.size(); ++length) {
    Counters counters;
    BOOST_TEST(!read(std::string_view(log).substr(0, length), counters).has_value(), length);
  }
}

BOOST_AUTO_TEST_SUITE_END()
