// Requests for the mock engine that are nearly right: what a broken or hostile client sends.
#pragma once
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::test {

inline const std::string sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";

inline std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

/// Well-formed requests that mutation starts from.
inline std::vector<std::string> seeds() {
  const std::string call = "7:call-id2:c1", from = "8:from-tag1:a", to = "6:to-tag1:b", body = "3:sdp" + field(sdp);
  std::vector<std::string> out = {"d7:command4:pinge",
                                  "d7:command5:offer" + call + from + body + "e",
                                  "d7:command6:answer" + call + from + to + body + "e",
                                  "d7:command5:offer" + call + from + body +
                                      "5:flagsl13:trust-addresse3:ICE5:force18:transport-protocol9:RTP/SAVPe",
                                  "d7:command6:delete" + call + from + "e",
                                  "d7:command5:query" + call + "e",
                                  "d7:command4:liste",
                                  "d7:command10:statisticse",
                                  "d7:command17:subscribe request" + call + from + "e",
                                  "d7:command7:publish7:call-id1:p" + from + body + "e",
                                  "d7:command11:block media" + call + from + "e",
                                  "{\"command\":\"query\",\"call-id\":\"c1\"}",
                                  "{\"command\":\"ping\",\"x\":[1,true,{\"a\":\"b\"}]}"};
  return out;
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}
  std::string next() {
    std::string message = seeds_[random_() % seeds_.size()];
    const std::uint32_t changes = random_() % 4;
    for (std::uint32_t i = 0; i < changes && !message.empty(); ++i) change(message);
    return message;
  }

 private:
  void change(std::string& message) {
    const std::size_t at = random_() % message.size();
    switch (random_() % 6) {
      case 0:
        message[at] = static_cast<char>(random_());
        break;
      case 1:
        message.resize(at);
        break;
      case 2:
        message.insert(at, 1 + random_() % 40, static_cast<char>(random_()));
        break;
      case 3:
        message.erase(at, 1 + random_() % 20);
        break;
      case 4:
        message[at] = "0123456789eild:/ \r\n"[random_() % 19];
        break;
      default: {
        const std::string& other = seeds_[random_() % seeds_.size()];
        message += other.substr(at % other.size());
      }
    }
  }
  boost::random::mt19937 random_;
  std::vector<std::string> seeds_ = seeds();
};

}  // namespace rtpe::test
