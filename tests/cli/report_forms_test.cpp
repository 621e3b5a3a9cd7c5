// Traces, captures, datagrams and bundles as a user makes them; what cannot be made, and broken logs.
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <filesystem>
#include <sstream>

#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(report_forms_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Logs : rtpe::test::TwoScenarios {
  Logs() {
    (void)run("run bad.toml --quiet --events bad.jsonl");
    (void)run("run bad.toml --quiet --events full.jsonl --datagrams");
  }
};

/// As a word of its own: 10.0.0.1 does not stand in 10.0.0.17.
bool stands_in(const std::string& text, const std::string& word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

/// The four bytes of "10.0.0.1", as packets have them; empty: it is no such address.
std::string bytes_of(const std::string& address) {
  std::string out;
  std::istringstream in(address);
  for (std::string octet; std::getline(in, octet, '.');) {
    if (octet.empty() || octet.size() > 3 || octet.find_first_not_of("0123456789") != std::string::npos) return {};
    out += static_cast<char>(std::stoi(octet));
  }
  return out.size() == 4 ? out : std::string();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_log_has_datagrams_when_it_is_asked_to, Logs) {
  BOOST_TEST(!has(content("bad.jsonl"), "\"event\":\"datagram\""));
  const std::string full = content("full.jsonl");
  // Without its datagrams it is the same log, but for what they say of the size of replies.
  std::string plain;
  for (std::size_t at = 0; at < full.size();) {
    const auto end = full.find('\n', at);
    const std::string line = full.substr(at, end - at + 1);
    if (!has(line, "\"event\":\"datagram\"")) plain += line;
    at = end + 1;
  }
  BOOST_TEST((plain == content("bad.jsonl")));
  BOOST_TEST(has(full,
                 "\"protocol\":\"sip\",\"source\":\"192.0.2.20:5060\",\"destination\":\"192.0.2.10:5060\",\"proxy\":0,"
                 "\"call\":1,\"bytes\":\"INVITE "),
             full.substr(0, 3000));
  const Ran verdict = run("report full.jsonl"), other = run("report bad.jsonl");
  BOOST_TEST(verdict.out == other.out);
  const Ran useless = run("run bad.toml --datagrams");
  BOOST_TEST(useless.exit_code == 2);
  BOOST_TEST(has(useless.err, "--events FILE"), useless.err);
}

BOOST_FIXTURE_TEST_CASE(the_ladder_shows_what_became_of_the_sdp, Logs) {
  (void)run("run good.toml --quiet --events good.jsonl --datagrams");
  const Ran ladder = run("ladder good.jsonl --call 1");
  BOOST_TEST(has(ladder.out, "SDP - c=IN IP4 "), ladder.out);
  BOOST_TEST(has(ladder.out, "SDP + c=IN IP4 "), ladder.out);
  BOOST_TEST(has(ladder.out, " lines as they were"), ladder.out);
  BOOST_TEST(!has(run("ladder bad.jsonl --call 1").out, "SDP"));
}

BOOST_FIXTURE_TEST_CASE(a_capture_from_a_log_is_the_one_of_the_run, Logs) {
  (void)run("run bad.toml --quiet --pcap run.pcapng");
  BOOST_TEST(run("report full.jsonl --pcap log.pcapng").exit_code == 1);  // the check's own code
  const Ran from_run = run("pcap ls run.pcapng --json"), from_log = run("pcap ls log.pcapng --json");
  BOOST_TEST(!from_run.out.empty());
  BOOST_TEST(from_run.out == from_log.out);
  const Ran without = run("report bad.jsonl --pcap none.pcapng");
  BOOST_TEST(without.exit_code == 3);
  BOOST_TEST(has(without.err, "the log has no datagrams (write it with run --events FILE --datagrams)"), without.err);
  BOOST_TEST(!std::filesystem::exists(path_of("none.pcapng")));
  BOOST_TEST(!std::filesystem::exists(path_of("none.pcapng.part")));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_written_leaves_nothing, Logs) {
  const std::string log = content("full.jsonl");
  std::string newer = log;
  newer.replace(newer.find("\"schema\":3"), 10, "\"schema\":99");
  (void)file("cut.jsonl", log.substr(0, log.size() / 2));
  (void)file("newer.jsonl", newer);
  (void)file("old", "as it was");
  std::filesystem::create_directory(path_of("folder"));
  struct Row {
    std::string arguments;
    int exit_code;
    std::string says;
  };
  for (const std::string form : {"--perfetto", "--pcap"})
    for (const Row& row : std::initializer_list<Row>{
             {"report cut.jsonl " + form + " new", 2, "cut.jsonl:"},
             {"report cut.jsonl " + form + " old", 2, "cut.jsonl:"},
             {"report newer.jsonl " + form + " new", 2, "99"},
             {"report none.jsonl " + form + " new", 3, "cannot read"},
             {"report full.jsonl " + form + " /dev/full", 3, "/dev/full"},
             {"report full.jsonl " + form + " nowhere/new", 3, "nowhere/new"},
             {"report full.jsonl " + form + " folder", 3, "folder"},
             {"report full.jsonl " + form + " full.jsonl", 2, "is the event log"},
             {"report full.jsonl --junit new " + form + " new", 2, "is the file of --junit"},
             {"report full.jsonl full.jsonl " + form + " new", 2, "one file cannot hold 2 runs"},
         }) {
      const Ran ran = run(row.arguments);
      BOOST_TEST(ran.exit_code == row.exit_code, row.arguments << ": " << ran.exit_code << " " << ran.err);
      BOOST_TEST(has(ran.err, row.says), row.arguments << ": " << ran.err);
      for (const char* name : {"new", "new.part", "old.part", "full.jsonl.part"})
        BOOST_TEST(!std::filesystem::exists(path_of(name)), row.arguments << " left " << name);
      BOOST_TEST(content("old") == "as it was");
      BOOST_TEST(content("full.jsonl") == log);
    }
  for (const auto& [to, code] : {std::pair("nobody", 2), std::pair("127.0.0.1:0", 2), std::pair("127.0.0.1:70000", 2),
                                 std::pair("no.such.host.invalid:9060", 3)})
    BOOST_TEST(run("report full.jsonl --hep " + std::string(to)).exit_code == code, to);
  BOOST_TEST(run("run good.toml --perfetto good.toml").exit_code == 2);
  BOOST_TEST(run("run good.toml --perfetto /dev/full").exit_code == 3);
  BOOST_TEST(run("run good.toml bad.toml --perfetto new").exit_code == 2);
}

BOOST_FIXTURE_TEST_CASE(a_bundle_is_a_folder_of_its_own, Logs) {
  const Ran made = run("report full.jsonl --bundle case");
  BOOST_TEST(made.exit_code == 1, made.err);
  for (const char* name :
       {"README.md", "run.sh", "kamailio.cfg", "caller.xml", "callee.xml", "ladder.txt", "capture.pcapng"})
    BOOST_TEST(!content(std::string("case/") + name).empty(), name);
  BOOST_TEST(has(content("case/README.md"), "* answer to a: timed out after 5 s in 5 sends\n"),
             content("case/README.md"));
  BOOST_TEST(has(content("case/kamailio.cfg"), "127.0.13.10:2223"));
  BOOST_TEST(has(content("case/caller.xml"), "INVITE sip:bob@127.0.13.3:5060 SIP/2.0"));
  const Ran again = run("report full.jsonl --bundle case");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(has(again.err, "case is there already"), again.err);
  BOOST_TEST(run("report bad.jsonl --bundle other --call 3 --loopback 127.9.9").exit_code == 1);
  BOOST_TEST(has(content("other/kamailio.cfg"), "127.9.9.10:2223"));
  BOOST_TEST(!std::filesystem::exists(path_of("other/capture.pcapng")));
  BOOST_TEST(run("report bad.jsonl --bundle third --call 99").exit_code == 2);
  std::filesystem::remove(path_of("bad.toml"));
  const Ran without = run("report bad.jsonl --bundle third");
  BOOST_TEST(without.exit_code == 3, without.err);
  BOOST_TEST(!std::filesystem::exists(path_of("third")));
  BOOST_TEST(!std::filesystem::exists(path_of("third.part")));
}

BOOST_FIXTURE_TEST_CASE(an_anonymised_bundle_has_no_name_of_the_run, Logs) {
  const Ran made = run("report full.jsonl --bundle case --anonymise --replaced replaced.txt");
  BOOST_TEST(made.exit_code == 1, made.err);
  std::istringstream replaced(content("replaced.txt"));
  std::size_t looked_for = 0, files = 0;
  for (std::string word; std::getline(replaced, word);) {
    if (word == "alice" || word == "bob" || word == "lab.invalid") continue;  // those of the SIPp files
    ++looked_for;
    files = 0;
    for (const auto& file : std::filesystem::directory_iterator(path_of("case"))) {
      const std::string text = content("case/" + file.path().filename().string());
      ++files;
      BOOST_TEST(!stands_in(text, word), word << " stands in " << file.path());
      const std::string bytes = bytes_of(word);
      if (!bytes.empty() && file.path().extension() == ".pcapng")
        BOOST_TEST(!has(text, bytes), word << " is in a packet");
    }
  }
  BOOST_TEST(files == 7U);
  BOOST_TEST(looked_for > 5U, content("replaced.txt"));
  for (const char* word : {"10.0.0.1", "192.0.2.10", "192.0.2.20"})
    BOOST_TEST(stands_in(content("replaced.txt"), word), word);
  BOOST_TEST(content("case/README.md").starts_with("# A run of rtpe-lab\n"));
  BOOST_TEST(!has(content("case/README.md"), "bad.toml"));
  BOOST_TEST(has(content("case/kamailio.cfg"), "127.0.13.10:2223"));
  BOOST_TEST(has(content("case/ladder.txt"), "offer"));
  // Only what is anonymised is told.
  BOOST_TEST(run("report full.jsonl --bundle other --replaced r.txt").exit_code == 2);
  // The addresses of the bundle may not be those of the scenario.
  (void)file("bad.toml", content("bad.toml") + "# 127.0.13.10\n");
  const Ran same = run("report full.jsonl --bundle other --anonymise");
  BOOST_TEST(same.exit_code == 2);
  BOOST_TEST(has(same.err, "choose others with --loopback"), same.err);
  BOOST_TEST(!std::filesystem::exists(path_of("other")));
}

BOOST_AUTO_TEST_SUITE_END()
