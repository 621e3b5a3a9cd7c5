// `rtpe-lab pcap` as a user runs it: pipes, packed files, filters, hints, broken input.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "tests/support/capture_file.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(pcap_command_test)

using namespace rtpe::test;

namespace {

const std::string captures = data_directory() + "/pcap/";

std::string bytes_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t rows(const std::string& out) {
  std::istringstream lines(out);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += has(line, "\"record\":\"exchange\"") ? 1 : 0;
  return count;
}

}  // namespace

/// A back-to-back user agent with Debian's rtpengine: three calls whose legs share an address that the engine wrote
/// (one has X-CID, one another header, one none), one with X-CID and no engine, and one with neither: two calls.
BOOST_FIXTURE_TEST_CASE(legs_of_a_back_to_back_user_agent, LabProgram) {
  const auto calls = [&](const std::string& options) {
    const std::string out = run("pcap ls --calls --json " + options + captures + "b2bua_legs.pcapng.gz").out;
    std::size_t count = 0;
    for (auto at = out.find("\"record\":\"call\""); at != std::string::npos;
         at = out.find("\"record\":\"call\"", at + 1))
      ++count;
    BOOST_TEST(has(out, R"("call_ids":["leg-a-3@x","leg-b-3@y"])"), out);
    BOOST_TEST(has(out, R"("call_ids":["leg-a-5@x"])"), out);
    BOOST_TEST(has(out, R"("call_ids":["leg-a-4@x","leg-b-4@y"])") == !has(options, "leg-header"), out);
    return count;
  };
  BOOST_TEST(calls("") == 6U);
  BOOST_TEST(calls("--leg-header X-Other-Leg ") == 7U);
}

BOOST_FIXTURE_TEST_CASE(filters, LabProgram) {
  const std::string file = captures + "sip_kill9_reinvite.pcap";
  const struct {
    const char* options;
    std::size_t rows;
  } cases[] = {
      {"", 3},
      {"--method offer", 2},
      {"--method OFFER --method answer", 3},
      {"--failures", 1},
      {"--node 127.0.8.1", 3},
      {"--node 127.0.8.1:2223", 3},
      {"--node 127.0.8.1:2224", 0},
      {"--call 18647", 3},
      {"--call nothing", 0},
      {"--from 2026-11-23T00:53:24", 1},
      {"--to '2026-11-23 00:53:24.0Z'", 2},
      {"--from 2026-11-24", 0},
  };
  for (const auto& one : cases) {
    const Ran ran = run("pcap ls --json " + std::string(one.options) + " " + file);
    BOOST_TEST(ran.exit_code == 0, ran.err);
    BOOST_TEST(rows(ran.out) == one.rows, one.options);
  }
  BOOST_TEST(run("pcap ls --from yesterday " + file).exit_code == 2);
  const Ran no_node = run("pcap ls --node engine-a " + file);
  BOOST_TEST(no_node.exit_code == 2);
  BOOST_TEST(has(no_node.err, "--node: \"engine-a\" is no address"), no_node.err);
  // What a node did at all does not hang on which of its commands are listed.
  const Ran failures = run("pcap ls --failures " + file);
  BOOST_TEST(has(failures.out, "silent since 2.504920, 1 unanswered"), failures.out);
  BOOST_TEST(run("pcap ls --summary " + file).out.starts_with("node "));
  BOOST_TEST(run("pcap ls --bpf udp " + file).exit_code == 2);
}

BOOST_FIXTURE_TEST_CASE(wall_clock_and_summary, LabProgram) {
  const std::string file = captures + "sip_kill9_reinvite.pcap";
  BOOST_TEST(has(run("pcap ls --utc " + file).out, "2026-11-23 00:53:2"));
  const Ran summary = run("pcap ls --summary " + file);
  BOOST_TEST(!has(summary.out, "Call-ID"));
  BOOST_TEST(has(summary.out, "20 SIP messages"), summary.out);
}

BOOST_FIXTURE_TEST_CASE(hints_where_nothing_is_found, LabProgram) {
  const PcapFile pcap;
  (void)file("empty.pcap", pcap.header());
  (void)file("arp.pcap", pcap.header() + pcap.frame(1, 0, ethernet(0x0806, "arp")));
  const Ran empty = run("pcap ls empty.pcap");
  BOOST_TEST(empty.exit_code == 0);
  BOOST_TEST(has(empty.out, "no frames"), empty.out);
  BOOST_TEST(!has(empty.out, "1970"), empty.out);
  const Ran other = run("pcap ls arp.pcap");
  BOOST_TEST(has(other.out, "not read: 1 ARP"), other.out);
  BOOST_TEST(has(other.out, "no NG here"), other.out);
}

BOOST_FIXTURE_TEST_CASE(control_and_format_characters_never_reach_the_terminal, LabProgram) {
  const PcapFile pcap;
  const std::string payload = "c1 d7:call-id6:\xe2\x80\xae\x1b[H7:command5:offere";
  (void)file("x.pcap", pcap.header() + pcap.frame(1, 0, ethernet(0x0800, Ipv4{}.with(udp(5000, 2223, payload)))));
  const Ran ran = run("pcap ls x.pcap");
  BOOST_TEST(has(ran.out, "\\u202e\\x1b[H"), ran.out);
  BOOST_TEST(!has(ran.out, "\x1b"), ran.out);
}

BOOST_FIXTURE_TEST_CASE(several_files_are_one, LabProgram) {
  const Ran ran = run("pcap ls --json " + captures + "sip_kill9_reinvite.pcap " + captures + "sip_kill9_bye.pcap");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(rows(ran.out) == 7U);
  BOOST_TEST(has(ran.out, "\"frames\":45"));
  BOOST_TEST(run("pcap ls " + captures + "sip_kill9_bye.pcap nowhere.pcap").exit_code == 3);
}

BOOST_FIXTURE_TEST_CASE(damaged_input_is_listed_up_to_the_damage, LabProgram) {
  const std::string whole = bytes_of(captures + "sip_kill9_bye.pcap");
  (void)file("cut.pcap", whole.substr(0, whole.size() - 10));
  const Ran ran = run("pcap ls --json cut.pcap");
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(rows(ran.out) == 4U);
  BOOST_TEST(has(ran.err, "after frame 19, near byte"), ran.err);
}

BOOST_FIXTURE_TEST_CASE(mos_of_a_call, LabProgram) {
  const Ran ran = run("pcap mos --interval 2s " + captures + "sip_media_mos.pcap");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  for (const char* part :
       {"120 packets in 3.6 s, lost 0 of 120 (0.0 %)", "received 120 packets, 20640 bytes, 0 errors (+0 packets",
        "samples: loss 3 %, jitter 20 ms", "MOS 4.1 (+0.0 to RTCP)"})
    BOOST_TEST(has(ran.out, part), part);
  BOOST_TEST(run("pcap mos --interval 0s " + captures + "sip_media_mos.pcap").exit_code == 2);
  BOOST_TEST(has(run("pcap mos --below 1 " + captures + "sip_media_mos.pcap").out, "no stream of RTP"));
}

BOOST_FIXTURE_TEST_CASE(an_export_and_what_it_refuses, LabProgram) {
  const std::string file = captures + "sip_media_mos.pcap", out = path_of("out.pcapng");
  const Ran ran =
      run("pcap export " + file + " --call 22857 -o " + out + " --anonymise --replaced " + path_of("values"));
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(has(ran.out, "1 call, 511 frames: 6 NG messages, 13 SIP messages, 480 RTP packets, 12 RTCP packets"));
  BOOST_TEST(has(bytes_of(path_of("values")), "127.0.8.20\n"));
  BOOST_TEST(!has(bytes_of(out), "127.0.8.20"));
  BOOST_TEST(run("pcap ls " + out).exit_code == 0);
  BOOST_TEST(run("pcap export - -o " + out).exit_code == 2);
  BOOST_TEST(run("pcap export " + out + " -o " + out).exit_code == 2);
  BOOST_TEST(run("pcap export " + file + " --call nobody -o " + path_of("none")).exit_code == 2);
  BOOST_TEST(run("pcap export " + file + " --replaced x -o " + path_of("none")).exit_code == 2);
  BOOST_TEST(run("pcap check --weights 10.0.0.1 " + file).exit_code == 2);
}

BOOST_FIXTURE_TEST_CASE(a_scenario_of_a_capture_replaces_nothing_unasked, LabProgram) {
  const std::string capture = bytes_of(captures + "sip_basic.pcap");
  (void)file("capture.pcap", capture);
  (void)file("mine.toml", "by hand");
  (void)file("other.sdp", "by hand");
  const struct {
    const char *arguments, *says;
  } refused[] = {
      {"capture.pcap -o capture.pcap", "the output is one of the captures that are read"},
      {"capture.pcap -o capture.pcap --force", "the output is one of the captures that are read"},
      {"capture.pcap -o mine.toml", "mine.toml is there already (--force replaces it)"},
      {"capture.pcap -o other.toml", "other.sdp is there already (--force replaces it)"},
  };
  for (const auto& [arguments, says] : refused) {
    const Ran ran = run(std::string("pcap to-scenario ") + arguments);
    BOOST_TEST(ran.exit_code == 2, arguments);
    BOOST_TEST(has(ran.err, says), ran.err);
  }
  BOOST_TEST((content("capture.pcap") == capture));
  BOOST_TEST(content("mine.toml") == "by hand");
  BOOST_TEST(content("other.sdp") == "by hand");
  BOOST_TEST(run("pcap to-scenario capture.pcap -o mine.toml --force").exit_code == 0);
  BOOST_TEST(run("run mine.toml").exit_code == 0);
}

BOOST_FIXTURE_TEST_CASE(a_capture_that_ends_inside_a_frame_is_used_as_far_as_it_goes, LabProgram) {
  const std::string whole = bytes_of(captures + "sip_basic.pcap");
  (void)file("cut.pcap", whole.substr(0, whole.size() - 40));
  const Ran scenario = run("pcap to-scenario cut.pcap -o cut.toml");
  BOOST_TEST(scenario.exit_code == 2);
  BOOST_TEST(has(scenario.out, "played: 1 of 1 calls"), scenario.out);
  BOOST_TEST(has(scenario.err, "cut.pcap: after frame 18"), scenario.err);
  const Ran replay = run("pcap replay cut.pcap --to udp:127.0.0.1:9 --timeout 50ms --sends 1 --fast");
  BOOST_TEST(has(replay.out, "3 commands sent"), replay.out);
}

BOOST_FIXTURE_TEST_CASE(a_replay_needs_an_engine_or_a_proxy_and_parties_that_are_here, LabProgram) {
  const std::string capture = captures + "sip_basic.pcap";
  BOOST_TEST(run("pcap replay " + capture).exit_code == 2);
  BOOST_TEST(run("pcap replay " + capture + " --to udp:127.0.0.1:9 --proxy 127.0.0.1").exit_code == 2);
  const Ran elsewhere = run("pcap replay " + capture + " --proxy 127.0.0.1:9 --callers 192.0.2.1");
  BOOST_TEST(elsewhere.exit_code == 3);
  BOOST_TEST(has(elsewhere.err, "--callers"), elsewhere.err);
  const Ran silent = run("pcap replay " + capture + " --proxy 127.0.0.1:9 --timeout 50ms --json");
  BOOST_TEST(silent.exit_code == 1);
  BOOST_TEST(has(silent.out, "\"captured\":\"INVITE\",\"replayed\":\"\",\"equal\":false"), silent.out);
}

BOOST_AUTO_TEST_SUITE_END()
