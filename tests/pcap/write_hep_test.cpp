// HEP3 as we write it: by its bytes, and as our reader has it back. Lane npm reads it with hep-js.
#include "pcap/packet/write_hep.hpp"

#include <boost/test/unit_test.hpp>

#include "pcap/packet/hep.hpp"

BOOST_AUTO_TEST_SUITE(write_hep_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

capture::Endpoint endpoint(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }

}  // namespace

BOOST_AUTO_TEST_CASE(the_smallest_one_byte_for_byte) {
  std::string out;
  capture::write_hep({.time = Time(1s + 2us),
                      .source = endpoint("10.0.0.1", 5060),
                      .destination = endpoint("10.0.0.2", 5061),
                      .type = capture::HepPayload::ng,
                      .correlation = "id",
                      .agent = 3,
                      .bytes = "x"},
                     out);
  using namespace std::string_literals;
  const std::string expected =
      "HEP3\0\x6c\0\0\0\x01\0\x07\x02\0\0\0\x02\0\x07\x11\0\0\0\x03\0\x0a\x0a\0\0\x01\0\0\0\x04\0\x0a\x0a\0\0\x02"
      "\0\0\0\x07\0\x08\x13\xc4\0\0\0\x08\0\x08\x13\xc5\0\0\0\x09\0\x0a\0\0\0\x01\0\0\0\x0a\0\x0a\0\0\0\x02"
      "\0\0\0\x0b\0\x07\x3d\0\0\0\x0c\0\x0a\0\0\0\x03\0\0\0\x11\0\x08id\0\0\0\x0f\0\x07x"s;
  BOOST_TEST(out.size() == expected.size());
  BOOST_TEST((out == expected));
}

BOOST_AUTO_TEST_CASE(our_reader_has_it_back) {
  for (const auto& [source, destination] :
       {std::pair{"10.0.0.1", "10.0.0.2"}, std::pair{"2001:db8::1", "2001:db8::2"}}) {
    const Time at(1'735'689'600s + 7ms);
    const std::string payload(60'000, 'p');
    std::string hep, storage;
    capture::write_hep({.time = at,
                        .source = endpoint(source, 1),
                        .destination = endpoint(destination, 65'535),
                        .correlation = {},
                        .bytes = payload},
                       hep);
    capture::Packet carrier;
    carrier.time = at;
    carrier.payload = hep;
    const auto packet = capture::packet_in_hep(carrier, storage);
    BOOST_REQUIRE(packet.has_value());
    BOOST_TEST(packet->source.text() == endpoint(source, 1).text());
    BOOST_TEST(packet->destination.text() == endpoint(destination, 65'535).text());
    BOOST_TEST((packet->time == at));
    BOOST_TEST((packet->payload == payload));
  }
}

BOOST_AUTO_TEST_SUITE_END()
