// Searches as a whole: the known failures of 5.6.3 are found from plain files, made small, and play as they should.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "scenarios/campaign/hunt.hpp"
#include "scenarios/run/runner.hpp"
#include "tests/scenarios/campaign_base.hpp"

BOOST_AUTO_TEST_SUITE(discovery_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::campaign;
using test::campaign_base;

namespace {

std::vector<Outcome> play_each(const std::vector<Planned>& runs) {
  std::vector<Outcome> outcomes;
  for (const Planned& run : runs) outcomes.push_back(play(run.scenario, {}));
  return outcomes;
}

HuntResult hunted(const Scenario& base, const Space& space, const HuntOptions& options,
                  const PlayAll& play_all = &play_each) {
  auto result = hunt(base, space, options, play_all, [](const Found&) {});
  if (!result) BOOST_FAIL(result.error().text());
  return std::move(*result);
}

std::string files_of(const HuntResult& result) {
  std::string files;
  for (const Found& found : result.found) {
    files += found.file;
    for (const std::string& sentence : found.explanation.chain) files += sentence + "\n";
    files += found.explanation.decisive + "\n" + found.explanation.prevention + "\n";
  }
  return files;
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_are_short_files_that_fail_as_expected) {
  const Scenario base = campaign_base();
  const HuntResult result =
      hunted(base, default_space(base), {.seed = 1, .runs = 16, .command = "rtpe-lab chaos two-nodes.toml"});
  BOOST_REQUIRE(!result.found.empty());
  for (const Found& found : result.found) {
    BOOST_TEST_CONTEXT(found.file) {
      BOOST_TEST(found.lines < 30U);
      BOOST_TEST(identity_in(found.file) == found.failure.identity());
      const auto read = parse_scenario(found.file, "case.toml");
      if (!read) BOOST_FAIL(read.error().front().text());
      BOOST_TEST(read->warnings.empty());  // no rule that never runs
      const auto played = run(*read, {});
      BOOST_REQUIRE(played.has_value());
      BOOST_TEST(played->passed());
      BOOST_TEST((played->checks.front().outcome == CheckOutcome::failed));
      BOOST_TEST(!found.explanation.chain.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_fails_only_in_a_longer_run_is_given_a_length) {
  const Scenario base = campaign_base();
  const auto failing_in = [](bool in_long_runs) {
    return [in_long_runs](const std::vector<Planned>& runs) {
      std::vector<Outcome> outcomes(runs.size());
      for (std::size_t place = 0; place < runs.size(); ++place) {
        const Scenario& scenario = runs[place].scenario;
        if (scenario.checks.size() > 1 || (in_long_runs && scenario.duration > Duration{}))
          outcomes[place].failures.push_back({.check = "operation_time", .reason = "late"});
      }
      return outcomes;
    };
  };
  const HuntOptions options{.seed = 1, .runs = 4};
  const HuntResult longer = hunted(base, default_space(base), options, failing_in(true));
  BOOST_REQUIRE(longer.found.size() == 1U);
  BOOST_TEST((longer.found.front().scenario.duration > Duration{}));
  const HuntResult never_alone = hunted(base, default_space(base), options, failing_in(false));
  BOOST_TEST(never_alone.found.empty());
  BOOST_TEST(never_alone.times.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_not_wanted_is_counted_only) {
  const Scenario base = campaign_base();
  const HuntResult result = hunted(base, default_space(base), {.seed = 1, .runs = 16, .find = "nothing has this name"});
  BOOST_TEST(result.found.empty());
  BOOST_TEST(!result.times.empty());
}

BOOST_AUTO_TEST_CASE(the_same_seed_finds_the_same) {
  const Scenario base = campaign_base();
  const HuntOptions options{.seed = 5, .runs = 16, .shrink_runs = 60};
  BOOST_TEST(files_of(hunted(base, default_space(base), options)) ==
             files_of(hunted(base, default_space(base), options)));
}

BOOST_AUTO_TEST_CASE(a_search_that_was_stopped_and_goes_on_finds_the_same) {
  const Scenario base = campaign_base();
  const HuntOptions options{.seed = 5, .runs = 16, .shrink_runs = 60};
  const std::string whole = files_of(hunted(base, default_space(base), options));
  std::map<std::string, Outcome> journal;
  int left = 40;  // then somebody interrupts, in the middle of shrinking
  const PlayAll with_journal = [&](const std::vector<Planned>& runs) {
    std::vector<Outcome> outcomes;
    for (const Planned& run : runs) {
      if (const auto known = journal.find(run.key); known != journal.end()) {
        outcomes.push_back(known->second);
        continue;
      }
      Outcome outcome;
      outcome.interrupted = left-- <= 0;
      if (!outcome.interrupted) journal[run.key] = outcome = play(run.scenario, {});
      outcomes.push_back(std::move(outcome));
    }
    return outcomes;
  };
  BOOST_TEST(hunted(base, default_space(base), options, with_journal).interrupted);
  left = 1'000'000;
  BOOST_TEST(files_of(hunted(base, default_space(base), options, with_journal)) == whole);
}

BOOST_AUTO_TEST_CASE(shards_together_play_every_run_once) {
  const Scenario base = campaign_base();
  const auto keys = [&](std::uint64_t shard, std::uint64_t shards) {
    std::vector<std::string> played;
    const PlayAll note = [&](const std::vector<Planned>& runs) {
      for (const Planned& run : runs) played.push_back(run.key);
      return std::vector<Outcome>(runs.size());
    };
    hunted(base, default_space(base),
           {.strategy = Strategy::random, .seed = 3, .runs = 40 / shards, .shard = shard, .shards = shards}, note);
    return played;
  };
  std::vector<std::string> all = keys(0, 1), parts;
  for (std::uint64_t shard = 0; shard < 4; ++shard) std::ranges::move(keys(shard, 4), std::back_inserter(parts));
  std::ranges::sort(all);
  std::ranges::sort(parts);
  BOOST_TEST(parts.size() >= 20U);
  BOOST_TEST(all == parts, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exhaustive_search_says_what_there_is_and_ends) {
  const Scenario base = campaign_base();
  Space space = default_space(base);
  space.faults = {{fault_kind("crash"), ""}};
  space.fault_count = {0, 1};
  space.flows = {"basic-call"};
  space.calls = {2, 2};
  std::set<std::string> seen;
  Search search(space, Strategy::exhaustive, 1);
  while (const auto choices = search.next()) BOOST_TEST(seen.insert(text_of(*choices)).second);
  // No fault; or one of 2 engines, 4 times, 4 lengths and without an end.
  BOOST_TEST(search.grid() == 1U + 2U * 4U * 5U);
  BOOST_TEST(seen.size() == search.grid());
}

BOOST_AUTO_TEST_SUITE_END()
