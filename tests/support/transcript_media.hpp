// The media behind a recorded reply: observations that lead an engine to its figures.
#pragma once
#include <map>
#include <string>

#include "client/bencode/value.hpp"
#include "mock_engine/engine.hpp"

namespace rtpe::test {

/// Feeds what a recorded query or delete reply says about packets and report blocks and was not fed yet.
class RecordedMedia {
 public:
  void feed(mock::Engine& engine, const std::string& call_id, const bencode::Value& reply);

 private:
  struct Fed {
    std::int64_t packets = 0, bytes = 0;
  };
  void feed_streams(mock::Engine& engine, const std::string& call_id, const bencode::Value& reply);
  void feed_reports(mock::Engine& engine, const std::string& call_id, const bencode::Value& reply);
  std::map<std::string, Fed> streams_;           ///< by tag, media and component
  std::map<std::string, std::size_t> reported_;  ///< progression entries by SSRC
};

}  // namespace rtpe::test
