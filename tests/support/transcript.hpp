// Recordings of the real rtpengine below tests/data/rtpengine/transcripts (10.5.3) and transcripts-12.5 (12.5.1), and
// an engine that replays them.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/bencode/value.hpp"
#include "mock_engine/engine.hpp"
#include "tests/support/reply_compare.hpp"

namespace rtpe::test {

struct TranscriptRecord {
  std::string name, transport, node, note;
  std::string request;  ///< as it was on the wire
  std::string reply;    ///< empty: the daemon was silent
  bool has_reply = false;
  Volatile random;
};

struct Transcript {
  std::string group;
  std::vector<std::string> arguments;  ///< of the daemon
  std::vector<TranscriptRecord> records;
};

/// `file`: name without ".json"; `directory`: below tests/data/rtpengine.
[[nodiscard]] Transcript read_transcript(const std::string& file, const std::string& directory = "transcripts");
/// The daemon's options as the engine's.
[[nodiscard]] mock::EngineConfig config_of(const std::vector<std::string>& arguments);

/// A message's dictionary after the cookie, from bencode or JSON; an empty dictionary when it is neither.
[[nodiscard]] bencode::Value dictionary_of(std::string_view message);

/// Collects replies.
struct RecordingSink : mock::ReplySink {
  std::vector<std::string> replies;
  void reply(std::string_view bytes, Duration) override { replies.emplace_back(bytes); }
};

}  // namespace rtpe::test
