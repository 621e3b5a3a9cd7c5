// The engine that both sides talk to: a function from a request to replies with delays.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

struct EngineReply {
  std::string bytes;
  std::uint32_t delay_ms = 0;
};

/// What engine number `engine` in this state sends back. Nothing for a closed one.
[[nodiscard]] std::vector<EngineReply> replies_of(std::size_t engine, const EngineState& state,
                                                  std::string_view request);

/// The dictionary of a request as JSON: list of [key, value] in wire order; inner dictionaries are objects. The address
/// `source` in received-from is written as "sip". Not bencode: the text itself as a JSON string.
[[nodiscard]] std::string dictionary_json(std::string_view bencoded, std::string_view source);

}  // namespace rtpe::lane
