// What the engine remembers of bodies that come again changes no reply.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <string>
#include <vector>

#include "mock_engine/rewrite/session_cache.hpp"
#include "tests/support/negotiation_bench.hpp"
#include "tests/support/transcript.hpp"

BOOST_AUTO_TEST_SUITE(repeated_bodies_test)

using namespace rtpe;
using namespace rtpe::mock;
using namespace rtpe::test;
using bencode::Value;

namespace {

const std::string audio = body("m=audio 6010 RTP/AVP 0 8 101\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15");
const std::string one_codec = body("m=audio 6010 RTP/AVP 8\na=sendonly");
const std::string wide = body("m=audio 6010 RTP/AVP 9 0 96\na=rtpmap:96 opus/48000/2\na=ptime:30");
const std::string pictures = body(
    "m=audio 6010 RTP/AVP 0 8\nm=video 6020 RTP/AVP 97\na=rtpmap:97 H264/90000\na=rtcp-fb:97 nack pli\na=inactive");
const std::string turned_down = body("m=audio 6010 RTP/AVP 0 8\nm=video 0 RTP/AVP 97");
const std::string keys = body(
    "m=audio 6010 RTP/SAVP 0 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj");
const std::string ice = body(
    "m=audio 6010 RTP/AVP 0 8\na=ice-ufrag:abcd\na=ice-pwd:abcdefghijklmnopqrstuv\n"
    "a=candidate:1 1 UDP 2130706431 198.51.100.1 6010 typ host");
const std::string fax = body("m=image 6010 udptl t38\na=T38FaxVersion:0");

struct Dialogue {
  std::string options;  ///< as options_of() reads them
  std::string offer, answer;
};

/// Every body with its own answer and with that of others, under wishes of all kinds.
std::vector<Dialogue> dialogues() {
  std::vector<Dialogue> result;
  for (const char* options :
       {"", "flags=single-codec,", "flags=reuse-codecs,", "flags=inject-DTMF,", "flags=codec-strip-PCMA,",
        "flags=codec-mask-PCMU,transcode-opus,", "flags=always-transcode,", "ptime=40", "ICE=remove", "ICE=force",
        "flags=SIP-source-address, received-from=IP4,203.0.113.9,", "transport-protocol=RTP/SAVP", "T.38=decode,",
        "T.38=force,"})
    for (const std::string* offer : {&audio, &one_codec, &wide, &pictures, &keys, &ice, &fax})
      for (const std::string* answer : {offer, &audio, &one_codec, &turned_down})
        result.push_back({options, *offer, *answer});
  return result;
}

class Player {
 public:
  explicit Player(Engine& engine) : engine_(engine) {}

  /// Offer, answer, the same again, from the other side, and what is known then.
  std::string play(const Dialogue& dialogue, int number) {
    call_ = "call-" + std::to_string(number);
    std::string all =
        say("offer", dialogue, dialogue.offer, "a", "") + say("answer", dialogue, dialogue.answer, "a", "b");
    for (int again = 0; again < 2; ++again)
      all += say("offer", dialogue, dialogue.offer, "a", "b") + say("answer", dialogue, dialogue.answer, "a", "b");
    all += say("offer", dialogue, dialogue.answer, "b", "a") + say("answer", dialogue, dialogue.offer, "b", "a");
    all += say("query", dialogue, "", "", "");
    all += say("delete", {.options = "delete-delay=0", .offer = "", .answer = ""}, "", "a", "");
    return without_chance(all);
  }

 private:
  std::string say(std::string_view command, const Dialogue& dialogue, std::string_view sdp, std::string_view from,
                  std::string_view to) {
    Value::Dictionary request = {{"command", command}, {"call-id", call_}};
    if (!sdp.empty()) request.emplace_back("sdp", sdp);
    if (!from.empty()) request.emplace_back("from-tag", from);
    if (!to.empty()) request.emplace_back("to-tag", to);
    for (auto& pair : options_of(dialogue.options)) request.push_back(std::move(pair));
    RecordingSink sink;
    engine_.receive(now_, {.transport = Transport::udp, .address = "127.0.0.1", .port = 40000},
                    std::to_string(++cookie_) + " " + bencode::encode(Value(std::move(request))), sink);
    const std::string& reply = sink.replies.at(0);
    return reply.substr(reply.find(' ')) + "\n";
  }
  /// Ports, keys and the like, all of them of the same length wherever they stand, are hidden.
  static std::string without_chance(const std::string& text) {
    static const std::regex ports("[0-9]{5,}"),
        words("(ice-ufrag:|ice-pwd:|inline:|candidate:|fingerprint:)[^ \r]+( [0-9A-F:]{30,})?");
    return std::regex_replace(std::regex_replace(text, words, "$1"), ports, "N");
  }

  Engine& engine_;
  Time now_{std::chrono::seconds(1'700'000'000)};
  std::string call_;
  int cookie_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(replies_are_those_of_an_engine_that_never_saw_the_body) {
  Engine old_hand = *Engine::create({});
  Player player(old_hand);
  const auto all = dialogues();
  std::vector<std::string> expected;
  for (const Dialogue& dialogue : all) {
    Engine fresh = *Engine::create({});
    expected.push_back(Player(fresh).play(dialogue, 10000));
    BOOST_REQUIRE(expected.back().find("6:result") != std::string::npos);
  }
  int number = 10000;
  for (int round = 0; round < 3; ++round)  // the second one keeps what the first one saw
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string played = player.play(all[i], ++number);
      BOOST_TEST_CONTEXT("round " << round << ", '" << all[i].options << "', offer " << all[i].offer << ", answer "
                                  << all[i].answer)
      BOOST_REQUIRE_EQUAL(played, expected[i]);
    }
}

BOOST_AUTO_TEST_CASE(a_body_is_kept_when_it_comes_again) {
  SessionCache cache;
  const Options options;
  const EngineConfig config;
  const auto read = [&](const std::string& sdp) { return cache.read(std::string(sdp), options, config); };
  const auto number_of = [&](const std::string& sdp) {
    const std::string copy = sdp;
    const auto session = cache.read(copy, options, config);
    BOOST_REQUIRE(session.has_value());
    BOOST_TEST((*session)->document.text() == sdp);
    BOOST_TEST(((*session)->body == sdp) == ((*session)->number != 0));
    return (*session)->number;
  };
  BOOST_TEST(number_of(audio) == 0U);
  const auto kept = number_of(audio);
  BOOST_TEST(kept != 0U);
  BOOST_TEST(number_of(wide) == 0U);
  BOOST_TEST(number_of(audio) == kept);
  BOOST_TEST(number_of(wide) != kept);
  BOOST_TEST(number_of(audio) == kept);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(number_of(audio + "a=x:" + std::string(SessionCache::longest_bytes, 'x') + "\r\n") == 0U);
    BOOST_TEST(!read("v=0\r\nm=audio x RTP/AVP 0\r\n").has_value());
    BOOST_TEST(!read("v=0\r\nm=audio 4000 RTP/AVP 0\r\n").has_value());  // no address
  }
}

BOOST_AUTO_TEST_CASE(a_body_is_read_again_where_it_means_something_else) {
  SessionCache cache;
  EngineConfig config;
  const std::string broken = audio + "\r\nrubbish";
  const auto address_of = [&](const Options& options) {
    const auto session = cache.read(broken, options, config);
    return session ? (*session)->medias.at(0).rtp.address.text() : std::string(session.error().reason);
  };
  Options sip;
  sip.flags.set(Flag::sip_source_address);
  Options elsewhere = sip;
  sip.received_from = Address::parse("203.0.113.9");
  elsewhere.received_from = Address::parse("203.0.113.10");
  for (int i = 0; i < 3; ++i) {
    for (int again = 0; again < 3; ++again) {
      config.reject_invalid_sdp = false;
      BOOST_TEST(address_of({}) == "198.51.100.1");
      BOOST_TEST(address_of(sip) == "203.0.113.9");
    }
    BOOST_TEST(address_of(elsewhere) == "203.0.113.10");
    config.reject_invalid_sdp = true;
    BOOST_TEST(address_of({}) == "Failed to parse SDP");
  }
}

BOOST_AUTO_TEST_SUITE_END()
