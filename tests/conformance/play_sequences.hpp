// What the sequence lanes of all releases do: draw, play on the real program and on the library, compare, shrink,
// report.
#pragma once
#include <boost/test/unit_test.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/conformance/kamailio/campaign.hpp"
#include "tests/conformance/kamailio/generate.hpp"
#include "tests/conformance/kamailio/peer.hpp"
#include "tests/conformance/kamailio/report.hpp"
#include "tests/support/must.hpp"

namespace rtpe::lane {

/// RTPE_LAB_SEED and RTPE_LAB_SEQUENCES choose other sequences, and how many.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (!text) return otherwise;
  const std::string_view digits = text;
  std::uint64_t value = otherwise;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  BOOST_REQUIRE_MESSAGE(fault == std::errc{} && end == digits.data() + digits.size(), name << " is no number");
  return value;
}

/// Skipped, with the reason, when the program is missing or its root has another release: Debian unstable moves on.
inline void play_sequences(std::string_view personality, std::uint64_t usual_count) {
  const auto peer = kamailio_peer(personality);
  if (!peer) {
    std::printf("skipped: %s\n", peer.error().text().c_str());
    std::fflush(stdout);
    std::_Exit(77);
  }
  const auto sequences =
      test::must(generate_all(setting("RTPE_LAB_SEED", 1), setting("RTPE_LAB_SEQUENCES", usual_count), personality));
  const CampaignOptions options{.attempts = 4};
  const auto outcomes = record_all(sequences, options);
  std::size_t steps = 0, repeated = 0;
  bool shrunk = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    steps += outcomes[i].recording.sequence.steps.size();
    repeated += outcomes[i].attempts > 1 ? 1 : 0;
    BOOST_TEST(outcomes[i].recording.sequence.steps.size() >= least_steps);
    BOOST_TEST(outcomes[i].good(), "" << summary_of(i, outcomes[i]));
    if (outcomes[i].difference && !shrunk) BOOST_TEST_MESSAGE(story_of(shrink(outcomes[i], options)));
    shrunk = shrunk || outcomes[i].difference;
  }
  BOOST_TEST_MESSAGE(personality << " beside Kamailio " << (peer->version.empty() ? "as installed" : peer->version)
                                 << ": " << outcomes.size() << " sequences with " << steps << " steps, " << repeated
                                 << " of them played more than once because the machine was busy");
}

}  // namespace rtpe::lane
