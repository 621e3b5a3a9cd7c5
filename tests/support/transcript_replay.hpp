// Replays a group of recordings against an engine of the release that they were made of.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace rtpe::test {

/// The recordings of one release.
struct Recordings {
  std::string directory;         ///< below tests/data/rtpengine
  std::string_view personality;  ///< "rtpengine-10.5"
  /// Records that cannot give the recorded reply, and why. One that does is an error.
  std::map<std::string, std::string> exceptions;
};

/// Every reply: same keys, types, order, values and SDP lines, apart from what the recording lists as volatile.
void replay_group(const Recordings& recordings, const std::string& group);

}  // namespace rtpe::test
