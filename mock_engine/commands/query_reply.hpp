// The dictionary that query and delete replies give of a call (protocol.md section 9).
#pragma once
#include <string_view>

#include "client/bencode/writer.hpp"
#include "mock_engine/live_calls.hpp"

namespace rtpe::mock {

/// Writes created ... totals. `tag`: only that party and whom it listens to; empty: all parties.
void write_call(const LiveCall& live, std::string_view tag, bencode::Writer& writer);

}  // namespace rtpe::mock
