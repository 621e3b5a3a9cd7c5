// Lane: the Debian package, made by cpack from this build: what is in it, and that the program in it runs.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

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

/// Makes the package and unpacks it into `root`.
void unpack(const rtpe::test::LabProgram& folder) {
  const fs::path build = fs::path(rtpe::test::lab_program_path()).parent_path().parent_path();
  const Shell made = shell(folder, "cpack --config '" + (build / "CPackConfig.cmake").string() + "' -G DEB -B '" +
                                       folder.path_of("out") + "' && dpkg-deb -x out/*.deb root");
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
  constexpr std::uintmax_t most_bytes = 15'000'000;
  BOOST_TEST((!fs::exists(root / "usr/bin/rtpe-lab.debug") && fs::file_size(root / "usr/bin/rtpe-lab") > 100'000));
  BOOST_TEST_MESSAGE("usr/bin/rtpe-lab: " << fs::file_size(root / "usr/bin/rtpe-lab")
                                          << " bytes (limit of a release: " << most_bytes << ")");
  const Shell fields = shell(folder, "dpkg-deb -f out/*.deb Package Architecture Depends Section");
  for (const char* part : {"Package: rtpe-lab\n", "libc6 (>=", "libpcap0.8", "Section: net"})
    BOOST_TEST(fields.said.find(part) != std::string::npos, fields.said);

  const Shell run =
      shell(folder, "root/usr/bin/rtpe-lab run root/usr/share/rtpe-lab/scenarios/library/steady-cluster.toml");
  BOOST_TEST(run.exit_code == 0, run.said);
  BOOST_TEST(run.said.starts_with("PASSED  "), run.said);
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
