// Codec lists of offers and answers; every row was observed on rtpengine 10.5.3.5.
#include "tests/support/negotiation.hpp"

using namespace rtpe;
using test::Negotiation;
using List = bencode::Value::List;
using Dictionary = bencode::Value::Dictionary;

namespace {

/// Offered and answered format lists; opus is 96, telephone-event 101 (8 kHz) and 97 (48 kHz).
std::string media(std::string_view formats) {
  std::string text = "m=audio 4000 RTP/AVP " + std::string(formats);
  const std::string padded = " " + std::string(formats) + " ";
  if (padded.find(" 96 ") != std::string::npos) text += "\na=rtpmap:96 opus/48000/2";
  if (padded.find(" 97 ") != std::string::npos) text += "\na=rtpmap:97 telephone-event/48000";
  if (padded.find(" 101 ") != std::string::npos) text += "\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15";
  return text;
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
  Negotiation negotiation;
  BOOST_TEST_CONTEXT("offered " << row.offered << " answered " << row.answered) {
    BOOST_TEST(test::formats_of(negotiation.offer("a", "", test::body(media(row.offered)), row.wishes)) == row.shown);
    if (row.answered.empty()) return;
    const std::string out = negotiation.answer("a", "b", test::body(media(row.answered), "IN IP4 198.51.100.2"));
    BOOST_TEST(test::formats_of(out) == row.result);
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

BOOST_AUTO_TEST_CASE(rtpmap_lines_are_normalised) {
  Negotiation negotiation;
  const std::string out =
      negotiation.offer("a", "",
                        test::body("m=audio 4000 RTP/AVP 96 97 98 99 11\na=rtpmap:96 foo/08000\na=rtpmap:97 /8000\n"
                                   "a=rtpmap:98 opus/48000/2\na=fmtp:98 x=1\na=rtcp-fb:98 nack\na=rtcp-fb:98 pli"));
  BOOST_TEST(
      test::lines_of(out, {"a=rtpmap", "a=fmtp", "a=rtcp-fb"}) ==
      "a=rtpmap:96 foo/8000 | a=rtpmap:97 /8000 | a=rtpmap:98 opus/48000/2 | a=fmtp:98 x=1 | a=rtcp-fb:98 nack | "
      "a=rtcp-fb:98 pli | a=rtpmap:99 /0 | a=rtpmap:11 L16/44100/2");
}

BOOST_AUTO_TEST_CASE(ptime_sticks_and_comes_back) {
  Negotiation negotiation;
  const std::string a = test::body("m=audio 4000 RTP/AVP 0\na=ptime:30");
  const std::string b = test::body("m=audio 4000 RTP/AVP 0", "IN IP4 198.51.100.2");
  BOOST_TEST(test::lines_of(negotiation.offer("a", "", a, {{"ptime", "20"}}), {"a=ptime"}) == "a=ptime:20");
  BOOST_TEST(test::lines_of(negotiation.answer("a", "b", b), {"a=ptime"}) == "a=ptime:30");
  BOOST_TEST(test::lines_of(negotiation.offer("a", "b", a), {"a=ptime"}) == "a=ptime:20");
}
