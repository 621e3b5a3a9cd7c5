// A capture of tests/data/pcap, read and joined.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "pcap/to_scenario/observed.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::test {

/// One that cannot be read ends the test.
inline capture::Observed seen_in(std::string_view name) {
  auto seen = capture::observe({data_directory() + "/pcap/" + std::string(name)});
  BOOST_REQUIRE_MESSAGE(seen.has_value(), (seen ? std::string() : seen.error().text()));
  capture::attribute_pings(*seen);
  return std::move(*seen);
}

}  // namespace rtpe::test
