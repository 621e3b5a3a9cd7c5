// The trace for Perfetto, read back by the rules of protobuf: slices that end, tracks that are described, texts that
// are told before their numbers are used. tests/conformance has the lane that reads it with protoc.
#include "reports/perfetto.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(perfetto_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

/// The fields of a protobuf message, in order.
struct Fields {
  struct One {
    std::uint64_t field = 0, number = 0;
    std::string_view bytes = {};
  };
  std::vector<One> all;

  explicit Fields(std::string_view in) {
    while (!in.empty()) {
      const std::uint64_t key = varint(in);
      One one{.field = key >> 3U};
      if ((key & 7U) == 0) {
        one.number = varint(in);
      } else {
        const std::uint64_t length = (key & 7U) == 1 ? 8 : varint(in);
        BOOST_REQUIRE(((key & 7U) == 1 || (key & 7U) == 2));
        BOOST_REQUIRE(length <= in.size());
        one.bytes = in.substr(0, length);
        in.remove_prefix(length);
      }
      all.push_back(one);
    }
  }
  static std::uint64_t varint(std::string_view& in) {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      BOOST_REQUIRE(!in.empty());
      const auto byte = static_cast<unsigned char>(in.front());
      in.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
  }
  [[nodiscard]] std::optional<One> find(std::uint64_t field) const {
    for (const One& one : all)
      if (one.field == field) return one;
    return std::nullopt;
  }
};

/// What a reader of the trace knows.
struct Reader {
  std::map<std::uint64_t, std::string> tracks, names;
  std::map<std::uint64_t, int> open;
  std::set<std::string> slices, instants;
  std::size_t slices_begun = 0, counted = 0;

  explicit Reader(std::string_view trace) {
    for (const auto& packet : Fields(trace).all) {
      BOOST_REQUIRE(packet.field == 1U);
      take(Fields(packet.bytes));
    }
  }
  void take(const Fields& packet) {
    if (const auto descriptor = packet.find(60)) describe(Fields(descriptor->bytes));
    if (const auto interned = packet.find(12))
      for (const auto& one : Fields(interned->bytes).all)
        if (const Fields entry(one.bytes); one.field == 2) names[entry.find(1)->number] = entry.find(2)->bytes;
    if (const auto event = packet.find(11)) take_event(Fields(event->bytes));
  }
  void describe(const Fields& track) {
    std::string name;
    if (const auto own = track.find(2)) name = own->bytes;
    if (const auto process = track.find(3)) name = Fields(process->bytes).find(6)->bytes;
    if (const auto thread = track.find(4)) name = Fields(thread->bytes).find(5)->bytes;
    if (const auto parent = track.find(5)) BOOST_TEST(tracks.contains(parent->number));
    BOOST_TEST(tracks.emplace(track.find(1)->number, name).second);
  }
  void take_event(const Fields& event) {
    const std::uint64_t track = event.find(11)->number;
    BOOST_TEST(tracks.contains(track));
    std::string name;
    if (const auto number = event.find(10)) {
      BOOST_TEST(names.contains(number->number));
      name = names[number->number];
    }
    if (const auto own = event.find(23)) name = own->bytes;
    switch (event.find(9)->number) {
      case 1:
        ++open[track];
        ++slices_begun;
        slices.insert(tracks[track] + ": " + name);
        break;
      case 2:
        BOOST_TEST(--open[track] >= 0, tracks[track]);
        break;
      case 3:
        instants.insert(tracks[track] + ": " + name);
        break;
      default:
        BOOST_TEST(event.find(30).has_value());
        ++counted;
    }
  }
};

std::string trace_of(const scenario::Scenario& scenario) {
  std::string trace;
  report::PerfettoTrace sink([&](std::string_view bytes) { trace += bytes; });
  (void)test::play(scenario, {.sinks = {&sink}});
  return trace;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_with_a_crash_has_its_slices_and_all_of_them_end) {
  const auto scenario = test::parse(test::cluster(2, "rtpengine_tout_ms = 200",
                                                  "[[traffic]]\nrate = \"5/s\"\ncount = 40\nhold = \"3s\"\n"
                                                  "[[fault]]\nat = \"2s\"\nengine = \"a\"\ndo = \"blackhole\"\n"
                                                  "[[check]]\nthat = \"calls_lost\"\n"));
  const Reader read(trace_of(scenario));
  for (const auto& [track, slices] : read.open) BOOST_TEST(slices == 0, read.tracks.at(track));
  BOOST_TEST(read.slices_begun > 200U);
  BOOST_TEST(read.counted > 100U);
  const auto has = [](const std::set<std::string>& all, std::string_view part) {
    for (const std::string& one : all)
      if (one.contains(part)) return true;
    return false;
  };
  for (const char* part : {"worker 0: rtpengine_", " on INVITE", "offer to ", "disabled: no reply",
                           "call lane 0001: ", "fault 1: blackhole of a: blackhole of a"})
    BOOST_TEST(has(read.slices, part), part);
  for (const char* part : {"chose ", ", send 2", "verdict: calls_lost: ", "verdict: the run has ended: finished"})
    BOOST_TEST(has(read.instants, part), part);
}

BOOST_AUTO_TEST_CASE(the_same_run_is_the_same_trace) {
  const auto scenario = test::parse(test::cluster(2, "", "[[traffic]]\nrate = \"5/s\"\ncount = 5\n"));
  BOOST_TEST(trace_of(scenario) == trace_of(scenario));
}

BOOST_AUTO_TEST_CASE(foreign_bytes_become_text) {
  std::string trace;
  {
    report::PerfettoTrace sink([&](std::string_view bytes) { trace += bytes; });
    const scenario::ProxyEntry proxies[] = {{.name = "p", .workers = 1}};
    sink.record(0s, scenario::RunStarted{.proxies = proxies});
    sink.record(1s, scenario::CallStarted{.call = 1, .call_id = "\xff\x01", .flow = "f"});
    sink.record(2s, scenario::RunEnded{});
  }
  const Reader read(trace);
  BOOST_TEST(read.slices.contains("call lane 0001: \xc3\xbf\x01"));
}

BOOST_AUTO_TEST_SUITE_END()
