// What the HTML report makes of events, before a browser draws it.
#include "reports/html_report.hpp"

#include <zlib.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/html_calls.hpp"
#include "reports/html_event.hpp"
#include "reports/html_lanes.hpp"
#include "reports/packed_text.hpp"
#include "reports/series.hpp"
#include "reports/situations.hpp"

BOOST_AUTO_TEST_SUITE(html_report_test)

using namespace rtpe;
using namespace std::chrono_literals;
namespace json = boost::json;
using scenario::Event;

namespace {

const std::array<scenario::ProxyEntry, 1> proxies{
    {{.name = "east", .host = "built-in", .personality = "kamailio-5.6", .workers = 2}}};
const std::array<scenario::NodeEntry, 2> nodes{{{.name = "n0", .url = "udp:10.0.0.1:2223", .weight = 1, .engine = "a"},
                                                {.name = "n1", .url = "udp:10.0.0.2:2223", .weight = 1}}};

scenario::RunStarted started() { return {.title = "T", .file = "t.toml", .proxies = proxies, .nodes = nodes}; }

template <class Sink>
void feed(Sink& sink, Duration at, const Event& event) {
  sink.record(at, event);
}

std::string from_base85(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(5, text.size()))) {
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const char digit = i < text.size() ? text[i] : '|';
      group = group * 85 + static_cast<std::uint64_t>((digit == '}' ? '<' : digit) - '(');
    }
    const std::size_t count = std::min<std::size_t>(5, text.size()) - 1;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>(group >> (24 - 8 * i)));
  }
  return out;
}

std::string unpacked(const std::string& packed) {
  const std::string bytes = from_base85(packed);
  std::string out(1'000'000, '\0');
  uLongf size = out.size();
  BOOST_TEST_REQUIRE(::uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                                  reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) == Z_OK);
  out.resize(size);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(packed_text_is_base85_of_zlib) {
  BOOST_TEST(report::base85("") == "");
  // 0x666F6F62 is 32 78 35 51 82 in base 85; 20, which would be '<', is '}'.
  BOOST_TEST(report::base85("foob") == "HvK[z");
  BOOST_TEST(report::base85(std::string("\0\0\0\x14", 4)) == "((((}");
  std::string all;
  for (int byte = 255; byte >= 0; --byte) all.push_back(static_cast<char>(byte));
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const std::string bytes = all.substr(0, size), text = report::base85(bytes);
    BOOST_TEST(from_base85(text) == bytes, size);
    BOOST_TEST(text.size() == size / 4 * 5 + (size % 4 == 0 ? 0 : size % 4 + 1));
    BOOST_TEST(text.find_first_of("<&\"'") == std::string::npos, text);
  }
  for (const std::string& text : {std::string(), std::string("[1,2]"), std::string(70'000, 'x')})
    BOOST_TEST(unpacked(report::packed_text(text)) == text);
}

BOOST_AUTO_TEST_CASE(an_event_is_its_fields_without_names) {
  report::NumberedTexts texts;
  std::string out;
  const std::array<scenario::WalkEntry, 2> walk{{{.node = 0, .weight = 1, .cut = 1}, {.node = 1, .weight = 1}}};
  append_compact_event(out, 5ms + 600ns,
                       scenario::Selected{.proxy = 0,
                                          .operation = 3,
                                          .call = 9,
                                          .call_id = "a@b",
                                          .source = ChoiceSource::weighted,
                                          .node = 1,
                                          .algorithm = HashAlgorithm::byte_sum,
                                          .byte_sum = 259,
                                          .number = 3,
                                          .weight_sum = 2,
                                          .remainder = 1,
                                          .walk = walk},
                       {.call_id = "a@b", .before = 4ms}, texts);
  BOOST_TEST(out == "[5,1001,3,null,null,0,0,null,1,1,259,null,3,2,1,null,[0,1,1,1,1,0]]");
  BOOST_TEST(texts.json() == R"(["weighted","byte sum"])");
  // Each value has a name and a type, in that order.
  const json::array kinds = json::parse(report::compact_event_schema()).as_array();
  const json::array& selected = kinds.at(5).as_array();
  BOOST_TEST(std::string(selected.at(0).as_string()) == "selected");
  BOOST_TEST(json::parse(out).as_array().size() - 2 == selected.at(1).as_array().size() - 1);  // excluded is left out
  BOOST_TEST(json::serialize(selected.at(1).as_array().at(14)) ==
             R"(["walk",[["node","number"],["weight","number"],["cut","number"]]])");
}

BOOST_AUTO_TEST_CASE(texts_that_never_come_again_do_not_fill_the_memory) {
  report::NumberedTexts texts;
  std::string out;
  for (std::size_t i = 0; i < report::NumberedTexts::most_texts; ++i) texts.write(out, std::to_string(i));
  out.clear();
  texts.write(out, "one \"more\"");
  BOOST_TEST(out == R"("one \"more\"")");
}

BOOST_AUTO_TEST_CASE(series_keep_their_sums_however_long_the_run) {
  for (const Duration length : {Duration(1s), Duration(1h), Duration(1000h)}) {
    report::Series series;
    feed(series, 0s, started());
    for (std::uint64_t call = 1; call <= 100; ++call) {
      const Duration at = length * call / 100;
      feed(series, at, scenario::CallStarted{.call = call});
      feed(series, at,
           scenario::ExchangeEnded{.node = 1,
                                   .command = Command::offer,
                                   .outcome = call % 10 == 0 ? ExchangeOutcome::timed_out : ExchangeOutcome::answered,
                                   .result = scenario::ReplyResult::ok,
                                   .latency = 2ms});
      feed(series, at, scenario::TableChange{.call = call, .call_id = std::to_string(call), .node = 1});
      feed(series, at, scenario::Workers{.busy = call == 50 ? 2U : 1U});
    }
    const json::object out = json::parse(series.json()).as_object();
    const auto sum = [](const json::value& values) {
      std::int64_t all = 0;
      for (const json::value& value : values.as_array()) all += value.to_number<std::int64_t>();
      return all;
    };
    const auto highest = [](const json::value& values) {
      std::int64_t most = 0;
      for (const json::value& value : values.as_array()) most = std::max(most, value.to_number<std::int64_t>());
      return most;
    };
    BOOST_TEST(out.at("started").as_array().size() <= report::Series::most_intervals);
    BOOST_TEST(out.at("started").as_array().size() > report::Series::most_intervals / 3);
    BOOST_TEST(sum(out.at("started")) == 100);
    BOOST_TEST(sum(out.at("answered")) == 90);
    BOOST_TEST(sum(out.at("silent")) == 10);
    BOOST_TEST(sum(out.at("node_answered").as_array().at(1)) == 90);
    BOOST_TEST(highest(out.at("active")) == 100);
    BOOST_TEST(highest(out.at("rows").as_array().at(0)) == 100);
    BOOST_TEST(highest(out.at("busy").as_array().at(0)) == 2);
    std::size_t with_latency = 0;
    for (const json::value& median : out.at("p50").as_array()) with_latency += median.is_null() ? 0 : 1;
    BOOST_TEST(with_latency > 50U);
  }
}

BOOST_AUTO_TEST_CASE(a_call_has_its_events_and_its_trouble) {
  report::NumberedTexts texts;
  report::HtmlCalls calls(texts);
  feed(calls, 1s, scenario::CallStarted{.call = 1, .call_id = "a@b", .flow = "basic-call"});
  feed(calls, 1s, scenario::CallStarted{.call = 2, .call_id = "c@d", .flow = "basic-call"});
  feed(calls, 2s, scenario::Sent{.call = 1, .node = 0, .command = Command::offer, .cookie = "1_2", .attempt = 1});
  feed(calls, 3s, scenario::Sent{.call = 1, .node = 0, .command = Command::offer, .cookie = "1_2", .attempt = 2});
  feed(calls, 4s, scenario::EngineCall{.engine = "a", .call_id = "a@b", .created = true});
  feed(calls, 4s, scenario::EngineCall{.engine = "a", .call_id = "nobody's", .created = true});
  feed(calls, 5s, scenario::CallEnded{.call = 1, .call_id = "a@b", .end = scenario::CallEnd::failed});
  feed(calls, 5s, scenario::CallEnded{.call = 2, .call_id = "c@d", .end = scenario::CallEnd::completed});
  const auto out = calls.output();
  BOOST_TEST(out.calls == 2U);
  BOOST_TEST(out.listed == 2U);
  BOOST_TEST(out.detailed == 2U);
  const json::object columns = json::parse(out.columns).as_object();
  BOOST_TEST(json::serialize(columns.at("trouble")) == "[3,0]");
  BOOST_TEST(json::serialize(columns.at("repeats")) == "[1,0]");
  BOOST_TEST(json::serialize(columns.at("took")) == "[4000000,4000000]");
  BOOST_TEST_REQUIRE(out.parts.size() == 1U);
  const json::array part = json::parse(out.parts[0]).as_array();
  BOOST_TEST(part.at(0).as_array().size() == 5U);
  BOOST_TEST(part.at(1).as_array().size() == 2U);
}

BOOST_AUTO_TEST_CASE(one_endless_call_is_cut_and_says_so) {
  report::NumberedTexts texts;
  report::HtmlCalls calls(texts);
  feed(calls, 0s, scenario::CallStarted{.call = 1, .call_id = "a@b"});
  for (int i = 0; i < 50'000; ++i)
    feed(calls, 1s, scenario::Sent{.call = 1, .node = 0, .command = Command::offer, .cookie = "1_2", .attempt = 1});
  const auto out = calls.output();
  BOOST_TEST(json::serialize(json::parse(out.columns).at("cut")) == "[1]");
  BOOST_TEST(out.parts.at(0).size() < report::HtmlCalls::Limits().of_a_call + 1000);
}

BOOST_AUTO_TEST_CASE(of_many_calls_those_with_trouble_are_listed_and_keep_their_events) {
  report::NumberedTexts texts;
  report::HtmlCalls calls(texts, {.listed = 50, .detail = 1000, .of_a_call = 10'000, .bytes_of_a_part = 200});
  for (std::uint64_t call = 1; call <= 400; ++call) {
    const std::string call_id = std::to_string(call);
    const bool fails = call % 40 == 0;
    feed(calls, call * 1s, scenario::CallStarted{.call = call, .call_id = call_id});
    feed(
        calls, call * 1s,
        scenario::CallEnded{
            .call = call, .call_id = call_id, .end = fails ? scenario::CallEnd::failed : scenario::CallEnd::completed});
  }
  const auto out = calls.output();
  BOOST_TEST(out.calls == 400U);
  BOOST_TEST(out.listed == 50U);
  BOOST_TEST(out.parts.size() > 1U);
  const json::object columns = json::parse(out.columns).as_object();
  std::int64_t before = -1;
  int failed = 0, without_events = 0;
  for (std::size_t row = 0; row < 50; ++row) {
    const auto number = [&](std::string_view name) {
      return columns.at(name).as_array().at(row).to_number<std::int64_t>();
    };
    BOOST_TEST(number("start") > before);  // in order of time
    before = number("start");
    if (number("trouble") == 3) {
      ++failed;
      BOOST_TEST(number("part") >= 0);
    } else if (number("part") < 0) {
      ++without_events;
      BOOST_TEST(number("cut") == 1);
    }
  }
  BOOST_TEST(failed == 10);
  BOOST_TEST(without_events > 20);
  BOOST_TEST(before > 390'000'000);  // from the whole run
}

BOOST_AUTO_TEST_CASE(states_and_situations) {
  report::HtmlLanes lanes;
  report::Situations situations;
  const auto both = [&](Duration at, const Event& event) {
    lanes.record(at, event);
    situations.record(at, event);
  };
  both(0s, started());
  both(1s, scenario::NodeState{.node = 1, .disabled = true, .recheck = UINT32_MAX, .cause = StateCause::rpc_disable});
  both(2s, scenario::EngineState{.engine = "a</script>", .state = scenario::EngineCondition::hung});
  both(3s, scenario::Workers{.busy = 2});
  both(3s, scenario::Selected{.call = 7, .source = ChoiceSource::table, .failure = NoChoice::known_node_disabled});
  both(4s, scenario::CallEnded{.call = 7, .end = scenario::CallEnd::failed});
  BOOST_TEST(lanes.json() ==
             R"({"node_states":[{"at":1000000,"node":1,"disabled":true,"cause":"RPC disable","for_good":true}],)"
             R"("engine_states":[{"at":2000000,"engine":"a</script>","state":"hung"}],"faults":[],"left_out":0})");
  std::string reached;
  for (std::size_t index = 0; index < report::Situations::count; ++index)
    if (situations.seen()[index].times > 0) reached += std::string(report::Situations::name(index)) + ";";
  BOOST_TEST(reached ==
             "a call failed;the call's node was disabled;a node was disabled;"
             "an operator disabled a node for good;all workers of a proxy were busy;");
}

BOOST_AUTO_TEST_CASE(a_page_is_one_file_that_foreign_text_cannot_break) {
  report::HtmlReport html;
  html.record(0s, started());
  html.record(1s, scenario::CallStarted{.call = 1, .call_id = "</script><script>alert(1)</script>"});
  scenario::RunResult result{.title = "</title><script>alert(2)</script>", .file = "t.toml", .simulated = 1s};
  result.checks = {{.that = "share", .summary = "</script><b>", .evidence = {"<!--<script>"}}};
  const auto page = html.page(report::played_run(result));
  if (!report::HtmlReport::is_built()) {
    BOOST_TEST(!page.has_value());
    BOOST_TEST((page.error().kind == ErrorKind::missing));
    return;
  }
  BOOST_TEST_REQUIRE(page.has_value());
  BOOST_TEST(page->find("alert(2)</script>") == std::string::npos);
  BOOST_TEST(page->find("</script><b>") == std::string::npos);
  BOOST_TEST(page->find("<!--<script>") == std::string::npos);
  BOOST_TEST(page->find("@RUN@") == std::string::npos);
  BOOST_TEST(page->find("src=") == std::string::npos);
  const std::string run = "id=\"run\">";
  const auto begin = page->find(run) + run.size();
  const json::value head = json::parse(page->substr(begin, page->find("</script>", begin) - begin));
  BOOST_TEST(std::string(head.at("summary").at("runs").at(0).at("title").as_string()) == result.title);
  BOOST_TEST(head.at("calls").to_number<int>() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
