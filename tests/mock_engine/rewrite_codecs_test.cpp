// Codec lists of offers and answers; every row was observed on rtpengine 10.5.3.5.
#include <algorithm>
#include <utility>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_codecs_test)

using namespace rtpe;
using test::NegotiationBench;
using List = bencode::Value::List;
using Dictionary = bencode::Value::Dictionary;

namespace {

/// What a number stands for unless "number=encoding" says otherwise.
constexpr std::pair<std::string_view, std::string_view> usual[] = {{"96", "opus/48000/2"},
                                                                   {"97", "telephone-event/48000"},
                                                                   {"100", "telephone-event/48000"},
                                                                   {"101", "telephone-event/8000"},
                                                                   {"104", "AMR/8000"}};

/// A media of these formats, which are separated by blanks.
std::string media(std::string_view formats) {
  std::string line = "m=audio 4000 RTP/AVP", maps;
  while (!formats.empty()) {
    const std::string_view format = formats.substr(0, formats.find(' '));
    formats.remove_prefix(std::min(format.size() + 1, formats.size()));
    const std::string_view number = format.substr(0, format.find('='));
    std::string_view encoding = number.size() < format.size() ? format.substr(number.size() + 1) : "";
    for (const auto& [known, meaning] : usual)
      if (encoding.empty() && known == number) encoding = meaning;
    line.append(" ").append(number);
    if (!encoding.empty()) maps.append("\na=rtpmap:").append(number).append(" ").append(encoding);
    if (encoding == "telephone-event/8000") maps.append("\na=fmtp:").append(number).append(" 0-15");
  }
  return line + maps;
}

struct Row {
  std::string_view offered;
  Dictionary wishes;
  std::string_view shown, answered, result;  ///< answered empty: no answer
};

Dictionary codec(std::string_view list, List names) {
  return {{"codec", Dictionary{{std::string(list), std::move(names)}}}};
}
Dictionary codec(std::string_view one, List names, std::string_view other, List more) {
  return {{"codec", Dictionary{{std::string(one), std::move(names)}, {std::string(other), std::move(more)}}}};
}
Dictionary flags(List names) { return {{"flags", std::move(names)}}; }

void check(const Row& row) {
  NegotiationBench negotiation;
  BOOST_TEST_CONTEXT("offered " << row.offered << " answered " << row.answered) {
    BOOST_TEST(test::formats_of(negotiation.offer("a", "", test::body(media(row.offered)), row.wishes)) == row.shown);
    if (row.answered.empty()) return;
    const std::string out = negotiation.answer("a", "b", test::body(media(row.answered), "IN IP4 198.51.100.2"));
    BOOST_TEST(test::formats_of(out) == row.result);
  }
}

/// An offer, its answer, and whether what a and b send is converted then ("T").
struct Turn {
  std::string_view offered;
  Dictionary wishes;
  std::string_view shown, answered;
  Dictionary answer_wishes;
  std::string_view result, converted;
};

void check(const Turn& row) {
  NegotiationBench negotiation;
  BOOST_TEST_CONTEXT("offered " << row.offered << " shown " << row.shown << " answered " << row.answered) {
    BOOST_TEST(test::formats_of(negotiation.offer("a", "", test::body(media(row.offered)), row.wishes)) == row.shown);
    const std::string body = test::body(media(row.answered), "IN IP4 198.51.100.2");
    BOOST_TEST(test::formats_of(negotiation.answer("a", "b", body, row.answer_wishes)) == row.result);
    std::string converted;
    for (const mock::Leg& leg : negotiation.call.legs)
      converted += leg.medias.front().flags.has(mock::MediaFlag::transcoding) ? 'T' : '-';
    BOOST_TEST(converted == row.converted);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(strip_offer_except) {
  const Row rows[] = {
      {"0 8 101", codec("strip", {"PCMA"}), "0 101", "0 8 101", "0 101"},
      {"0 8 101", codec("strip", {"pcma"}), "0 101", "", ""},
      {"0 8 101", codec("strip", {"full"}), "0 8 101", "", ""},
      {"0 8 101", codec("strip", {"all"}, "offer", {"G729"}), "0 8 101", "", ""},
      {"0 8 101", codec("strip", {"all"}, "offer", {"PCMA"}), "8", "", ""},
      {"0 8 101", codec("strip", {"all"}, "except", {"PCMU", "telephone-event"}), "0 101", "", ""},
      {"0 8 101", codec("strip", {"all"}, "except", {"telephone-event"}), "", "", ""},
      {"0 8 9 101", codec("strip", {"PCMU", "PCMA", "G722"}, "offer", {"G722", "PCMA"}), "9 8 101", "", ""},
      {"0 8 101", codec("strip", {"PCMU"}), "8 101", "0", "8"},
      {"0 96 101", codec("strip", {"PCMU"}), "96", "", ""},
      {"0 13 101", codec("strip", {"CN"}), "0 101", "", ""},
      {"0 8 9 101", codec("offer", {"G722"}), "0 8 9 101", "", ""},
      {"0 8 9 101", codec("except", {"G722"}), "0 8 9 101", "", ""},
  };
  for (const Row& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(conversion) {
  const Row rows[] = {
      {"0 101", codec("transcode", {"opus"}), "0 96 97 101", "96 0 101", "0 101"},
      {"0 101", codec("transcode", {"opus"}), "0 96 97 101", "96 97", "0 101"},
      {"0 8 101", codec("transcode", {"opus"}), "0 8 96 97 101", "96 8", "0 8"},
      {"0 8 101", codec("transcode", {"opus"}), "0 8 96 97 101", "8 96 0 101", "8 0 101"},
      {"0 8 101", codec("transcode", {"opus"}), "0 8 96 97 101", "101 96", "101 0"},
      {"0 8 101", codec("transcode", {"opus"}), "0 8 96 97 101", "18", "0"},
      {"0 8 101", codec("transcode", {"AMR", "FOO"}), "0 8 101", "", ""},
      {"0 13 101", codec("transcode", {"PCMA"}), "0 8 13 101", "", ""},
      {"101 0", codec("transcode", {"PCMA"}), "8 101 0", "", ""},
      {"0", codec("transcode", {"opus"}), "0 96", "", ""},
      {"15 0 101", codec("transcode", {"PCMA"}), "0 8 101", "15 0 101", "0 101"},
      {"15 0 101", codec("transcode", {"PCMU"}), "15 0 101", "", ""},
      {"15 5 101", codec("transcode", {"opus"}), "15 5 96 97 101", "", ""},
      {"0 8 101", codec("strip", {"all"}, "transcode", {"opus"}), "96", "96", "0"},
      {"0 8 101", codec("mask", {"PCMU"}, "transcode", {"G722"}), "8 9 101", "9 8 101", "0 8 101"},
      {"0 8 101", codec("mask", {"PCMU"}, "transcode", {"G722"}), "8 9 101", "0 8", "8"},
      {"0 8 101", codec("mask", {"all"}), "0 8 101", "0", "0"},
      {"0 8 101", codec("accept", {"PCMA"}), "0 8 101", "0 8 101", "8 101"},
      {"0 8 101", codec("accept", {"all"}), "0 8 101", "8", "0 101"},
      {"0 8 101", codec("accept", {"opus"}), "0 8 101", "0 101", "0 101"},
      {"0 8 101", codec("consume", {"PCMU"}), "8 101", "8 101", "0 101"},
      {"0 8 101", codec("consume", {"all"}, "transcode", {"opus"}), "96", "96", "0 101"},
      {"0 8 101", flags({"always transcode"}), "0 8 101", "8 101", "0 101"},
      {"0 8 101", flags({"codec-strip-PCMA", "codec-transcode-G722"}), "0 9 101", "", ""},
      {"15 0 101", flags({"inject-DTMF"}), "0 101", "0 15 101", "0 101"},
      {"15 0 101", {{"ptime", 60}}, "0 101", "0 101", "0 101"},
      {"15 0 101", {{"ptime", 20}}, "15 0 101", "", ""},
      {"15 5", {{"ptime", 60}}, "15 5", "", ""},
  };
  for (const Row& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(plain_answers) {
  const Row rows[] = {
      {"0 8 101", {}, "0 8 101", "8 0 101", "8 0 101"},
      {"0 101", {}, "0 101", "8 101", "101"},
      {"0 101", {}, "0 101", "8", "0"},
      {"0 0 8", {}, "0 0 8", "", ""},
  };
  for (const Row& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(answers_name_what_was_offered) {
  const Turn rows[] = {
      {"18", {}, "18", "13", {}, "18", "-T"},
      {"0 101", {}, "0 101", "13", {}, "0", "-T"},
      {"0 101", {}, "0 101", "8 101", {}, "101", "--"},
      {"0 101", {}, "0 101", "8", {}, "0", "TT"},
      {"9 101", {}, "9 101", "13 3 100 0", {}, "9 101", "TT"},
      {"13 18", {}, "13 18", "8 13", {}, "13", "--"},
      {"96 101", {}, "96 101", "0 101", {}, "101", "--"},
      {"96 100", {}, "96 100", "0 101", {}, "96 100", "TT"},
      {"0", {}, "0", "104", {}, "104", "--"},
      {"104 0", {}, "104 0", "107=foo/8000 8", {}, "0", "TT"},
      {"0 8", {}, "0 8", "3 9 8", {}, "8", "--"},
      {"0", {}, "0", "96=PCMU/8000", {}, "0", "TT"},
      {"96 0", {}, "96 0", "96=speex/8000 0", {}, "96 0", "TT"},
      {"0 0", {}, "0 0", "0 0", {}, "0", "--"},
      {"0 101", {}, "0 101", "8 98=telephone-event/16000", {}, "0 101", "TT"},
      {"0 13 101", {}, "0 13 101", "98=telephone-event/16000 105=CN/16000", {}, "0 13 101", "-T"},
      {"101", {}, "101", "0", {}, "0", "--"},
      {"0 104", {}, "0 104", "0 104=AMR/16000", {}, "0 104", "--"},
      {"0 101", {}, "0 101", "0 101=telephone-event/48000", {}, "0 101", "TT"},
  };
  for (const Turn& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(stripped) {
  const Turn rows[] = {
      {"0 8 101", codec("strip", {"PCMU", "PCMA"}), "", "0 8 101", {}, "0 8 101", "--"},
      {"0 8 101", codec("strip", {"PCMU"}, "except", {"PCMU"}), "8 101", "0 8 101", {}, "8 101", "--"},
      {"0 8 101", codec("strip", {"PCMU/8000/1"}), "8 101", "101", {}, "", "--"},
      {"0 8 101", codec("strip", {"PCMU", "PCMA", "telephone-event"}), "0 8 101", "8", {}, "8", "--"},
      {"0 8 101", codec("strip", {"PCMU"}, "offer", {"PCMU"}), "8 0 101", "101 0 8", {}, "0 8 101", "--"},
      {"0 8 101",
       codec("strip", {"telephone-event/8000", "all"}, "except", {"telephone-event"}),
       "0 8 101",
       "8",
       {},
       "8",
       "--"},
      {"0 96 101 100", codec("strip", {"telephone-event/8000"}), "0 96 97 100", "0 96 100", {}, "0 96 100", "--"},
      {"0 96 101 100", codec("strip", {"telephone-event/8000"}), "0 96 97 100", "0 100", {}, "0", "-T"},
      {"0 96 101 100", codec("strip", {"opus"}), "0 101", "96 100", {}, "0 101", "TT"},
      {"0 96 101 100", codec("strip", {"PCMU"}), "96 100", "96 101", {}, "96", "--"},
      {"0 96 101 100", codec("strip", {"PCMU"}), "96 100", "0 101", {}, "96 100", "TT"},
      {"0 9 101 13", codec("strip", {"G722"}), "0 101 13", "13 101 0", {}, "0 13 101", "--"},
      {"101 0", codec("strip", {"PCMU"}), "", "3 101", {}, "3 101", "--"},
      {"0 8 101", {}, "0 8 101", "101 0 8", codec("strip", {"PCMU"}), "8 101", "--"},
      {"0 8 101", {}, "0 8 101", "0 101", codec("strip", {"PCMU"}), "", "--"},
      {"0 8 101", {}, "0 8 101", "9 101", codec("strip", {"telephone-event"}), "0 101", "TT"},
      {"0 8 101", {}, "0 8 101", "101 0 8", codec("strip", {"all"}), "101 0 8", "--"},
      {"0", {}, "0", "8 0 9", codec("offer", {"PCMA"}, "strip", {"PCMU"}), "0", "TT"},
      {"101", {}, "101", "9 18 96 101", codec("offer", {"opus/48000/2"}), "96 101", "TT"},
  };
  for (const Turn& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(added) {
  const Turn rows[] = {
      {"0 8 101", codec("transcode", {"opus"}), "0 8 96 97 101", "96 101", {}, "0 101", "TT"},
      {"0 13", codec("transcode", {"opus"}), "0 96 97 13", "13 96", {}, "13 0", "TT"},
      {"0 8 101", codec("transcode", {"G722"}), "0 8 9 101", "101 0", {}, "101 0", "--"},
      {"0 8 101", codec("transcode", {"G722"}), "0 8 9 101", "101 9", {}, "0 101", "TT"},
      {"9 100 8", codec("strip", {"telephone-event"}, "transcode", {"opus"}), "9 96 8", "96 8", {}, "9 8", "TT"},
      {"0 96=speex/16000", codec("strip", {"speex"}, "transcode", {"opus"}), "0 97", "0", {}, "0", "--"},
      {"0", codec("transcode", {"telephone-event", "CN", "opus"}), "0 13 97 98 99 96", "0", {}, "0", "--"},
      {"0",
       codec("transcode", {"opus", "CN", "telephone-event"}),
       "0 96 97 98 99 13",
       "96 97=telephone-event/8000",
       {},
       "0",
       "TT"},
      {"96", codec("transcode", {"telephone-event"}), "96 98", "96", {}, "96", "--"},
      {"0", codec("transcode", {"opus/16000", "PCMA/16000", "speex/32000", "speex"}), "0 96 97 98", "0", {}, "0", "--"},
      {"0", codec("transcode", {"pcma", "PCMA", "G729a", "G723"}), "0 8 96 4", "0", {}, "0", "--"},
      {"8 18 13 9", codec("transcode", {"GSM", "PCMA"}, "mask", {"PCMA"}), "18 3 8 13 9", "3", {}, "8", "TT"},
      {"0 8 101", codec("strip", {"full"}, "transcode", {"PCMA", "telephone-event"}), "8 96", "8", {}, "8", "--"},
      {"104 0 101", codec("transcode", {"opus"}), "0 96 97 101", "104 0", {}, "0", "--"},
      {"104 101", codec("transcode", {"opus"}), "104 96 97 101", "96", {}, "96", "--"},
      {"100", codec("transcode", {"PCMA"}), "8 96 100", "8 100", {}, "8 100", "TT"},
  };
  for (const Turn& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(promised) {
  const Turn rows[] = {
      {"0 8 101", codec("mask", {"PCMA"}), "0 101", "8 101", {}, "", "--"},
      {"0 8 101", codec("mask", {"telephone-event"}), "0 8", "101", {}, "", "--"},
      {"0 8 101", codec("accept", {"PCMU"}), "0 8 101", "8", {}, "0", "TT"},
      {"0 8 101", codec("accept", {"telephone-event"}), "0 8 101", "0", {}, "0 101", "TT"},
      {"0 101", codec("accept", {"telephone-event"}), "0 101", "0 101", {}, "0 101", "--"},
      {"0 96 101", codec("accept", {"telephone-event"}), "0 96 101", "96 101", {}, "96", "-T"},
      {"0 96 101 100", codec("accept", {"telephone-event"}), "0 96 101 100", "96 0 101 100", {}, "96 0 100 101", "--"},
      {"0 96 101 100", codec("accept", {"opus"}), "0 96 101 100", "100 96 101", {}, "96 101 100", "--"},
      {"0 96 101 100", codec("accept", {"PCMU"}), "0 96 101 100", "101 0 96 100", {}, "0 100 101", "-T"},
      {"0 8 101", codec("consume", {"telephone-event"}), "0 8", "0 8 101", {}, "0 8 101", "TT"},
      {"0 8 101", codec("consume", {"PCMU"}), "8 101", "8 101", {}, "0 101", "TT"},
      {"0 8 101", codec("strip", {"PCMU"}, "consume", {"PCMU"}), "8 101", "8", {}, "0", "TT"},
      {"0 8 101", codec("strip", {"all"}, "consume", {"PCMU"}), "0 8 101", "8", {}, "0", "TT"},
      {"0 8 101", codec("strip", {"telephone-event"}, "consume", {"all"}), "0 8 101", "8 101", {}, "0", "TT"},
      {"0 104 101", codec("accept", {"PCMU"}), "0 104 101", "104 0", {}, "104 0", "--"},
      {"104 0 8 101", codec("accept", {"telephone-event"}), "104 0 8 101", "0 104", {}, "0 101", "TT"},
      {"13", flags({"always-transcode"}), "13", "8 101", {}, "8", "-T"},
  };
  for (const Turn& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(single_and_injected) {
  const Turn rows[] = {
      {"0 8 101", {}, "0 8 101", "101 8 0", flags({"single-codec"}), "101 8", "-T"},
      {"0 96 101 100", codec("transcode", {"G722"}), "0 96 9 101 100", "96 9 0 100 101", flags({"single-codec"}),
       "96 100", "-T"},
      {"0 96 101 100", codec("transcode", {"G722"}), "0 96 9 101 100", "9 0 96 100 101", flags({"single-codec"}),
       "0 100 101", "TT"},
      {"104 8", flags({"inject-DTMF"}), "8", "8", {}, "8", "-T"},
      {"104 8", flags({"inject-DTMF"}), "8", "104", {}, "104", "--"},
      {"0", {}, "0", "104 0", flags({"inject-DTMF"}), "0", "T-"},
      {"0 101", flags({"inject-DTMF"}), "0 101", "97=foo/8000", flags({"inject-DTMF"}), "97", "--"},
      {"0 101", flags({"inject-DTMF"}), "0 101", "101", {}, "101", "--"},
  };
  for (const Turn& row : rows) check(row);
}

/// `offer` brings nothing back where one of that name is there.
BOOST_AUTO_TEST_CASE(offered_again_in_answers) {
  const Turn rows[] = {
      {"18 101 0", {}, "18 101 0", "100 101 3", codec("offer", {"telephone-event"}), "101", "--"},
      {"18 101 0", {}, "18 101 0", "101 100 3", codec("offer", {"telephone-event"}), "101", "--"},
      {"18 101 0", {}, "18 101 0", "100 3", codec("offer", {"telephone-event"}), "", "--"},
      {"18 0", {}, "18 0", "101 3", codec("offer", {"telephone-event"}), "", "--"},
  };
  for (const Turn& row : rows) check(row);
}

BOOST_AUTO_TEST_CASE(rtpmap_lines_are_normalised) {
  NegotiationBench negotiation;
  const std::string out =
      negotiation.offer("a", "",
                        test::body("m=audio 4000 RTP/AVP 96 97 98 99 11\na=rtpmap:96 foo/08000\na=rtpmap:97 /8000\n"
                                   "a=rtpmap:98 opus/48000/2\na=fmtp:98 x=1\na=rtcp-fb:98 nack\na=rtcp-fb:98 pli"));
  BOOST_TEST(
      test::lines_of(out, {"a=rtpmap", "a=fmtp", "a=rtcp-fb"}) ==
      "a=rtpmap:96 foo/8000 | a=rtpmap:97 /8000 | a=rtpmap:98 opus/48000/2 | a=fmtp:98 x=1 | a=rtcp-fb:98 nack | "
      "a=rtcp-fb:98 pli | a=rtpmap:99 /0 | a=rtpmap:11 L16/44100/2");
}

BOOST_AUTO_TEST_SUITE_END()
