// What rtpengine 12.5.1.31 does otherwise than 10.5.3.5; every row was observed on it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <sstream>
#include <vector>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"
#include "mock_engine/config.hpp"
#include "mock_engine/rewrite/opus_format.hpp"
#include "tests/conformance/rtpengine/contestant.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(engine_personality_test)

using namespace rtpe;
using bencode::Value;

namespace {

/// One call on a mock engine of that release.
class OneCall {
 public:
  explicit OneCall(std::string_view personality) : engine_(test::must(lane::start_mock(personality))) {}

  Value ask(Value::Dictionary request) {
    request.emplace_back("call-id", Value("c"));
    std::string bytes = fmt::format("{} ", ++cookies_);
    bencode::encode(Value(std::move(request)), bytes);
    const std::string reply = *engine_->ask(bytes);
    bencode::Reader reader;
    return bencode::to_value(*reader.read(std::string_view(reply).substr(reply.find(' ') + 1), {}));
  }

  /// "o:a", "o:a>b/1": offer; "n:a>b/1": b answers a, or offer and answer with "!" no media; "d:a>b": deleted at once.
  std::string step(std::string word) {
    const bool is_empty = word.ends_with('!');
    if (is_empty) word.pop_back();
    const std::size_t slash = word.find('/'), arrow = word.find('>');
    const std::string from = word.substr(2, std::min(arrow, slash) - 2);
    const std::string to = arrow == word.npos ? "" : word.substr(arrow + 1, slash - arrow - 1);
    Value::Dictionary request;
    request.emplace_back("command", Value(word[0] == 'o' ? "offer" : word[0] == 'n' ? "answer" : "delete"));
    if (!from.empty()) request.emplace_back("from-tag", Value(from));
    if (!to.empty()) request.emplace_back("to-tag", Value(to));
    if (slash != word.npos) request.emplace_back("via-branch", Value(word.substr(slash + 1)));
    if (word[0] == 'd')
      request.emplace_back("delete-delay", Value(0));
    else
      request.emplace_back("sdp", Value(is_empty ? "" : "v=0\r\nc=IN IP4 198.51.100.1\r\nm=audio 4000 RTP/AVP 0\r\n"));
    const Value reply = ask(std::move(request));
    const Value* reason = reply.find("error-reason");
    return reason == nullptr ? "" : *reason->string();
  }

  /// "a<b b/1<a ?<": each party, its branch, whom it hears.
  std::string parties() {
    const Value reply = ask({{"command", Value("query")}});
    const Value* tags = reply.find("tags");
    if (tags == nullptr) return *reply.find("error-reason")->string();
    std::vector<std::string> out;
    for (const auto& [name, party] : *tags->dictionary()) {
      const std::string tag = *party.find("tag")->string();
      std::string one = tag.empty() ? "?" : tag;
      if (const Value* branch = party.find("via-branch")) one += "/" + *branch->string();
      one += "<";
      for (const Value& heard : *party.find("subscriptions")->list()) {
        const std::string source = *heard.find("tag")->string();
        one += source.empty() ? "?" : source;
      }
      out.push_back(one);
    }
    return fmt::format("{}", fmt::join(out, " "));
  }

 private:
  std::unique_ptr<lane::Contestant> engine_;
  int cookies_ = 0;
};

constexpr std::string_view release = "rtpengine-12.5";

}  // namespace

BOOST_AUTO_TEST_CASE(parties_are_found_by_their_tags) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"o:a", "a<? ?<a"},
      {"o:a o:a/2", "a<? ?< ?/2<a"},
      {"o:a/1 o:a/2", "a<? ?/1< ?/2<a"},
      {"o:a n:a>b n:a>c", "a<c b< c<a"},
      {"o:a/1 o:a/2 n:a>b/1 n:a>c/2", "a<c b/1< c/2<a"},
      {"o:a o:a>t", "a<? t< ?<a"},
      {"o:a o:a>t n:a>t", "a<t t<a ?<"},
      {"o:a n:a>b o:a>t", "a<? b< ?<a"},
      {"o:a n:a>b o:c>a", "a<c b< c<a"},
      {"o:a n:x>b", "a<? ?<a b<? ?<b"},
      {"o:a n:b>a", "a<? b< ?<a"},
      {"o:a n:a>b o:b n:b>a", "a<b b<a"},
      {"o:a>a", "a<? ?<a"},
      {"o:a>b n:a>b", "a<b b<a"},
      {"o:a/1 n:a>b/1 n:a>c/1", "a<c b/1< c<a"},
      {"o:a! n:a>b", "a<b ?< b<a"},
      {"o:a n:a>b/3", "a<b b<a"},
      {"o:a/1 n:a>b/3", "a<b b/1<a"},
      {"o:a/1 o:a/2 n:a>b", "a<b ?/1< b/2<a"},
      {"o:a/1 o:a/2 o:a/1", "a<? ?/1<a ?/2<"},
      {"o:a/1 o:a/2 n:a>b/1 o:b", "a<b b/1<a ?/2<"},
      {"o:a n:a>b n:a>c n:a>b", "a<b b<a c<"},
      {"o:a n:a>b o:a>/7", "a<? b< ?/7<a"},
      {"o:a n:a>b o:c", "a<b b<a c<? ?<c"},
      {"o:a n:a>b o:c>b/4", "a< b<c c<b"},
      {"o:a n:a>b o:a>b!", "a<b b<a"},
  };
  for (const auto& [steps, expected] : rows) {
    OneCall call(release);
    std::istringstream words{std::string(steps)};
    for (std::string word; words >> word;) BOOST_TEST(call.step(word) == "", steps);
    BOOST_TEST(call.parties() == expected, steps);
  }
}

namespace {

/// "o:a:actpass:1" or "n:b:active:2/5000": offer of a, answer of b with that role, certificate and port; after each the
/// number of the a=tls-id that the other one is shown, "-" where there is none.
std::string handshakes(std::string_view steps) {
  OneCall call("rtpengine-12.5");
  std::map<char, std::vector<std::string>> shown;
  std::string out;
  std::istringstream words{std::string(steps)};
  for (std::string word; words >> word;) {
    const char writer = word[2], other = writer == 'a' ? 'b' : 'a';
    const std::size_t end = word.find(':', 4), slash = word.find('/');
    const std::string setup = word.substr(4, end - 4), certificate = word.substr(end + 1, slash - end - 1);
    const std::string port = slash != word.npos ? word.substr(slash + 1) : writer == 'a' ? "4100" : "4200";
    std::string sdp = "v=0\r\nc=IN IP4 198.51.100.1\r\nm=audio " + port + " UDP/TLS/RTP/SAVPF 0\r\n";
    if (!setup.empty()) sdp += "a=setup:" + setup + "\r\n";
    if (!certificate.empty()) {
      sdp += "a=fingerprint:sha-256";
      for (int i = 0; i < 32; ++i) sdp += (i == 0 ? " 0" : ":0") + certificate;
      sdp += "\r\n";
    }
    const bool is_offer = word[0] == 'o';
    Value::Dictionary request{{"command", Value(is_offer ? "offer" : "answer")}, {"sdp", Value(sdp)}};
    request.emplace_back("from-tag", Value(std::string(1, is_offer ? writer : other)));
    if (!is_offer || !out.empty()) request.emplace_back("to-tag", Value(std::string(1, is_offer ? other : writer)));
    const std::string reply = *call.ask(std::move(request)).find("sdp")->string();
    const std::size_t at = reply.find("a=tls-id:");
    auto& ids = shown[other];
    const std::string id = at == reply.npos ? "" : reply.substr(at + 9, 32);
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    out += id.empty() ? "-" : std::to_string(std::ranges::find(ids, id) - ids.begin() + 1);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_handshake_that_begins_anew_has_another_id) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:1 n:b:active:2 o:a:actpass:1", "11111"},
      {"o:a:actpass:1 n:b:active:2 o:b:actpass:2 n:a:active:1 o:a:actpass:1 n:b:active:2", "111112"},
      {"o:a:actpass:1 n:b:passive:2 o:a:actpass:1 n:b:passive:2 o:a:actpass:1", "11212"},
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:3 n:b:active:2 o:a:actpass:3 n:b:active:2", "111212"},
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:1 n:b:active:3 o:a:actpass:1 n:b:active:3", "111121"},
      {"o:a:: n:b:passive:2 o:a:: n:b:passive:2 o:a::", "1-2-2"},
      {"o:a:: n:b:active:2 o:a:: n:b:active:2 o:a::", "1-1-1"},
      {"o:a:active:1 n:b:passive:2 o:a:active:1 n:b:passive:2", "1121"},
      {"o:a:actpass:1 n:b:passive:2 o:a:active:1 n:b:passive:2 o:a:actpass:1 n:b:passive:2", "112222"},
      {"o:a:actpass:1 n:b:active:2 o:a:passive:1 n:b:active:2 o:a:actpass:1 n:b:active:2", "111111"},
      {"o:a:passive:1 n:b:active:2 o:a:active:1 n:b:passive:2 o:a:actpass:1 n:b:active:2", "111222"},
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:1 n:b:passive:2 o:a:actpass:1 n:b:active:2 o:a:actpass:1", "1111213"},
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:1/5000 n:b:active:2 o:a:actpass:1", "11211"},
      {"o:a:actpass:1 n:b:active:2 o:a:actpass:1 n:b:active:2/5000 o:a:actpass:1 n:b:active:2", "111211"},
      {"o:a:actpass:1 n:b:active:2 o:a:: n:b:active:2 o:a:actpass:1 n:b:active:2", "111-12"},
  };
  for (const auto& [steps, expected] : rows) BOOST_TEST(handshakes(steps) == expected, steps);
}

BOOST_AUTO_TEST_CASE(who_has_nobody_to_write_to_is_refused) {
  for (const std::string_view steps : {"o:a n:a>b n:a>c o:b", "o:a n:a>a", "o:a! o:a"}) {
    OneCall call(release);
    std::istringstream words{std::string(steps)};
    std::string said;
    for (std::string word; words >> word;) said = call.step(word);
    BOOST_TEST(said == "Invalid dialogue association", steps);
  }
}

BOOST_AUTO_TEST_CASE(a_deletion_goes_by_the_from_tag) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"o:a n:a>b d:a", "Unknown call-id"},
      {"o:a n:a>b d:a>zz", "Unknown call-id"},
      {"o:a n:a>b d:b", "Unknown call-id"},
      {"o:a n:a>b d:zz>b", "a<b b<a"},
      {"o:a/1 o:a/2 n:a>b/1 n:a>c/2 d:a>c", "Unknown call-id"},
      {"o:a/1 o:a/2 n:a>b/1 n:a>c/2 d:b", "a<c b/1< c/2<a"},
      {"o:a/1 o:a/2 n:a>b/1 n:a>c/2 d:b o:a/1", "a<? b/1< c/2< ?/1<a"},
      {"o:a/1 n:a>b/1 d:b", "Unknown call-id"},
  };
  for (const auto& [steps, expected] : rows) {
    OneCall call(release);
    std::istringstream words{std::string(steps)};
    for (std::string word; words >> word;) call.step(word);
    BOOST_TEST(call.parties() == expected, steps);
  }
}

BOOST_AUTO_TEST_CASE(formats_of_opus) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"usedtx=1", "useinbandfec=1"},
      {"usedtx=0", "useinbandfec=0"},
      {"usedtx=1;useinbandfec=0", "useinbandfec=0"},
      {"minptime=10;useinbandfec=1;foo=bar", "useinbandfec=1; minptime=10"},
      {"stereo=1; sprop-stereo=1;maxplaybackrate=16000;maxaveragebitrate=20000;cbr=1",
       "stereo=1; sprop-stereo=1; cbr=1; maxplaybackrate=16000; maxaveragebitrate=20000"},
      {"useinbandfec", ""},
      {"stereo=2", ""},
      {"STEREO=1", ""},
      {"stereo=1;stereo=0", "stereo=0"},
      {" stereo=1 ", "stereo=1"},
      {"stereo=1x", ""},
      {"minptime=10x", "minptime=10"},
      {"minptime=-1", "minptime=-1"},
      {"minptime=0", ""},
      {"cbr=1;usedtx=1", "useinbandfec=1; cbr=1"},
  };
  for (const auto& [written, shown] : rows) BOOST_TEST(mock::opus_format(written) == shown, written);
  const std::pair<std::string_view, std::string_view> encoded[] = {
      {"useinbandfec=1;minptime=10", "stereo=0; useinbandfec=1"},
      {"stereo=1", "stereo=0; sprop-stereo=1; useinbandfec=1"},
      {"sprop-stereo=1;useinbandfec=0", "stereo=1; useinbandfec=1"},
      {"stereo=0;sprop-stereo=1", "stereo=1; sprop-stereo=0; useinbandfec=1"},
  };
  for (const auto& [offered, shown] : encoded) BOOST_TEST(mock::encoded_opus_format(offered, 1) == shown, offered);
}

BOOST_AUTO_TEST_CASE(media_commands_name_flows) {
  constexpr std::string_view no_tag = "From-tag given, but no such tag exists";
  struct Row {
    std::string_view command, from, to, reason;
  };
  const Row rows[] = {{"block media", "a", "", ""},
                      {"block media", "x", "", no_tag},
                      {"silence media", "a", "b", "Media flow not found (to-tag not subscribed)"},
                      {"unblock media", "a", "zz", "Media flow not found (to-tag not found)"},
                      {"block DTMF", "x", "", ""},
                      {"start forwarding", "x", "", ""},
                      {"play DTMF", "x", "", no_tag},
                      {"pause recording", "x", "", ""},
                      {"subscribe request", "", "", "No medias found (no monologues matched)"}};
  for (const auto& [command, from, to, reason] : rows) {
    OneCall call(release);
    call.step("o:a");
    call.step("n:a>b");
    Value::Dictionary request{{"command", Value(std::string(command))}};
    if (!from.empty()) request.emplace_back("from-tag", Value(std::string(from)));
    if (!to.empty()) request.emplace_back("to-tag", Value(std::string(to)));
    const Value reply = call.ask(std::move(request));
    const Value* said = reply.find("error-reason");
    BOOST_TEST((said == nullptr ? "" : *said->string()) == reason, command << " " << from << " " << to);
  }
}

/// The release of before does as ever.
BOOST_AUTO_TEST_CASE(ten_five_is_the_default) {
  OneCall call("rtpengine-10.5");
  for (const char* word : {"o:a", "n:a>b", "n:a>c"}) call.step(word);
  BOOST_TEST(call.parties() == "a<cb b< c<a");
  BOOST_TEST(mock::EngineConfig{}.personality->name == "rtpengine-10.5");
  BOOST_TEST(mock::find_personality("rtpengine-11") == nullptr);
  BOOST_TEST(!lane::start_mock("rtpengine-11").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
