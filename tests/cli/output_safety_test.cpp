// No verb loses a file of the user's, ends by a signal, or hides that its output went nowhere.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/lab_program.hpp"

BOOST_AUTO_TEST_SUITE(output_safety_test)

using namespace rtpe;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* cluster = R"(
title = "Short"
[client]
rtpengine_sock = ["udp:127.61.12.1:22231"]
[routing]
"request INVITE" = ['rtpengine_manage()']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:127.61.12.1:22231"
[[traffic]]
flow = "basic-call"
count = 1
hold = "10ms"
ring = "10ms"
)";

/// A unix socket of that kind at `path`, as somebody else has it open.
class Listener {
 public:
  Listener(const std::string& path, int kind) : descriptor_(::socket(AF_UNIX, kind, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    if (kind == SOCK_STREAM) BOOST_REQUIRE(::listen(descriptor_, 1) == 0);
  }
  ~Listener() { ::close(descriptor_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  int descriptor_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(output_safety, test::LabProgram)

BOOST_AUTO_TEST_CASE(a_control_socket_takes_nobody_s_place) {
  (void)file("cluster.toml", cluster);
  (void)file("notes.txt", "mine");
  std::filesystem::create_symlink("notes.txt", path_of("link"));
  const Listener datagrams(path_of("busy"), SOCK_DGRAM), streams(path_of("busy-stream"), SOCK_STREAM);
  for (const char* path :
       {"notes.txt", "link", "busy", "busy-stream", ".", "nowhere/socket", "notes.txt/socket", "/proc/1/x"}) {
    const auto ran = run(std::string("run cluster.toml --clock real --control unix:") + path);
    BOOST_TEST(ran.exit_code == 3, path << ": " << ran.exit_code << " " << ran.err);
    BOOST_TEST(has(ran.err, path), ran.err);
  }
  BOOST_TEST(content("notes.txt") == "mine");
  BOOST_TEST(std::filesystem::is_symlink(path_of("link")));
  BOOST_TEST(std::filesystem::is_socket(path_of("busy")));
}

BOOST_AUTO_TEST_CASE(a_socket_that_a_process_left_behind_is_replaced) {
  (void)file("cluster.toml", cluster);
  {
    const Listener gone(path_of("left"), SOCK_DGRAM);
  }
  const auto ran = run("run cluster.toml --clock real --control unix:left");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(!std::filesystem::exists(path_of("left")));
}

BOOST_AUTO_TEST_CASE(reports_and_logs_keep_what_they_cannot_replace) {
  (void)file("cluster.toml", cluster);
  std::filesystem::create_directory(path_of("folder"));
  std::ofstream(path_of("folder") + "/inside") << "mine";
  for (const char* option : {"--events", "--pcap", "--junit"}) {
    const auto directory = run(std::string("run cluster.toml ") + option + " folder");
    BOOST_TEST(directory.exit_code == 3, option << ": " << directory.exit_code);
    BOOST_TEST(has(directory.err + directory.out, "folder"), directory.err);
    const auto full = run(std::string("run cluster.toml ") + option + " /dev/full");
    BOOST_TEST(full.exit_code == 3, option << ": " << full.exit_code);
    const auto missing = run(std::string("run cluster.toml ") + option + " nowhere/file");
    BOOST_TEST(missing.exit_code == 3, option << ": " << missing.exit_code);
    const auto good = run(std::string("run cluster.toml ") + option + " written");
    BOOST_TEST(good.exit_code == 0, good.err);
    BOOST_TEST(!content("written").empty());
    BOOST_TEST(!std::filesystem::exists(path_of("written.part")));
    std::filesystem::remove(path_of("written"));
  }
  BOOST_TEST(content("folder/inside") == "mine");
}

/// A run that cannot be set up leaves the log of the run before.
BOOST_AUTO_TEST_CASE(a_log_is_replaced_by_a_whole_one_only) {
  (void)file("cluster.toml", cluster);
  (void)file("events.jsonl", "the run before");
  const auto ran = run("run cluster.toml --events events.jsonl --out /dev/null/x");
  BOOST_TEST(ran.exit_code == 3, ran.err);
  BOOST_TEST(content("events.jsonl") == "the run before");
  BOOST_TEST(!std::filesystem::exists(path_of("events.jsonl.part")));
  std::filesystem::create_symlink("events.jsonl", path_of("latest"));
  BOOST_TEST(run("run cluster.toml --events latest").exit_code == 0);
  BOOST_TEST(std::filesystem::is_symlink(path_of("latest")));
  BOOST_TEST(content("events.jsonl").starts_with("{"));
}

BOOST_AUTO_TEST_CASE(outputs_are_no_inputs_and_not_each_other) {
  (void)file("cluster.toml", cluster);
  for (const char* options : {"--events cluster.toml", "--pcap ./cluster.toml", "--junit cluster.toml",
                              "--events x --pcap x", "--junit ./x --events x"}) {
    const auto ran = run(std::string("run cluster.toml ") + options);
    BOOST_TEST(ran.exit_code == 2, options << ": " << ran.exit_code << " " << ran.err);
  }
  BOOST_TEST(content("cluster.toml") == cluster);
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_written_is_exit_code_3) {
  (void)file("cluster.toml", cluster);
  (void)file("invite.sip",
             "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=f\r\n"
             "To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
  for (const char* arguments :
       {"audit --sock udp:a:1", "explain --sock udp:a:1 --call-id a", "check cluster.toml", "run cluster.toml",
        "run cluster.toml --list", "run cluster.toml --json", "version", "--version", "--help", "ng --help",
        "ng 'rtpengine_delete()' --message invite.sip --dry-run"}) {
    const auto ran = run(std::string(arguments) + " >/dev/full");
    BOOST_TEST(ran.exit_code == 3, arguments << ": " << ran.exit_code);
    BOOST_TEST(has(ran.err, "cannot write to standard output: No space left"), arguments << ": " << ran.err);
  }
}

/// `rtpe-lab run ... --junit FILE | head -1`: the files are made, and that nobody read the rest is said.
BOOST_AUTO_TEST_CASE(files_are_made_whoever_reads_stdout) {
  (void)file("cluster.toml", cluster);
  BOOST_REQUIRE(run("run cluster.toml --events log.jsonl --datagrams --out out").exit_code == 0);
  int pipe[2];
  BOOST_REQUIRE(::pipe(pipe) == 0);
  ::close(pipe[0]);
  const std::string nobody = " >&" + std::to_string(pipe[1]);
  for (const char* arguments :
       {"run cluster.toml --events made", "run cluster.toml --pcap made", "run cluster.toml --perfetto made",
        "run cluster.toml --junit made", "run cluster.toml --out made", "report log.jsonl --tap made",
        "report log.jsonl --csv made", "report log.jsonl --pcap made", "report log.jsonl --bundle made",
        "report log.jsonl --json --gitlab made", "report merge out/summary.json --prometheus made"}) {
    const auto ran = run(arguments + nobody);
    BOOST_TEST(ran.exit_code == 3, arguments << ": " << ran.exit_code << " " << ran.err);
    BOOST_TEST(has(ran.err, "cannot write to standard output: Broken pipe"), arguments << ": " << ran.err);
    BOOST_TEST(std::filesystem::exists(path_of("made")), arguments);
    BOOST_TEST(!std::filesystem::exists(path_of("made.part")), arguments);
    std::filesystem::remove_all(path_of("made"));
  }
  // Where nothing else is made it ends, quietly, by the signal: the shell says 128 and its number.
  const auto ran = run("report log.jsonl" + nobody);
  BOOST_TEST(ran.exit_code != 0);
  BOOST_TEST(ran.err == "");
  ::close(pipe[1]);
}

BOOST_AUTO_TEST_CASE(every_verb_shows_examples_of_its_own) {
  for (const std::string verb :
       {"audit", "check", "control", "explain", "mock", "ng", "pcap", "pcap ls", "report", "run", "version"}) {
    const auto ran = run(verb + " --help");
    BOOST_TEST(ran.exit_code == 0);
    const auto begin = ran.out.find("Examples:\n");
    BOOST_REQUIRE_MESSAGE(begin != std::string::npos, verb << ": " << ran.out);
    std::istringstream lines(ran.out.substr(begin + 10));
    std::size_t own = 0;
    for (std::string line; std::getline(lines, line) && line.starts_with("  ");)
      own += has(line, "rtpe-lab " + verb) ? 1 : 0;
    BOOST_TEST(own > 0U, verb << ": " << ran.out);
  }
}

BOOST_AUTO_TEST_CASE(seeds_say_what_is_wrong) {
  (void)file("cluster.toml", cluster);
  const struct {
    const char *seed, *says;
  } rows[] = {{"5..1", "ends before it begins (1..5)"},
              {"-1", "not below 0"},
              {"1..-5", "not below 0"},
              {"x", "a number up to"},
              {"1..", "a number up to"},
              {"99999999999999999999", "a number up to"}};
  for (const auto& row : rows) {
    const auto ran = run(std::string("run cluster.toml --seed=") + row.seed);
    BOOST_TEST(ran.exit_code == 2, row.seed);
    BOOST_TEST(has(ran.err, row.says), ran.err);
  }
  for (const char* arguments :
       {"mock --seed -1", "mock --journal -1", "mock --delete-delay x", "mock --delete-delay -5"}) {
    const auto ran = run(arguments);
    BOOST_TEST(ran.exit_code == 2, arguments);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
