// Requests of one call and what their replies say, in a short notation: the tables of the tests for SDES, DTLS and
// subscriptions.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/engine.hpp"

namespace rtpe::test {

struct Step {
  std::string_view command, from, to;
  /// Lines of the body, separated by "; ". Empty: no body; "none": one without media. A line is
  ///   "audio 4100 RTP/AVP 0 8"    a media, as after m=
  ///   "RTP/AVP"                   the usual one: "audio 4100 RTP/AVP 0"
  ///   "1 80 01|2^20 WITH_THIS"    a key: its tag, its suite in short, the end of the key, what else belongs to it
  ///   "{sha-256}"                 a fingerprint of that hash, or of sha-1
  ///   "setup:active"              any other attribute
  std::string_view body;
  /// Keys of the request, separated by blanks: "key=value", "key=value,value," for a list.
  std::string_view options;
  /// "error: <reason>", or the medias of the reply's body, separated by " | ", behind "made: " where the body is the
  /// engine's own. Of each: "<type> <P or 0> <protocol> <formats>", the usual one by its protocol alone; then name,
  /// label, direction but sendrecv, DTLS role and hash; then keys, in braces. A key is written as above, K1 ... for the
  /// first made up one and so on; of more than four keys the first three, "..<number of all>" and the last. "from
  /// <tags>" ends the reply to a subscription.
  std::string_view expected;
};

/// One call on an engine with the interfaces 127.0.7.1 and ::1, like the recorded daemon's.
class Dialogue : public mock::ReplySink {
 public:
  Dialogue();
  /// What the reply says, as Step::expected has it.
  std::string play(const Step& step);
  void reply(std::string_view bytes, Duration) override { last_ = bytes; }

 private:
  std::string media_text(std::string_view sdp);
  std::string short_key(std::string_view value);

  mock::Engine engine_;
  int cookie_ = 0;
  std::string last_;
  std::map<std::string, std::string, std::less<>> made_up_keys_;
};

/// Plays the steps of one call and compares.
void play(const std::vector<Step>& steps);

}  // namespace rtpe::test
