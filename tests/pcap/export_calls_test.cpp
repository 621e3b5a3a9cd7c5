// Calls written into a capture of their own: everything of them, nothing of others, and nothing that says who when they
// are anonymised.
#include "pcap/export/export_calls.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "client/bencode/reader.hpp"
#include "pcap/file/capture_reader.hpp"
#include "pcap/read_capture.hpp"
#include "tests/support/capture_file.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(export_calls_test)

using namespace rtpe;
using namespace rtpe::test;
using capture::Content;

namespace {

std::string captured(const char* name) { return data_directory() + "/pcap/" + name; }

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("rtpe-lab-export-" + std::to_string(getpid()) + "-" + std::to_string(std::rand()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path / name).string(); }
  std::string with(const std::string& name, const std::string& bytes) const {
    std::ofstream(file(name), std::ios::binary) << bytes;
    return file(name);
  }
};

struct Seen {
  capture::CaptureSummary summary;
  std::vector<capture::WireExchange> exchanges;
  [[nodiscard]] std::uint64_t of(Content content) const { return summary.traffic.of(content); }
};

Seen seen(const std::string& path) {
  Seen out;
  auto summary = capture::read_capture(
      path, [&](const capture::WireExchange& one, const capture::CaptureClock&) { out.exchanges.push_back(one); });
  BOOST_REQUIRE_MESSAGE(summary.has_value(), path);
  BOOST_TEST(!summary->damage.has_value());
  out.summary = std::move(*summary);
  return out;
}

std::string bytes_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

bool holds(const std::string& text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return std::tolower(a) == std::tolower(b); }) != text.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_call_with_everything_as_it_is) {
  const Folder folder;
  const auto summary = capture::export_calls({.files = {captured("sip_media_mos.pcap")},
                                              .calls = {"22857"},
                                              .output = folder.file("out"),
                                              .anonymiser_seed = {}});
  BOOST_REQUIRE(summary.has_value());
  BOOST_TEST(summary->calls == 1U);
  const auto before = seen(captured("sip_media_mos.pcap")), after = seen(folder.file("out"));
  BOOST_TEST(after.of(Content::rtp) == 480U);
  for (const auto content : {Content::rtp, Content::rtcp, Content::sip, Content::ng})
    BOOST_TEST(after.of(content) == before.of(content), name_of(content));
  BOOST_TEST(after.summary.frames.frames == summary->frames);
  const auto bytes = bytes_of(folder.file("out"));
  for (const char* comment :
       {"NG offer of call 1-22857@127.0.8.20 to 127.0.8.2:2223", "SIP INVITE, call 1-22857@127.0.8.20",
        "number 1000 of PCMU/8000", "RTCP of call", "answered ok after", "from the engine"})
    BOOST_TEST(holds(bytes, comment), comment);
}

BOOST_AUTO_TEST_CASE(only_the_chosen_call) {
  const Folder folder;
  const auto all = seen(captured("sip_kill9_reinvite.pcap"));
  std::set<std::string> calls;
  for (const auto& one : all.exchanges) calls.insert(one.call_id);
  const std::string wanted = *calls.rbegin();
  const auto summary = capture::export_calls({.files = {captured("sip_kill9_reinvite.pcap")},
                                              .calls = {wanted},
                                              .output = folder.file("out"),
                                              .anonymiser_seed = {}});
  BOOST_REQUIRE(summary.has_value());
  const auto after = seen(folder.file("out"));
  std::size_t expected = 0, resent = 0;
  for (const auto& one : all.exchanges) expected += one.call_id == wanted ? 1 : 0, resent += one.sends;
  BOOST_TEST(after.exchanges.size() == expected);
  for (const auto& one : after.exchanges) BOOST_TEST(one.call_id == wanted);
  const auto none = capture::export_calls({.files = {captured("sip_basic.pcap")},
                                           .calls = {"nobody"},
                                           .output = folder.file("none"),
                                           .anonymiser_seed = {}});
  BOOST_REQUIRE(!none.has_value());
  BOOST_TEST(none.error().text().find("pcap ls --calls") != std::string::npos);
  BOOST_TEST(!std::filesystem::exists(folder.file("none")));
}

BOOST_AUTO_TEST_CASE(nothing_that_says_who_is_left) {
  const Folder folder;
  for (const char* name : {"sip_media_mos.pcap", "sip_basic.pcap", "sip_reinvite.pcap", "sip_kill9_reinvite.pcap",
                           "sip_kill9_bye.pcap", "sip_all_dead.pcap", "ng_transports.pcap"}) {
    const auto summary = capture::export_calls(
        {.files = {captured(name)}, .calls = {}, .output = folder.file(name), .anonymiser_seed = 99});
    BOOST_REQUIRE_MESSAGE(summary.has_value(), name << ": " << (summary ? "" : summary.error().text()));
    BOOST_TEST(!summary->originals.empty(), name);
    const auto bytes = bytes_of(folder.file(name));
    for (const auto& original : summary->originals)
      if (original.size() >= 6) BOOST_TEST(!holds(bytes, original), name << ": " << original << " is left");
    // The binary addresses too.
    const auto reader = capture::CaptureReader::open(folder.file(name));
    const auto before = seen(captured(name)), after = seen(folder.file(name));
    for (const auto content : {Content::rtp, Content::rtcp, Content::sip})
      BOOST_TEST(after.of(content) == before.of(content), name << ": " << name_of(content));
    std::size_t of_calls = 0;
    for (const auto& one : before.exchanges) of_calls += one.call_id.empty() ? 0 : 1;
    BOOST_TEST(after.exchanges.size() == of_calls, name);
    for (const auto& one : after.exchanges) {
      const auto text = one.node.address.text();
      BOOST_TEST((text == "127.0.0.1" ||
                  std::find(summary->originals.begin(), summary->originals.end(), text) == summary->originals.end()));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_anonymised_course_is_the_same_course) {
  const Folder folder;
  const std::string name = "sip_kill9_reinvite.pcap";
  const auto summary = capture::export_calls(
      {.files = {captured(name.c_str())}, .calls = {}, .output = folder.file("out"), .anonymiser_seed = 5});
  BOOST_REQUIRE(summary.has_value());
  std::vector<capture::WireExchange> before;
  for (auto& one : seen(captured(name.c_str())).exchanges)
    if (!one.call_id.empty()) before.push_back(one);
  const auto after = seen(folder.file("out")).exchanges;
  BOOST_REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    BOOST_TEST(after[i].command == before[i].command);
    BOOST_TEST(after[i].sends == before[i].sends);
    BOOST_TEST(after[i].result == before[i].result);
    BOOST_TEST((after[i].latency == before[i].latency));
    BOOST_TEST((after[i].first_sent == before[i].first_sent));
    BOOST_TEST(after[i].node.port == before[i].node.port);
    BOOST_TEST(after[i].call_id.size() == before[i].call_id.size());
  }
}

BOOST_AUTO_TEST_CASE(fragments_come_along) {
  const Folder folder;
  const std::string sdp = "v=0\r\nc=IN IP4 10.0.0.7\r\nm=audio 4000 RTP/AVP 8\r\n" + std::string(2000, ' ') + "\r\n";
  const std::string payload =
      udp(5000, 2223, "c1 d7:call-id3:abc7:command5:offer3:sdp" + std::to_string(sdp.size()) + ":" + sdp + "e");
  const std::string other =
      udp(5000, 2223, "c2 d7:call-id5:other7:command5:offer3:sdp" + std::to_string(sdp.size()) + ":" + sdp + "e");
  const PcapFile file;
  const auto piece = [&](const std::string& whole, unsigned id, std::size_t from, std::size_t length) {
    const bool more = from + length < whole.size();
    return file.frame(
        10, id,
        ethernet(0x0800, Ipv4{.id = id, .fragment = static_cast<unsigned>(from / 8) | (more ? 0x2000U : 0U)}.with(
                             whole.substr(from, length))));
  };
  const auto path = folder.with("in", file.header() + piece(payload, 7, 0, 1480) + piece(other, 8, 0, 1480) +
                                          piece(other, 8, 1480, 4000) + piece(payload, 7, 1480, 4000));
  auto summary =
      capture::export_calls({.files = {path}, .calls = {"abc"}, .output = folder.file("out"), .anonymiser_seed = {}});
  BOOST_REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
  BOOST_TEST(summary->frames == 2U);
  BOOST_TEST(summary->parts == 1U);
  BOOST_TEST(seen(folder.file("out")).exchanges.at(0).call_id == "abc");
  BOOST_TEST(holds(bytes_of(folder.file("out")), "a part of what frame 4 completes"));
  summary =
      capture::export_calls({.files = {path}, .calls = {"abc"}, .output = folder.file("out"), .anonymiser_seed = 1});
  BOOST_REQUIRE(summary.has_value());
  BOOST_TEST(summary->frames == 1U);
  BOOST_TEST(seen(folder.file("out")).exchanges.at(0).call_id == "abc");
}

BOOST_AUTO_TEST_SUITE_END()
