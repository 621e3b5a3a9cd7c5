// The dictionary that query and delete replies give of a call (protocol.md section 9).
#pragma once
#include <string_view>

#include "client/bencode/writer.hpp"
#include "mock_engine/live_calls.hpp"
#include "mock_engine/personality.hpp"

namespace rtpe::mock {

/// What a reply tells of: a call as a release shows it.
struct CallReply {
  const LiveCall& live;
  const Personality& personality;
  std::string_view tag = {};     ///< only that party and whom it listens to; empty: all parties
  bool without_parties = false;  ///< none of them
};
/// Writes created ... totals.
void write_call(const CallReply& reply, bencode::Writer& writer);

}  // namespace rtpe::mock
