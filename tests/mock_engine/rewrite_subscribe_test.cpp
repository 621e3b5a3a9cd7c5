// subscribe request, subscribe answer, unsubscribe, publish; expected replies as rtpengine 10.5.3.5 gave them.
#include "mock_engine/engine.hpp"
#include "tests/support/negotiation.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_subscribe_test)

using namespace rtpe;

namespace {

struct Step {
  std::string_view command, from, to;
  std::string_view media;  ///< m= lines, then attributes ("a=..."), separated by "; "; "none": a body without any
  std::string_view options, expected;
};
struct Scenario {
  std::string_view name;
  std::vector<Step> steps;
};

class Lab : public mock::ReplySink {
 public:
  /// "error: <reason>", or "made" or "rewritten" and what the SDP says, then "from <tags>".
  std::string play(const Step& step) {
    bencode::Value::Dictionary request = {{"command", step.command}, {"call-id", "c"}};
    if (!step.from.empty()) request.emplace_back("from-tag", step.from);
    if (!step.to.empty()) request.emplace_back("to-tag", step.to);
    if (!step.media.empty()) request.emplace_back("sdp", body_of(step.media));
    for (auto& pair : test::options_of(step.options)) request.push_back(std::move(pair));
    engine_.receive(now_, {.transport = mock::Transport::udp, .address = "192.0.2.1", .port = 5},
                    std::to_string(++cookie_) + " " + bencode::encode(bencode::Value(std::move(request))), *this);
    bencode::Reader reader;
    const auto reply = reader.read(std::string_view(last_).substr(last_.find(' ') + 1));
    BOOST_REQUIRE(reply.has_value());
    if (reply->find_string("result") != "ok")
      return "error: " + std::string(reply->find_string("error-reason").value_or(""));
    std::string out = summary(reply->find_string("sdp").value_or(""));
    const auto tags = reply->find("from-tags");
    if (!tags) return out;
    out += out.empty() ? "from " : " from ";
    bool first = true;
    for (const bencode::View tag : tags) {
      if (!std::exchange(first, false)) out += ',';
      out += tag.string().value_or("");
    }
    return out;
  }
  void reply(std::string_view bytes, Duration) override { last_ = bytes; }

 private:
  static std::string body_of(std::string_view media) {
    std::string lines;
    if (media == "none") return test::body(lines);
    while (!media.empty()) {
      const std::string_view line = media.substr(0, media.find("; "));
      media.remove_prefix(std::min(media.size(), line.size() + 2));
      if (!lines.empty()) lines += '\n';
      lines.append(line.starts_with("a=") ? "" : "m=").append(line);
    }
    return test::body(lines);
  }

  static std::string summary(std::string_view sdp) {
    static constexpr std::string_view shown[] = {"a=mid",      "a=label",    "a=setup",   "a=sendonly",
                                                 "a=inactive", "a=recvonly", "a=sendrecv"};
    std::string out;
    while (!sdp.empty()) {
      const std::string_view line = sdp.substr(0, sdp.find("\r\n"));
      sdp.remove_prefix(line.size() + 2);
      if (line.starts_with("o=")) out += line.starts_with("o=- ") ? "made" : "rewritten";
      if (line.starts_with("m=")) {
        std::string_view rest = line.substr(2);
        const std::string_view type = sdp::take_token(rest), port = sdp::take_token(rest);
        out.append(" | ").append(type).append(port == "0" ? " 0 " : " P ").append(rest);
      }
      if (std::ranges::any_of(shown, [&](std::string_view start) { return line.starts_with(start); }))
        out.append(" ").append(line.substr(2));
      if (line.starts_with("a=crypto:") && line.find("WVNfX19zZW1jdGw") != std::string_view::npos)
        out.append(" ").append(line.substr(2, line.find(' ') - 2)).append(" key ").append(line.substr(line.size() - 2));
    }
    return out;
  }

  mock::Engine engine_{test::Negotiation::two_families()};
  Time now_{std::chrono::seconds(1'700'000'000)};
  int cookie_ = 0;
  std::string last_;
};

void play(const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios) {
    Lab lab;
    int number = 0;
    for (const Step& step : scenario.steps) {
      const std::string given = lab.play(step);
      ++number;
      BOOST_TEST(given == step.expected,
                 scenario.name << ", step " << number << ":\n  " << given << "\n  not\n  " << step.expected);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(as_the_daemon_answers) {
  play({
      {"one source, before it is answered",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 0 8 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0 8; a=recvonly", "", ""},
           {"unsubscribe", "", "w", "", "", ""},
       }},
      {"codecs are those of the answer",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe request", "b", "x", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from b"},
       }},
      {"codecs are those of the last offer",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"offer", "a", "b", "audio 4100 RTP/AVP 9", "", "rewritten | audio P RTP/AVP 9 sendrecv"},
           {"subscribe request", "b", "w", "", "", "rewritten | audio P RTP/AVP 9 sendonly from b"},
       }},
      {"a listener takes every codec",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; a=recvonly", "",
            "error: Failed to process subscription answer"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; a=recvonly", "",
            "error: Failed to process subscription answer"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0 8 9; a=recvonly", "", ""},
       }},
      {"or asks for conversion",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; a=recvonly", "",
            "error: Failed to process subscription answer"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; a=recvonly", "flags=allow-transcoding,", ""},
       }},
      {"all of a dialogue",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "", "w", "", "flags=all,",
            "made | audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; a=recvonly", "", ""},
           {"subscribe request", "", "x", "", "flags=all,",
            "made | audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
       }},
      {"all: neither publishers nor listeners",
       {
           {"publish", "p", "", "audio 4100 RTP/AVP 0 8", "", "made | audio P RTP/AVP 0 recvonly"},
           {"subscribe request", "", "w", "", "flags=all,", "error: No call participant specified"},
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe request", "", "x", "", "flags=all,",
            "made | audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
       }},
      {"all: only who has spoken",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "", "w", "", "flags=all,", "rewritten | audio P RTP/AVP 0 sendonly from a"},
       }},
      {"tags that are not there",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "", "w", "", "from-tags=a,y,", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe request", "", "w", "", "from-tags=y,z,", "error: No monologues matched"},
           {"subscribe request", "y", "w", "", "", "error: From-tag given, but no such tag exists"},
           {"subscribe answer", "", "y", "audio 4600 RTP/AVP 0; a=recvonly", "", "error: To-tag not found"},
       }},
      {"a source that has said nothing",
       {
           {"offer", "b", "a", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0; a=recvonly", "",
            "error: Failed to process subscription answer"},
       }},
      {"directions",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0; a=inactive", "", "rewritten | audio P RTP/AVP 0 inactive"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 0 inactive from a"},
           {"answer", "a", "b", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "a", "x", "", "", "rewritten | audio P RTP/AVP 0 sendonly from a"},
           {"offer", "a", "b", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"answer", "a", "b", "audio 4100 RTP/AVP 0; a=inactive", "", "rewritten | audio P RTP/AVP 0 inactive"},
           {"subscribe request", "a", "y", "", "", "rewritten | audio P RTP/AVP 0 inactive from a"},
           {"subscribe request", "b", "z", "", "", "rewritten | audio P RTP/AVP 0 inactive from b"},
       }},
      {"a rejected media",
       {
           {"offer", "a", "", "audio 0 RTP/AVP 0", "", "rewritten | audio 0 RTP/AVP 0"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio 0 RTP/AVP 0 from a"},
           {"answer", "a", "b", "audio 0 RTP/AVP 0", "", "rewritten | audio 0 RTP/AVP 0"},
           {"subscribe request", "", "x", "", "flags=all,",
            "made | audio P RTP/AVP 0 sendonly | audio P RTP/AVP 0 sendonly from a,b"},
       }},
      {"keys of the source",
       {
           {"offer", "a", "",
            "audio 4100 RTP/SAVP 0; a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG01",
            "DTLS=off", "rewritten | audio P RTP/SAVP 0 sendrecv crypto:1 key 01"},
           {"subscribe request", "a", "w", "", "DTLS=off",
            "rewritten | audio P RTP/SAVP 0 sendonly crypto:1 key 01 from a"},
           {"subscribe request", "a", "x", "", "transport-protocol=RTP/AVP",
            "rewritten | audio P RTP/AVP 0 sendonly from a"},
       }},
      {"answers beyond what was asked",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; audio 4700 RTP/AVP 8 0; a=recvonly", "",
            "error: Failed to process subscription answer"},
           {"unsubscribe", "", "w", "", "", ""},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; a=recvonly", "",
            "error: Failed to process subscription answer"},
       }},
      {"an answer without media",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "", "", "error: No SDP body in message"},
           {"subscribe answer", "", "w", "none", "", ""},
       }},
      {"published",
       {
           {"publish", "p", "", "audio 4100 RTP/AVP 34 8 0; a=sendonly", "", "made | audio P RTP/AVP 8 recvonly"},
           {"subscribe request", "p", "w", "", "", "rewritten | audio P RTP/AVP 8 sendonly from p"},
           {"publish", "p", "", "audio 4100 RTP/AVP 8; a=inactive", "", "made | audio P RTP/AVP 8 inactive"},
       }},
      {"published: nothing to take",
       {
           {"publish", "p", "", "audio 4100 RTP/AVP 34", "", "error: Failed to create SDP"},
           {"publish", "q", "", "audio 0 RTP/AVP 0", "", "error: Failed to create SDP"},
       }},
      {"names of medias",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0", "flags=generate-mid,",
            "rewritten | audio P RTP/AVP 0 mid:1 sendrecv"},
           {"answer", "a", "b", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "b", "w", "", "", "rewritten | audio P RTP/AVP 0 mid:1 sendonly from b"},
           {"subscribe request", "a", "x", "", "flags=generate-mid,",
            "rewritten | audio P RTP/AVP 0 mid:1 sendonly from a"},
           {"subscribe request", "a", "x", "", "", "rewritten | audio P RTP/AVP 0 mid:1 sendonly from a"},
       }},
      {"labels",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "rewritten | audio P RTP/AVP 0 8 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "b", "w", "", "flags=SIPREC,",
            "rewritten | audio P RTP/AVP 8 0 label:0 sendonly from b"},
           {"subscribe request", "", "w", "", "flags=all,SIPREC,",
            "made | audio P RTP/AVP 8 0 label:0 sendonly | audio P RTP/AVP 8 0 label:0 sendonly from a,b"},
       }},
      {"labels are numbers of the sources' medias",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "b", "w", "", "flags=SIPREC,",
            "rewritten | audio P RTP/AVP 0 label:0 sendonly from b"},
           {"subscribe request", "a", "w", "", "flags=SIPREC,",
            "rewritten | audio P RTP/AVP 0 label:0 sendonly from a"},
           {"subscribe request", "", "x", "", "flags=all,SIPREC,",
            "made | audio P RTP/AVP 0 label:1 sendonly | audio P RTP/AVP 0 label:0 sendonly from a,b"},
       }},
      {"the protocol is that of the source's SDP",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "transport-protocol=RTP/SAVP",
            "rewritten | audio P RTP/SAVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
       }},
      {"codecs have gone when fax was answered",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"answer", "a", "b", "image 4200 udptl t38", "", "rewritten | image P RTP/AVP  sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP  sendonly from a"},
           {"subscribe request", "b", "x", "", "", "rewritten | image P udptl t38 sendonly from b"},
       }},
      {"a listener's codecs are those it named",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 9", "flags=allow-transcoding,", ""},
           {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0", "", "error: Failed to process subscription answer"},
       }},
      {"a listener's type stays",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "rewritten | audio P RTP/AVP 8 0 sendrecv"},
           {"subscribe request", "a", "w", "", "", "rewritten | audio P RTP/AVP 8 0 sendonly from a"},
           {"subscribe answer", "", "w", "video 4600 RTP/AVP 8 0", "", ""},
           {"subscribe request", "a", "w", "", "", "rewritten | video P RTP/AVP 8 0 sendonly from a"},
       }},
      {"stripped codecs leave an empty list",
       {
           {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "a", "w", "", "flags=codec-strip-all,",
            "rewritten | audio P RTP/AVP  sendonly from a"},
       }},
      {"published again without m= lines",
       {
           {"publish", "p", "", "audio 4500 RTP/AVP 8", "", "made | audio P RTP/AVP 8 recvonly"},
           {"publish", "p", "", "none", "", "made | audio P RTP/AVP 8 recvonly"},
           {"subscribe request", "p", "w", "", "", "error: Failed to rewrite SDP"},
       }},
      {"published again with fewer medias, or unusable ones",
       {
           {"publish", "p", "", "audio 4500 RTP/AVP 0; audio 4502 RTP/AVP 8", "",
            "made | audio P RTP/AVP 0 recvonly | audio P RTP/AVP 8 recvonly"},
           {"publish", "p", "", "audio 4500 RTP/AVP 34", "",
            "made | audio P RTP/AVP 34 recvonly | audio P RTP/AVP 8 recvonly"},
           {"publish", "p", "", "audio 0 RTP/AVP 0", "", "error: Failed to create SDP"},
           {"subscribe request", "p", "w", "", "", "rewritten | audio P RTP/AVP 0 sendonly from p"},
       }},
      {"an SDP of the engine's own shows all medias of the listener",
       {
           {"publish", "p", "", "none", "", "error: Failed to create SDP"},
           {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"answer", "a", "b", "audio 4200 RTP/AVP 0", "", "rewritten | audio P RTP/AVP 0 sendrecv"},
           {"subscribe request", "", "w", "", "flags=all,",
            "made | audio P RTP/AVP 0 sendonly | audio P RTP/AVP 0 sendonly from a,b"},
           {"subscribe request", "", "w", "", "from-tags=p,b,",
            "made | audio P RTP/AVP 0 sendonly | audio P RTP/AVP 0 sendonly from p,b"},
       }},
  });
}

BOOST_AUTO_TEST_SUITE_END()
