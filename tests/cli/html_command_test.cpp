// `rtpe-lab run --html` and `rtpe-lab report --html` as a user runs them: exit codes, messages, no half page.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "reports/html_report.hpp"
#include "tests/support/lab_program.hpp"

BOOST_AUTO_TEST_SUITE(html_command_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct OneRun : rtpe::test::LabProgram {
  OneRun() {
    (void)file("good.toml",
               "title = 'Steady'\nseed = 3\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n[routing]\n"
               "\"request INVITE\" = ['rtpengine_manage()']\n[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n"
               "[[traffic]]\nflow = 'basic-call'\nrate = '5/s'\ncount = 20\nhold = '5s'\n[[check]]\n"
               "that = 'calls_lost'\nmax = 0\n");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_build_without_the_page_says_so, OneRun) {
  if (rtpe::report::HtmlReport::is_built()) return;
  const Ran ran = run("run good.toml --html page.html");
  BOOST_TEST(ran.exit_code == 3);
  BOOST_TEST(has(ran.err, "built without the HTML report"), ran.err);
  BOOST_TEST(run("run good.toml").exit_code == 0);
}

BOOST_FIXTURE_TEST_CASE(the_page_of_a_run_and_of_its_log_have_the_same_data, OneRun) {
  if (!rtpe::report::HtmlReport::is_built()) return;
  const Ran ran = run("run good.toml --events run.jsonl --html run.html");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  const Ran read = run("report run.jsonl --html log.html");
  BOOST_TEST(read.exit_code == 0, read.err);
  const std::string first = content("run.html"), second = content("log.html");
  BOOST_TEST(first.starts_with("<!doctype html>"));
  const auto data = [](const std::string& page) { return page.substr(page.find("id=\"data\"")); };
  BOOST_TEST((data(first) == data(second)));
  BOOST_TEST(has(first, "rtpe-lab run good.toml --seed 3"));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_become_a_page_leaves_none, OneRun) {
  if (!rtpe::report::HtmlReport::is_built()) return;
  BOOST_TEST_REQUIRE(run("run good.toml --events run.jsonl").exit_code == 0);
  const std::string log = content("run.jsonl");
  std::string newer = log;
  newer.replace(newer.find("\"schema\":3"), 10, "\"schema\":99");
  (void)file("cut.jsonl", log.substr(0, log.size() / 2));
  (void)file("newer.jsonl", newer);
  (void)file("empty.jsonl", "");
  (void)file("old.html", "as it was");
  struct Row {
    std::string arguments;
    int exit_code;
    std::string says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"report cut.jsonl --html page.html", 2, "cut.jsonl:"},
           {"report cut.jsonl --html old.html", 2, "cut.jsonl:"},
           {"report newer.jsonl --html page.html", 2, "99"},
           {"report empty.jsonl --html page.html", 2, "the log is empty"},
           {"report none.jsonl --html page.html", 3, "cannot read"},
           {"report run.jsonl run.jsonl --html page.html", 2, "one file cannot hold 2 runs"},
           {"report run.jsonl --html run.jsonl", 2, "is the event log"},
           {"report run.jsonl --html nowhere/page.html", 3, "nowhere/page.html"},
           {"report run.jsonl --html /dev/full", 3, "/dev/full"},
           {"run good.toml --html /dev/full", 3, "/dev/full"},
           {"run good.toml --html nowhere/page.html", 3, "nowhere/page.html"},
           {"run good.toml --seed 1..2 --html page.html", 2, "one file cannot hold 2 runs"},
           {"run good.toml --html good.toml", 2, "good.toml is the scenario"},
       }) {
    const Ran ran = run(row.arguments);
    BOOST_TEST(ran.exit_code == row.exit_code, row.arguments << ": " << ran.exit_code << " " << ran.err);
    BOOST_TEST(has(ran.err + ran.out, row.says), row.arguments << ": " << ran.err);
    BOOST_TEST(!std::filesystem::exists(path_of("page.html")), row.arguments);
    BOOST_TEST(!std::filesystem::exists(path_of("page.html.part")), row.arguments);
  }
  BOOST_TEST(content("old.html") == "as it was");
}

BOOST_AUTO_TEST_SUITE_END()
