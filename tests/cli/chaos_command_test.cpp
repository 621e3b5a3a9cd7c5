// `rtpe-lab chaos` and `rtpe-lab advise` as a user runs them: exit codes, files, and no file of the user's lost.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/lab_program.hpp"

BOOST_AUTO_TEST_SUITE(chaos_command_test)

namespace {

using rtpe::test::Ran;

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// One node with one worker: a crash or a hang of it breaks something.
struct OneBase : rtpe::test::LabProgram {
  OneBase() { (void)file("base.toml", text); }
  const std::string text =
      "title = 'One'\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\nworkers = 1\n[routing]\n"
      "\"request INVITE\" = ['rtpengine_manage()']\n\"reply INVITE\" = ['rtpengine_manage()']\n"
      "\"request BYE\" = ['rtpengine_delete()']\n[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n"
      "[[traffic]]\ncount = 3\n[space]\nfaults = ['hang']\nfault_count = 1\ncalls = '1..5'\n"
      "[space.parameters]\nrtpengine_retr = [1, 5]\n";
  [[nodiscard]] std::size_t cases(const std::string& folder) const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path_of(folder)))
      count += entry.path().extension() == ".toml" ? 1U : 0U;
    return count;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(each_find_is_a_file_that_runs_as_expected, OneBase) {
  const std::string search = "chaos base.toml --runs 8 --shrink-runs 30 --out ";
  const Ran ran = run(search + "out");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(mentions(ran.out, "decisive: "), ran.out);
  std::size_t told = 0;
  for (auto at = ran.out.find("  scenario: "); at != std::string::npos; at = ran.out.find("  scenario: ", at + 1))
    ++told;
  BOOST_TEST(told > 0U);
  BOOST_TEST(cases("out") == told);
  BOOST_TEST(run("run out").exit_code == 0);
  const Ran again = run(search + "out");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(mentions(again.err, "--resume goes on with it"), again.err);
  BOOST_TEST(run(search + "out --resume").out == ran.out);
}

BOOST_FIXTURE_TEST_CASE(a_corpus_keeps_what_still_fails_and_every_file_of_the_user, OneBase) {
  BOOST_TEST(run("chaos base.toml --runs 4 --shrink-runs 10 --corpus known").exit_code == 1);
  const std::size_t found = cases("known");
  BOOST_TEST(found > 0U);
  const std::string own = text + "[[fault]]\nat = '0s'\nengine = 'a'\ndo = 'crash'\n[[check]]\nthat = 'calls_lost'\n";
  (void)file("known/own.toml", own);  // fails, and is nobody's find
  (void)file("known/notes.toml", "this is no scenario");
  const std::string fixed =
      "# identity: calls_lost: gone\n" + text + "[[check]]\nthat = 'calls_lost'\nexpect = 'fail'\n";
  (void)file("known/fixed.toml", fixed);
  const Ran ran = run("chaos base.toml --runs 1 --shrink-runs 10 --corpus known");
  BOOST_TEST(mentions(ran.out, "known: "), ran.out);
  BOOST_TEST(mentions(ran.out, "fixed, and dropped: calls_lost: gone"), ran.out);
  BOOST_TEST(content("known/own.toml") == own);
  BOOST_TEST(content("known/notes.toml") == "this is no scenario");
  BOOST_TEST(!std::filesystem::exists(path_of("known/fixed.toml")));
  BOOST_TEST(cases("known") >= found + 2);
}

BOOST_FIXTURE_TEST_CASE(a_journal_of_somebody_else_is_left_as_it_is, OneBase) {
  std::filesystem::create_directory(path_of("out"));
  for (const std::string other : {"my notes", "my notes\n", "{\"search\":\"another\"}\n"}) {
    (void)file("out/journal.jsonl", other);
    const Ran ran = run("chaos base.toml --runs 2 --out out --resume");
    BOOST_TEST(ran.exit_code == 2, other);
    BOOST_TEST(mentions(ran.err, "journal.jsonl"), ran.err);
    BOOST_TEST(content("out/journal.jsonl") == other);
  }
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_cannot_be_written_is_said, OneBase) {
  std::filesystem::create_directory(path_of("out"));
  std::filesystem::create_symlink("/dev/full", path_of("out/journal.jsonl"));
  const Ran ran = run("chaos base.toml --runs 2 --shrink-runs 2 --out out --resume");
  BOOST_TEST(ran.exit_code == 3, ran.err);
  BOOST_TEST(mentions(ran.err, "No space left"), ran.err);
}

BOOST_FIXTURE_TEST_CASE(shards_put_together_find_what_one_search_finds, OneBase) {
  const std::string search = "chaos base.toml --strategy random --runs ";
  const Ran whole = run(search + "8 --shrink-runs 20 --out whole");
  for (const std::string shard : {"1", "2"})
    BOOST_TEST(run(search + "4 --shrink-runs 1 --out parts --shard " + shard + "/2").exit_code == 1);
  const Ran merged = run(search +
                         "8 --shrink-runs 20 --out whole2 --merge parts/journal-1-of-2.jsonl "
                         "--merge parts/journal-2-of-2.jsonl");
  BOOST_TEST(merged.exit_code == whole.exit_code);
  std::string expected = whole.out;
  for (auto at = expected.find("whole/"); at != std::string::npos; at = expected.find("whole/", at + 1))
    expected.replace(at, 6, "whole2/");
  BOOST_TEST(merged.out == expected);
}

BOOST_FIXTURE_TEST_CASE(a_search_for_one_failure_ends_with_it, OneBase) {
  const Ran ran = run("chaos base.toml --runs 100 --shrink-runs 5 --find standstill");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(mentions(ran.out, "1. standstill: "), ran.out);
  BOOST_TEST(!mentions(ran.out, "2. "), ran.out);
  BOOST_TEST(!mentions(ran.out, "100 runs: "), ran.out);
}

BOOST_FIXTURE_TEST_CASE(shards_of_one_folder_keep_their_files_apart, OneBase) {
  for (const std::string shard : {"1", "2"})
    BOOST_TEST(
        run("chaos base.toml --strategy random --runs 8 --shrink-runs 1 --out out --shard " + shard + "/2").exit_code ==
        1);
  std::size_t first = 0, second = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path_of("out"))) {
    first += entry.path().string().ends_with("-1-of-2.toml") ? 1U : 0U;
    second += entry.path().string().ends_with("-2-of-2.toml") ? 1U : 0U;
  }
  BOOST_TEST(first > 0U);
  BOOST_TEST(second > 0U);
  BOOST_TEST(cases("out") == first + second);
}

BOOST_FIXTURE_TEST_CASE(a_curve_is_a_table_json_and_a_chart, OneBase) {
  const std::string curve = "chaos base.toml --seeds 1..6 --curve \"engines=0..1 length=20s\"";
  const Ran ran = run(curve + " --chart curve.svg");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(mentions(ran.out, "engines    pass    share           95 %"), ran.out);
  // Without a failure all is well; a hung engine holds the only worker.
  BOOST_TEST(mentions(ran.out, "      0  6 of 6  100.0 %  61.0 to 100.0"), ran.out);
  BOOST_TEST(mentions(ran.out, "      1  0 of 6    0.0 %    0.0 to 39.0  "), ran.out);
  BOOST_TEST(mentions(ran.out, "standstill 6"), ran.out);
  BOOST_TEST(content("curve.svg").starts_with("<svg "));
  BOOST_TEST(run(curve + " --jobs 1").out == ran.out);
  const Ran quiet = run("chaos base.toml --seeds 1..6 --curve loss=0..0.0001 --points 2 --json");
  BOOST_TEST(mentions(quiet.out, "{\"grows\":\"loss\""), quiet.out);
  BOOST_TEST(mentions(quiet.out, "\"passed\":6,\"runs\":6"), quiet.out);
}

BOOST_FIXTURE_TEST_CASE(wrong_curves_exit_with_2, OneBase) {
  struct Row {
    std::string options, error;
  };
  const Row rows[] = {
      {"--curve loss", "--curve: \"loss\" is nothing that grows"},
      {"--curve lust=0..1", "is nothing that grows"},
      {"--curve loss=0.1", "nothing grows: one of them must be a range"},
      {"--curve loss=0.3..0.1", "the range 0.3..0.1 does not grow"},
      {"--curve loss=0..2", "loss is from 0 to 1"},
      {"--curve loss=0..x", "\"x\" is no number"},
      {"--curve engines=0..2", "the base has no more than 1 engines"},
      {"--curve engines=0.5..1", "engines is a whole number of them"},
      {"--curve length=0s..1min", "length must be above 0"},
      {"--curve rate=1..5", "--curve: "},
      {"--curve \"loss=0..0.1 loss=0.2\"", "loss is said twice"},
      {"--curve \"loss=0..0.1 engines=0..1\"", "only one of them can be a range"},
      {"--curve loss=0..0.1 --seeds 9..3", "--seeds: \"9..3\" is no range of seeds"},
      {"--curve loss=0..0.1 --seeds 7", "is no range of seeds"},
      {"--curve loss=0..0.1 --points 1", "--points"},
      {"--curve loss=0..0.1 --out here", "--out excludes --curve"},
      {"--chart x.svg", "--chart requires --curve"},
  };
  for (const Row& row : rows) {
    const Ran ran = run("chaos base.toml " + row.options);
    BOOST_TEST(ran.exit_code == 2, row.options);
    BOOST_TEST(mentions(ran.err, row.error), row.options << ": " << ran.err);
  }
}

BOOST_FIXTURE_TEST_CASE(wrong_options_and_spaces_exit_with_2, OneBase) {
  (void)file("bad.toml", text + "workers = [0]\n");
  for (const std::string line :
       {"chaos", "chaos base.toml --strategy wild", "chaos bad.toml", "chaos base.toml --shard 3/2",
        "chaos base.toml --time soon", "chaos base.toml --resume", "advise bad.toml", "advise base.toml --rate 0/s"})
    BOOST_TEST(run(line).exit_code == 2, line);
  BOOST_TEST(run("chaos nothing.toml").exit_code == run("check nothing.toml").exit_code);
}

BOOST_FIXTURE_TEST_CASE(advise_plays_the_grid_and_gives_reasons, OneBase) {
  const Ran ran = run("advise base.toml --rate 1/s");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(mentions(ran.out, "All 2 points of the grid were played"), ran.out);
  BOOST_TEST(mentions(ran.out, "modparam(\"rtpengine\", \"rtpengine_retr\", "), ran.out);
  BOOST_TEST(mentions(ran.out, "# next best: 1, 175 calls lost instead of 114, "), ran.out);
  BOOST_TEST(mentions(ran.out, "as it is     1 down x 5 sends x 1000 ms = 5.000 s"), ran.out);
  BOOST_TEST(run("advise base.toml --rate 1/s --jobs 1").out == ran.out);
}

BOOST_AUTO_TEST_SUITE_END()
