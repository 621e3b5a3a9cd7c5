// The library against sequences recorded on Kamailio 5.6.3: docs/kamailio-sequences.md.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "tests/conformance/kamailio/generate.hpp"
#include "tests/conformance/kamailio/report.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(recorded_sequences_test)

using namespace rtpe::lane;

namespace {

std::vector<Recording> recordings() {
  std::vector<Recording> out;
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(rtpe::test::data_directory() + "/kamailio/sequences"))
    files.insert(entry.path());
  for (const auto& file : files) {
    auto read = rtpe::test::must(read_recordings(file));
    std::ranges::move(read, std::back_inserter(out));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_recording_comes_out_the_same) {
  const auto all = recordings();
  BOOST_TEST(all.size() >= 150U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST(all[i].sequence.steps.size() >= least_steps);
    const Outcome outcome = check(all[i]);
    if (!outcome.good()) BOOST_ERROR(summary_of(i, outcome) << story_of(outcome));
  }
}

BOOST_AUTO_TEST_CASE(a_recording_survives_its_json_form) {
  for (const auto& recording : recordings()) {
    const std::string line = to_json_line(recording);
    BOOST_TEST(to_json_line(rtpe::test::must(recording_of(line))) == line);
  }
}

BOOST_AUTO_TEST_CASE(the_comparison_sees_each_kind_of_difference) {
  const auto all = recordings();
  // Spoils the first step that can be spoilt so; true: the comparison notices.
  const auto spoilt = [&](auto spoil) {
    for (Recording changed : all)
      for (auto& step : changed.trace)
        if (spoil(step)) return check(changed).difference.has_value();
    return false;
  };
  BOOST_TEST(spoilt([](StepTrace& step) { return ++step.total > 0; }));
  BOOST_TEST(spoilt([](StepTrace& step) { return !step.nodes.empty() && (step.nodes.pop_back(), true); }));
  BOOST_TEST(spoilt([](StepTrace& step) { return !step.results.empty() && (step.results.front() = "7", true); }));
  BOOST_TEST(spoilt([](StepTrace& step) { return !step.commands.empty() && (step.commands.pop_back(), true); }));
  BOOST_TEST(spoilt([](StepTrace& step) { return !step.commands.empty() && ++step.commands.front().engine > 0; }));
  BOOST_TEST(
      spoilt([](StepTrace& step) { return !step.commands.empty() && (step.commands.front().cookie += "1", true); }));
  BOOST_TEST(spoilt([](StepTrace& step) {
    return !step.commands.empty() && (step.commands.front().sends_ms.push_back(5000), true);
  }));
  BOOST_TEST(spoilt([](StepTrace& step) {
    if (step.commands.empty() || step.commands.front().sends_ms.size() < 2) return false;
    step.commands.front().sends_ms.back() += 200;
    return true;
  }));
  BOOST_TEST(spoilt(
      [](StepTrace& step) { return !step.commands.empty() && (step.commands.front().dictionary = "[]", true); }));
}

BOOST_AUTO_TEST_CASE(rubbish_is_refused_with_a_reason) {
  for (const char* line : {"", "{", "[]", "{}", R"({"seed":1,"parameters":[],"engines":[],"steps":[{}]})",
                           R"({"seed":1,"parameters":[],"engines":[{"commands":"dance"}],"steps":[]})",
                           R"({"seed":1,"parameters":[],"engines":[],"steps":[{"at_ms":1,"engines":[{"engine":3}]}]})",
                           R"({"seed":1,"parameters":[],"engines":[],"steps":[],"trace":[{},{}]})"}) {
    const auto read = recording_of(line);
    BOOST_TEST(!read, line);
    if (!read) BOOST_TEST(!read.error().message.empty());
  }
}

BOOST_AUTO_TEST_CASE(one_seed_one_sequence) {
  const auto once = generate(4711), again = generate(4711);
  BOOST_REQUIRE(once);
  BOOST_REQUIRE(again);
  BOOST_TEST(to_json_line({.sequence = *once, .trace = {}}) == to_json_line({.sequence = *again, .trace = {}}));
}

BOOST_AUTO_TEST_SUITE_END()
