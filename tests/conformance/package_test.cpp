// Lane: the Debian package, made by cpack from this build: what is in it, and that the program in it runs. The
// libraries in somebody else's CMake project.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(package_test)

namespace {

namespace fs = std::filesystem;

struct Shell {
  int exit_code = -1;
  std::string said;
};

/// A command in a folder; stdout and stderr together.
Shell shell(const rtpe::test::LabProgram& folder, const std::string& command) {
  const int status = std::system(("cd '" + folder.path_of(".") + "' && { " + command + "; } >said 2>&1").c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .said = folder.content("said")};
}

fs::path build_folder() { return fs::path(rtpe::test::lab_program_path()).parent_path().parent_path(); }

/// A project of a stranger, as docs/recipes/cpp has it, in the folder `stranger`.
void make_project(const rtpe::test::LabProgram& folder) {
  const fs::path docs = fs::path(rtpe::test::source_directory()) / "docs", project = folder.path_of("stranger");
  fs::create_directory(project);
  fs::copy_file(docs / "recipes/cpp/CMakeLists.txt", project / "CMakeLists.txt");
  fs::copy_file(docs / "examples/test_with_mock.cpp", project / "test_with_mock.cpp");
  (void)folder.file("stranger/invite.sip", rtpe::test::SipText{}.text());
}

/// Builds it in `out`, and runs its test.
void build_project(const rtpe::test::LabProgram& folder, const std::string& options) {
  const Shell built = shell(folder, "cmake -G Ninja -S stranger -B out " + options +
                                        " && cmake --build out --target test_with_mock && ctest --test-dir out "
                                        "--output-on-failure --tests-regex '^test_with_mock$'");
  BOOST_TEST(built.exit_code == 0, built.said);
  BOOST_TEST(built.said.find("100% tests passed, 0 tests failed out of 1") != std::string::npos, built.said);
}

/// Makes the package and unpacks it into `root`.
void unpack(const rtpe::test::LabProgram& folder) {
  const Shell made = shell(folder, "cpack --config '" + (build_folder() / "CPackConfig.cmake").string() +
                                       "' -G DEB -B '" + folder.path_of("out") + "' && dpkg-deb -x out/*.deb root");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.said);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_package_has_what_debian_expects_and_runs) {
  const rtpe::test::LabProgram folder;
  unpack(folder);
  const fs::path root = folder.path_of("root"), share = root / "usr/share";
  for (const char* file : {"doc/rtpe-lab/copyright", "doc/rtpe-lab/README.md", "doc/rtpe-lab/scenario-file.md",
                           "man/man1/rtpe-lab.1.gz", "man/man1/rtpe-lab-run.1.gz", "man/man1/rtpe-lab-pcap-ls.1.gz",
                           "bash-completion/completions/rtpe-lab", "zsh/vendor-completions/_rtpe-lab",
                           "fish/vendor_completions.d/rtpe-lab.fish", "rtpe-lab/scenarios/library/steady-cluster.toml"})
    BOOST_TEST(fs::exists(share / file), file);
  BOOST_TEST((!fs::exists(root / "usr/bin/rtpe-lab.debug") && fs::file_size(root / "usr/bin/rtpe-lab") > 100'000));
  const Shell fields = shell(folder, "dpkg-deb -f out/*.deb Package Architecture Depends Section");
  for (const char* part : {"Package: rtpe-lab\n", "libc6 (>=", "libpcap0.8", "Section: net"})
    BOOST_TEST(fields.said.find(part) != std::string::npos, fields.said);

  const Shell run =
      shell(folder, "root/usr/bin/rtpe-lab run root/usr/share/rtpe-lab/scenarios/library/steady-cluster.toml");
  BOOST_TEST(run.exit_code == 0, run.said);
  BOOST_TEST(run.said.starts_with("PASSED  "), run.said);
}

/// Of the preset release, which `scripts/test --lanes` builds beside this one.
BOOST_AUTO_TEST_CASE(the_program_of_a_release_is_small) {
  const fs::path program = fs::path(rtpe::test::source_directory()) / "build/release/cli/rtpe-lab";
  if (!fs::exists(program)) {
    BOOST_TEST_MESSAGE("the size of a release is not looked at: " << program.string() << " is not built");
    return;
  }
  const rtpe::test::LabProgram folder;
  const Shell stripped = shell(folder, "strip -o rtpe-lab '" + program.string() + "'");
  BOOST_REQUIRE_MESSAGE(stripped.exit_code == 0, stripped.said);
  constexpr std::uintmax_t most_bytes = 15'000'000;
  const std::uintmax_t bytes = fs::file_size(folder.path_of("rtpe-lab"));
  BOOST_TEST_MESSAGE("the program of a release: " << bytes << " bytes");
  BOOST_TEST(bytes <= most_bytes);
}

BOOST_AUTO_TEST_CASE(a_project_finds_the_installed_libraries) {
  const rtpe::test::LabProgram folder;
  make_project(folder);
  const Shell installed = shell(folder, "cmake --install '" + build_folder().string() +
                                            "' --component development --prefix '" + folder.path_of("prefix") + "'");
  BOOST_REQUIRE_MESSAGE(installed.exit_code == 0, installed.said);
  build_project(folder, "-DCMAKE_PREFIX_PATH='" + folder.path_of("prefix") + "'");
  BOOST_TEST(!fs::exists(folder.path_of("out/_deps")));  // not from the sources
}

BOOST_AUTO_TEST_CASE(a_project_builds_the_libraries_from_the_sources) {
  const rtpe::test::LabProgram folder;
  make_project(folder);
  build_project(folder, "-DFETCHCONTENT_SOURCE_DIR_RTPE-LAB='" + rtpe::test::source_directory() +
                            "' -DCMAKE_DISABLE_FIND_PACKAGE_rtpe-lab=ON -DRTPE_LAB_UNITY=ON");
  BOOST_TEST(fs::exists(folder.path_of("out/_deps/rtpe-lab-build")));
}

BOOST_AUTO_TEST_CASE(pages_and_completion_are_sound) {
  const rtpe::test::LabProgram folder;
  const rtpe::test::Ran made = folder.run("manual --out man1");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  std::size_t pages = 0;
  for (const auto& page : fs::directory_iterator(folder.path_of("man1"))) {
    ++pages;
    std::stringstream text;
    text << std::ifstream(page.path()).rdbuf();
    for (const char* section : {".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH EXIT STATUS\n"})
      BOOST_TEST(text.str().find(section) != std::string::npos, page.path() << " has no " << section);
  }
  BOOST_TEST(pages > 20U);
  (void)folder.file("done.bash", folder.run("completion bash").out);
  const std::string words =
      "source done.bash; COMP_WORDS=(rtpe-lab pcap ls --su); COMP_CWORD=3; _rtpe_lab; echo \"${COMPREPLY[*]}\"; "
      "COMP_WORDS=(rtpe-lab run --clock r); _rtpe_lab; echo \"${COMPREPLY[*]}\"; "
      "COMP_WORDS=(rtpe-lab pcap mo); COMP_CWORD=2; _rtpe_lab; echo \"${COMPREPLY[*]}\"";
  BOOST_TEST(shell(folder, "bash -c '" + words + "'").said == "--summary\nreal\nmos\n");
  BOOST_TEST(folder.run("completion tcsh").exit_code == 2);
  BOOST_TEST(folder.run("manual no such verb").exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
