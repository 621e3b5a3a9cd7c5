// What changes when a media changes its kind or its protocol, and what one media changes for the next; every row as
// rtpengine 10.5.3.5 gave it.
#include <regex>
#include <vector>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_changes_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

struct Step {
  std::string_view who;     ///< "o a [b]": a offers [to b]; "a a b": b answers a
  std::string_view medias;  ///< lines separated by '|', with the words below
  std::string_view wishes;  ///< as test::options_of() reads them
  std::string_view from;    ///< the address of the party
  std::string_view shown;
};

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size())
    text.replace(at, word.size(), by);
  return text;
}

std::string media_lines(std::string_view medias) {
  std::string text = replaced(std::string(medias), "|", "\n");
  text = replaced(text, "AUDIO", "m=audio 4000 RTP/AVP 0");
  text = replaced(text, "FAX", "m=image 4000 udptl t38");
  text = replaced(text, "ICE\n", "a=ice-ufrag:ufu1\na=ice-pwd:password-of-the-party-0001\n");
  if (text.ends_with("ICE")) text.replace(text.size() - 3, 3, "a=ice-ufrag:ufu1\na=ice-pwd:password-of-the-party-0001");
  std::string pairs = "01";
  for (int i = 1; i < 32; ++i) pairs += ":01";
  return replaced(text, "FINGERPRINT", "fingerprint:sha-256 " + pairs);
}

/// Ports as P, candidates as "component at address".
std::string summary(std::string_view sdp) {
  std::string text = test::lines_of(sdp, {"c=", "m=", "a=rtcp-mux", "a=T38FaxUdpEC", "a=setup", "a=candidate:", "a=foo",
                                          "a=rtcp-fb", "a=rtpmap:8 ", "a=rtpmap:101", "a=ptime", "a=mid"});
  text = std::regex_replace(text, std::regex("(m=[a-z]+ )[1-9][0-9]*"), "$1P");
  text =
      std::regex_replace(text, std::regex("a=candidate:[^ ]+ ([0-9]) UDP [0-9]+ ([^ ]+) [0-9]+ typ host"), "$1 at $2");
  return replaced(text, "| a=", "| ");
}

void play(const std::vector<Step>& story) {
  NegotiationBench negotiation(NegotiationBench::two_interfaces());
  std::string past;
  for (const Step& step : story) {
    std::string_view who = step.who;
    const bool is_offer = sdp::take_token(who) == "o";
    const std::string_view from = sdp::take_token(who), to = who;
    const std::string body = test::body(media_lines(step.medias), step.from == "IP4"   ? "IN IP4 198.51.100.1"
                                                                  : step.from == "IP6" ? "IN IP6 2001:db8::1"
                                                                                       : "IN IP4 0.0.0.0");
    const std::string out = is_offer ? negotiation.offer(from, to, body, test::options_of(step.wishes))
                                     : negotiation.answer(from, to, body, test::options_of(step.wishes));
    past.append(" / ").append(step.who).append(" ").append(step.medias).append(" ").append(step.wishes);
    BOOST_TEST(summary(out) == step.shown, "after" << past << ": " << summary(out) << " instead of " << step.shown);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_media_that_changes_its_kind) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a d", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP "}},
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a d", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "m=video 4000 RTP/AVP 34", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 34"}},
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a d", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "FAX", "T.38=stop,", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a d", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a d", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "T.38=stop,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a d", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "transport-protocol=RTP/SAVP", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/SAVP 0"}},
      {{"o a", "AUDIO|a=FINGERPRINT", "SDES=off,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | setup:actpass"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "}},
      {{"o a", "AUDIO|a=FINGERPRINT", "SDES=off,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | setup:actpass"},
       {"a a b", "m=audio 4000 RTP/FOO 0", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP "}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(a_protocol_chosen_for_what_was_fax) {
  static const std::vector<Step> stories[] = {
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "transport-protocol=RTP/SAVP", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/SAVP 0"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "transport-protocol=accept", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o b a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P udptl t38"},
       {"o b a", "AUDIO", "transport-protocol=RTP/AVPF", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVPF 0"}},
      {{"o a", "AUDIO", "T.38=force,", "IP4",
        "c=IN IP4 127.0.7.1 | m=image P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO", "transport-protocol=RTP/AVPF", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVPF 0"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "m=audio 4000 RTP/AVPF 0", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "T.38=decode,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "OSRTP=offer, SDES=off,", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 0 | setup:actpass"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(attributes_beside_a_gateway) {
  static const std::vector<Step> stories[] = {
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO|a=foo:1|a=rtcp-fb:* nack|a=rtcp-fb:0 nack|a=rtpmap:8|a=rtpmap:0 PCMU/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | rtcp-fb:* nack | T38FaxUdpEC:t38UDPRedundancy"}},
      {{"o a", "FAX|a=foo:1|a=rtcp-fb:* nack", "T.38=decode,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 | rtcp-fb:* nack | rtpmap:8 PCMA/8000"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(codecs_of_a_gateway_offered_anew) {
  static const std::vector<Step> stories[] = {
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-strip-all,", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-strip-PCMU,", "IP4",
        "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-mask-PCMU,", "IP4",
        "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-offer-PCMA,", "IP4",
        "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 0 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-transcode-G722,", "IP4",
        "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 0 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-strip-all, T.38=decode,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 | rtpmap:8 PCMA/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-strip-PCMU, T.38=decode,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "flags=codec-transcode-G722, T.38=decode,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 9 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "},
       {"o a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "flags=codec-transcode-G722,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38"}},
      {{"o a", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "},
       {"o a b", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "flags=codec-transcode-PCMU,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | rtpmap:101 telephone-event/8000"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(codecs_behind_fax) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO 8 101|a=rtpmap:101 telephone-event/8000", "flags=always-transcode,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 101 | rtpmap:8 PCMA/8000 | rtpmap:101 telephone-event/8000"},
       {"a a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP "},
       {"a a b", "m=audio 4000 RTP/AVP 101 97|a=rtpmap:101 telephone-event/8000", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 101 97 | rtpmap:101 telephone-event/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a d", "m=audio 0 RTP/AVP 8 3", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio 0 udptl t38"},
       {"a a b", "AUDIO 8 9", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P RTP/AVP 0 8 9 | rtpmap:8 PCMA/8000"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "m=audio 4000 RTP/AVP 8 0", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "AUDIO 8 101", "T.38=force,", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "FAX", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 8 | rtpmap:8 PCMA/8000 | T38FaxUdpEC:t38UDPRedundancy"}},
      {{"o a", "FAX", "", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P udptl t38 | T38FaxUdpEC:t38UDPRedundancy"},
       {"o a b", "AUDIO", "T.38=force,", "IP4", "c=IN IP4 127.0.7.1 | m=image P udptl t38"},
       {"a a b", "m=audio 4000 RTP/AVP 8 0", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "FAX", "T.38=decode,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 8 | rtpmap:8 PCMA/8000"},
       {"a a b", "AUDIO 101", "T.38=stop,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(families_with_ice) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|ICE", "", "IP6", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1"}},
      {{"o a", "AUDIO", "", "IP6", "c=IN IP6 ::1 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|ICE", "", "IP4", "c=IN IP6 ::1 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO", "", "IP6",
        "c=IN IP6 ::1 | m=audio P RTP/AVP 0 | 1 at ::1 | 1 at 127.0.7.1 | 2 at ::1 | 2 at 127.0.7.1"}},
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO", "", "IP6", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"o b a", "AUDIO|ICE", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a b a", "AUDIO|ICE", "", "IP4",
        "c=IN IP6 ::1 | m=audio P RTP/AVP 0 | 1 at ::1 | 1 at 127.0.7.1 | 2 at ::1 | 2 at 127.0.7.1"}},
      {{"o a", "AUDIO|ICE", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1"},
       {"a a b", "AUDIO", "address-family=IP6", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1"}},
      {{"o a", "m=audio 0 RTP/AVP 0", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio 0 RTP/AVP 0"},
       {"a a b", "AUDIO", "address-family=IP6 ICE=force", "IP4",
        "c=IN IP6 ::1 | m=audio P RTP/AVP 0 | 1 at ::1 | 1 at 127.0.7.1 | 2 at ::1 | 2 at 127.0.7.1"}},
      {{"o a", "AUDIO|ICE", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1"},
       {"a a b", "m=audio 0 RTP/AVP 0", "address-family=IP6", "IP4", "c=IN IP4 127.0.7.1 | m=audio 0 RTP/AVP 0"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(interfaces_of_further_medias) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO", "direction=external,", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|AUDIO|c=IN IP4 198.51.100.2", "", "IP4",
        "c=IN IP4 203.0.113.7 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0 | c=IN IP4 203.0.113.7"},
       {"o b a", "AUDIO|AUDIO", "", "IP4", "c=IN IP4 203.0.113.7 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"}},
      {{"o a", "AUDIO", "direction=internal,external,", "IP4", "c=IN IP4 203.0.113.7 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO|AUDIO", "", "IP4", "c=IN IP4 203.0.113.7 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(multiplexing_goes_on_to_further_medias) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO|AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|a=rtcp-mux|AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO|AUDIO|AUDIO", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | rtcp-mux | m=audio P RTP/AVP 0 | rtcp-mux | m=audio P RTP/AVP 0 | "
        "rtcp-mux"}},
      {{"o a", "AUDIO|AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|AUDIO|a=rtcp-mux", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0"},
       {"o a b", "AUDIO|AUDIO|AUDIO", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | m=audio P RTP/AVP 0 | rtcp-mux | m=audio P RTP/AVP 0 | rtcp-mux"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(addresses_are_trusted_once_there_is_ice) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO|ICE|AUDIO", "flags=SIP-source-address,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1 | m=audio P "
        "RTP/AVP 0"}},
      {{"o a", "AUDIO|AUDIO|ICE", "flags=SIP-source-address,", "IP4", "error: Incomplete SDP specification"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(of_doubled_attributes_the_first_counts) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO|a=rtcp:4001|a=rtcp:4000", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "AUDIO|a=rtcp:4000|a=rtcp:4001", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | rtcp-mux"}},
      {{"o a", "AUDIO|a=ptime:20|a=ptime:30|a=mid:x|a=mid:y", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | mid:x | ptime:20"}},
      {{"o a", "m=audio 4000 UDP/TLS/RTP/SAVP 0|a=FINGERPRINT|a=setup:passive|a=setup:active", "SDES=off,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P UDP/TLS/RTP/SAVP 0 | setup:actpass"},
       {"a a b", "m=audio 4000 UDP/TLS/RTP/SAVP 0|a=FINGERPRINT|a=setup:active", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P UDP/TLS/RTP/SAVP 0 | setup:active"}},
      {{"o a", "m=audio 4000 UDP/TLS/RTP/SAVP 0|a=FINGERPRINT|a=setup:active|a=setup:passive", "SDES=off,", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P UDP/TLS/RTP/SAVP 0 | setup:actpass"},
       {"a a b", "m=audio 4000 UDP/TLS/RTP/SAVP 0|a=FINGERPRINT|a=setup:active", "", "IP4",
        "c=IN IP4 127.0.7.1 | m=audio P UDP/TLS/RTP/SAVP 0 | setup:passive"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_CASE(an_address_of_zeros) {
  static const std::vector<Step> stories[] = {
      {{"o a", "AUDIO|ICE|a=ice-options:trickle", "ICE=remove", "zeros", "c=IN IP4 0.0.0.0 | m=audio P RTP/AVP 0"}},
      {{"o a", "m=audio 9 RTP/AVP 0|ICE|a=ice-options:trickle", "ICE=remove", "zeros",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"}},
      {{"o a", "AUDIO", "", "IP4", "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0"},
       {"a a b", "AUDIO|ICE|a=ice-options:trickle", "", "zeros", "c=IN IP4 0.0.0.0 | m=audio P RTP/AVP 0"}},
      {{"o a", "AUDIO|ICE|a=ice-options:trickle", "", "zeros",
        "c=IN IP4 127.0.7.1 | m=audio P RTP/AVP 0 | 1 at 127.0.7.1 | 1 at ::1 | 2 at 127.0.7.1 | 2 at ::1"}},
  };
  for (const std::vector<Step>& story : stories) play(story);
}

BOOST_AUTO_TEST_SUITE_END()
