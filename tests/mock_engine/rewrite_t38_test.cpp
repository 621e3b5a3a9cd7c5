// Fax over udptl on one side, over audio on the other; every row as rtpengine 10.5.3.5 gave it.
#include <vector>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_t38_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

enum Who { offer_a, answer_b, offer_b, answer_a };

constexpr std::string_view fax = "m=image 4600 udptl t38\na=T38FaxVersion:0\na=X-foo",
                           plain_fax = "m=image 4600 udptl t38",
                           other_fax = "m=image 4600 udptl t38\na=T38FaxVersion:3\na=T38FaxUdpEC:t38UDPFEC",
                           uncorrected_fax = "m=image 4600 udptl t38\na=T38FaxUdpEC:t38UDPNoEC",
                           no_fax = "m=image 0 udptl t38\na=T38FaxVersion:0";

struct Step {
  Who who;
  std::string_view written;  ///< the media, or the formats of an audio media
  bencode::Value::List wishes;
  std::string_view shown;     ///< the m= line without port, then version and error correction
  std::string_view gateways;  ///< "G" where a and b have one; empty: not looked at
};
using Story = std::vector<Step>;

std::string media(std::string_view written) {
  if (written.starts_with("m=")) return std::string(written);
  std::string text = "m=audio 4000 RTP/AVP " + std::string(written);
  if (written.ends_with("101")) text += "\na=rtpmap:101 telephone-event/8000";
  return text;
}

std::string summary(std::string_view sdp) {
  std::string text = test::lines_of(sdp, {"m=", "a=T38FaxVersion:", "a=T38FaxUdpEC:"}), out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(" | ", at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 3;
    if (line.starts_with("m=")) {
      const std::size_t port = line.find(' ');
      if (line.compare(port, 3, " 0 ") != 0) line.erase(port, line.find(' ', port + 1) - port);
      out += line.substr(2);
    } else {
      line.erase(0, line.find(':') + 1);
      if (line.starts_with("t38UDP")) line.erase(0, 6);
      out += "|" + line;
    }
  }
  return out;
}

std::string gateways(const mock::Call& call) {
  std::string out;
  for (const mock::Leg& leg : call.legs) out += leg.medias.front().flags.has(mock::MediaFlag::generator) ? 'G' : '-';
  return out;
}

void check(const Story& story) {
  NegotiationBench negotiation;
  std::string past;
  for (const Step& step : story) {
    const std::string body = test::body(media(step.written));
    bencode::Value::Dictionary wishes;
    if (!step.wishes.empty()) wishes.emplace_back("T.38", step.wishes);
    past += " " + std::to_string(step.who) + " " + std::string(step.written);
    BOOST_TEST_CONTEXT("after" << past) {
      const bool from_a = step.who == offer_a || step.who == answer_a;
      const std::string to = negotiation.call.legs.empty() ? "" : from_a ? "b" : "a";
      const std::string out = step.who == offer_a    ? negotiation.offer("a", to, body, wishes)
                              : step.who == offer_b  ? negotiation.offer("b", to, body, wishes)
                              : step.who == answer_b ? negotiation.answer("a", "b", body, wishes)
                                                     : negotiation.answer("b", "a", body, wishes);
      BOOST_TEST(summary(out) == step.shown);
      if (!step.gateways.empty()) BOOST_TEST(gateways(negotiation.call) == step.gateways);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(gateways_in_offers) {
  const Story stories[] = {
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, "0 8 101", {"decode"}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"decode"}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, "0 8 101", {"stop"}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"stop"}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, "0 8 101", {"decode", "stop"}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"decode", "stop"}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, "0 8 101", {"force", "FEC"}, "image udptl t38|0|FEC", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"force", "FEC"}, "image udptl t38|0|FEC", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""}, {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"force"}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"force"}, "image udptl t38|0", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"stop"}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"stop"}, "image udptl t38|0", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"decode", "stop"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"decode", "stop"}, "audio RTP/AVP 0 8", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"force", "FEC"}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"force", "FEC"}, "image udptl t38|0", ""}, {answer_b, fax, {}, "image udptl t38|0", "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(gateways_in_answers) {
  const Story stories[] = {
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {"decode"}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {"stop"}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {"decode"}, "audio RTP/AVP ", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {"force"}, "image RTP/AVP |0", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, fax, {"stop"}, "image RTP/AVP |0", "--"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {"decode"}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {"stop"}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""}, {answer_b, fax, {"decode"}, "audio RTP/AVP ", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""}, {answer_b, fax, {"force"}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""}, {answer_b, fax, {"stop"}, "image udptl t38|0", "--"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""}, {answer_b, "0 8 101", {"stop"}, "audio RTP/AVP 0 8", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {"stop"}, "image udptl t38|0", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {"decode"}, "audio RTP/AVP 0", "GG"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(a_gateway_of_the_offerers_fax_stays_until_it_is_stopped) {
  const Story stories[] = {
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, fax, {}, "audio RTP/AVP 0 8", "GG"},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, fax, {"stop"}, "image udptl t38|0", "--"},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {answer_a, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_b, "0 8 101", {"stop"}, "audio RTP/AVP 0 8 101", "--"},
       {answer_a, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_b, fax, {}, "image udptl t38|0", "--"},
       {answer_a, fax, {}, "image udptl t38|0", "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(a_forced_gateway_stays_until_it_is_stopped) {
  const Story stories[] = {
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_a, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_a, "0 8 101", {"stop"}, "audio RTP/AVP 0 8 101", "--"},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_a, fax, {}, "image udptl t38|0", "--"},
       {answer_b, fax, {}, "image udptl t38|0", "--"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {answer_a, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_b, fax, {"stop"}, "image udptl t38|0", "--"},
       {answer_a, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {answer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(what_re_offers_do_with_gateways) {
  const Story stories[] = {
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, fax, {}, "image RTP/AVP |0", "--"},
       {offer_a, "0 8 101", {}, "audio udptl t38", "--"},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, fax, {}, "image RTP/AVP |0", "--"},
       {offer_b, fax, {}, "image RTP/AVP ", "GG"},
       {answer_a, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"},
       {offer_a, fax, {}, "image RTP/AVP 0 8 101", "GG"},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"},
       {offer_b, "0 8 101", {}, "audio udptl t38", "--"},
       {answer_a, fax, {}, "image RTP/AVP |0", "--"}},
      {{offer_a, fax, {}, "image udptl t38|0", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"},
       {offer_b, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", "GG"},
       {answer_a, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {offer_a, fax, {"decode"}, "audio RTP/AVP 0 8 101", "GG"},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {answer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(fax_parameters) {
  const Story stories[] = {
      {{offer_a, other_fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|3|FEC", "GG"},
       {offer_a, plain_fax, {}, "audio RTP/AVP 0 8", "GG"},
       {answer_b, "0 8 101", {}, "image udptl t38|3|FEC", "GG"}},
      {{offer_a, other_fax, {}, "image udptl t38|3|FEC", ""},
       {answer_b, "0 8 101", {}, "audio udptl t38|0|Redundancy", "GG"}},
      {{offer_a, uncorrected_fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|NoEC", "GG"}},
      {{offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, other_fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_a, "0 8 101", {"force", "FEC"}, "image udptl t38|0|Redundancy", "GG"},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, fax, {"decode", "FEC"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {"force", "FEC"}, "image udptl t38|0|FEC", ""},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"},
       {offer_b, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {answer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", "--"},
       {offer_a, "0 8 101", {"force"}, "image udptl t38|0|Redundancy", "GG"},
       {answer_b, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, "0 8 101", {"force", "FEC"}, "image udptl t38|0|Redundancy", "GG"},
       {offer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""},
       {answer_b, other_fax, {"decode"}, "audio RTP/AVP ", "GG"},
       {offer_a, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(codecs_of_the_audio_side) {
  const Story stories[] = {
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "9 0", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, fax, {}, "audio RTP/AVP 0", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""},
       {answer_b, "9 101", {}, "image udptl t38|0|Redundancy", "GG"},
       {offer_a, fax, {}, "audio RTP/AVP 9 101", "GG"}},
      {{offer_a, "15 9 0 101", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, fax, {}, "audio RTP/AVP 9", "GG"},
       {offer_b, fax, {}, "audio RTP/AVP 9", "GG"}},
      {{offer_a, "15", {"force"}, "image udptl t38|0|Redundancy", ""}, {answer_b, fax, {}, "audio RTP/AVP ", "GG"}},
      {{offer_a, "0 8", {"force"}, "image udptl t38|0|Redundancy", ""}, {answer_b, "9 0", {}, "audio RTP/AVP 0", "--"}},
      {{offer_a, "0 8", {"force"}, "image udptl t38|0|Redundancy", ""},
       {answer_b, no_fax, {}, "audio 0 RTP/AVP 0", "GG"}},
      {{offer_a, no_fax, {"decode"}, "audio 0 RTP/AVP 0 8", ""},
       {answer_b, "0 8 101", {}, "image udptl t38|0|Redundancy", "GG"}},
      {{offer_a, fax, {"decode"}, "audio RTP/AVP 0 8", ""}, {answer_b, no_fax, {}, "image 0 udptl t38|0", "--"}},
      {{offer_a, "0 8 101", {}, "audio RTP/AVP 0 8 101", ""}, {answer_b, no_fax, {}, "image 0 RTP/AVP |0", "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_SUITE_END()
