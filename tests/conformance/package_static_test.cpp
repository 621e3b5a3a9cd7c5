// Lane: the program for other distributions, from the preset static: it loads nothing but libc, is small, and is what
// the Containerfile makes an image of.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <regex>
#include <set>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(package_static_test)

namespace {

namespace fs = std::filesystem;
using rtpe::test::LabProgram;

const fs::path source = rtpe::test::source_directory(), build = source / "build/static";

void skip(const std::string& reason) {
  std::cout << "skipped: " << reason << std::endl;
  std::_Exit(77);
}

struct Shell {
  int exit_code = -1;
  std::string said;
};

/// A command in a folder; stdout and stderr together.
Shell shell(const LabProgram& folder, const std::string& command) {
  const int status = std::system(("cd '" + folder.path_of(".") + "' && { " + command + "; } >said 2>&1").c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .said = folder.content("said")};
}

/// The archive, made and unpacked; its folder.
std::string unpack(const LabProgram& folder) {
  if (!fs::exists(build / "cli/rtpe-lab")) skip("the preset static is not built");
  const Shell made = shell(folder, "cpack --config '" + (build / "CPackConfig.cmake").string() + "' -G TGZ -B '" +
                                       folder.path_of("out") + "' && tar xf out/*.tar.gz");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.said);
  for (const auto& one : fs::directory_iterator(folder.path_of(".")))
    if (one.path().filename().string().starts_with("rtpe-lab-")) return one.path().string();
  BOOST_FAIL("the archive has no folder");
  return {};
}

std::set<std::string> matches(const std::string& text, const std::regex& what) {
  std::set<std::string> out;
  for (auto one = std::sregex_iterator(text.begin(), text.end(), what); one != std::sregex_iterator(); ++one)
    out.insert((*one)[1]);
  return out;
}

/// The image's entry point as it is, in a network of its own; a ping is sent there until it is answered.
Shell entry_point_asked(const LabProgram& folder, const std::string& buildah, const std::string& entry) {
  (void)folder.file("ping.py",
                    "import socket, sys, time\n"
                    "peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                    "peer.settimeout(0.2)\n"
                    "end = time.time() + 60\n"
                    "while time.time() < end:\n"
                    "    peer.sendto(b'1_1 d7:command4:pinge', ('127.0.0.1', 2223))\n"
                    "    try:\n"
                    "        print(peer.recv(100).decode())\n"
                    "        sys.exit(0)\n"
                    "    except OSError:\n"
                    "        time.sleep(0.05)\n"
                    "sys.exit(1)\n");
  (void)folder.file("mock.sh", "ip link set lo up\nc=$(" + buildah + "from localhost/rtpe-lab)\ntimeout 90 env " +
                                   buildah + "run $c -- " + entry +
                                   " > mock.log 2>&1 &\npython3 ping.py; code=$?\nkill $!; wait; exit $code\n");
  return shell(folder, "unshare -n sh mock.sh");
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_loads_nothing_but_libc_and_is_small) {
  const LabProgram folder;
  const fs::path root = unpack(folder), program = root / "bin/rtpe-lab";
  constexpr std::uintmax_t most_bytes = 15'000'000;
  BOOST_TEST_MESSAGE("the program for other distributions: " << fs::file_size(program) << " bytes");
  BOOST_TEST(fs::file_size(program) < most_bytes);
  const std::set<std::string> libc{"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"};
  const auto loaded =
      matches(shell(folder, "readelf -d '" + program.string() + "'").said, std::regex("\\(NEEDED\\).*\\[(.*)\\]"));
  BOOST_TEST(loaded.contains("libc.so.6"));
  for (const std::string& library : loaded) BOOST_TEST(libc.contains(library), library);
  // Debian 12 has 2.36.
  const auto versions =
      matches(shell(folder, "readelf -V '" + program.string() + "'").said, std::regex("GLIBC_2\\.([0-9]+)"));
  BOOST_TEST(!versions.empty());
  for (const std::string& version : versions) BOOST_TEST(std::stoi(version) <= 36, "GLIBC_2." << version);
  for (const char* file : {"share/man/man1/rtpe-lab.1.gz", "share/rtpe-lab/scenarios/library/steady-cluster.toml",
                           "share/doc/rtpe-lab/licences/libosip2-dev", "share/doc/rtpe-lab/copyright"})
    BOOST_TEST(fs::exists(root / file), file);
  const std::string run = "'" + program.string() + "' run '" + root.string() + "/share/rtpe-lab/scenarios/library/";
  const Shell steady = shell(folder, run + "steady-cluster.toml' --pcap sent.pcapng");
  BOOST_TEST(steady.exit_code == 0, steady.said);
  BOOST_TEST(shell(folder, "'" + program.string() + "' pcap ls sent.pcapng").exit_code == 0);
}

/// What the LGPL asks for (docs/decisions/0062): the libraries with the versions that were linked, how to link again,
/// and every licence that a notice names.
BOOST_AUTO_TEST_CASE(it_says_what_is_in_it_and_how_to_link_again) {
  const LabProgram folder;
  const fs::path docs = fs::path(unpack(folder)) / "share/doc/rtpe-lab";
  const std::string page = shell(folder, "cat '" + (docs / "linked-libraries.md").string() + "'").said;
  std::string version = shell(folder, "dpkg-query -W -f '${source:Version}' libosip2-dev").said;
  BOOST_TEST(page.find("| libosip2-dev | libosip2 | " + version + " | LGPL-2.1 or later |") != std::string::npos, page);
  BOOST_TEST(page.find("apt-get source libosip2=" + version) != std::string::npos, page);
  BOOST_TEST(page.find("cmake --fresh --preset static") != std::string::npos, page);
  BOOST_TEST(page.find('@') == std::string::npos, page);
  std::size_t notices = 0;
  for (const auto& notice : fs::directory_iterator(docs / "licences")) {
    if (!notice.is_regular_file()) continue;
    ++notices;
    BOOST_TEST(page.find("| " + notice.path().filename().string() + " |") != std::string::npos, notice.path());
    const std::string text = shell(folder, "cat '" + notice.path().string() + "'").said;
    for (const std::string& licence : matches(text, std::regex("common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])")))
      BOOST_TEST(fs::exists(docs / "licences/common" / licence), notice.path() << " names " << licence);
  }
  BOOST_TEST(notices > 10U);
}

BOOST_AUTO_TEST_CASE(sqlite_is_the_database_that_it_knows) {
  const LabProgram folder;
  const std::string program = unpack(folder) + "/bin/rtpe-lab";
  const auto scenario = [&](const std::string& url) {
    return folder.file(
        "nodes.toml", "title = 'Nodes of a table'\n[client]\ndb_url = '" + url +
                          "'\n[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n[[engine]]\nname = 'a'\nlisten = "
                          "'udp:10.0.0.1:2223'\n[[traffic]]\nflow = 'basic-call'\nrate = '5/s'\ncount = 5\n[[check]]\n"
                          "that = 'calls_lost'\nmax = 0\n");
  };
  (void)scenario("sqlite://" + folder.path_of("nodes.db"));
  const Shell made =
      shell(folder,
            "python3 -c \"import sqlite3; d = sqlite3.connect('nodes.db'); d.executescript('create table version "
            "(table_name text, table_version int); insert into version values (\\\"rtpengine\\\", 1); create table "
            "rtpengine (id integer primary key, setid int, url text, weight int, disabled int, stamp int); insert into "
            "rtpengine values (1, 0, \\\"udp:10.0.0.1:2223\\\", 1, 0, 0)')\"");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.said);
  const Shell run = shell(folder, program + " run nodes.toml");
  BOOST_TEST(run.exit_code == 0, run.said);
  (void)scenario("mysql://a:b@127.0.0.1/kamailio");
  const Shell other = shell(folder, program + " run nodes.toml");
  BOOST_TEST(other.exit_code != 0);
  BOOST_TEST(other.said.find("knows no other database than SQLite") != std::string::npos, other.said);
}

BOOST_AUTO_TEST_CASE(the_containerfile_makes_an_image_of_it) {
  if (std::system("command -v buildah > /dev/null") != 0) skip("buildah is missing; scripts/install-deps --lanes");
  const LabProgram folder;
  const std::string root = unpack(folder);
  // No registry: the base is this machine's libc, in a tree of its own.
  const Shell tree = shell(
      folder,
      "mkdir -p tree/lib64 tree/etc tree/tmp && cp -L /lib64/ld-linux*.so.* tree/lib64/ && for library in $(ldd '" +
          root +
          "/bin/rtpe-lab' | sed -n 's/.* => \\(.*\\) (.*/\\1/p'); do mkdir -p tree$(dirname $library) && cp "
          "-L $library tree$library; done && printf 'FROM scratch\\nCOPY tree /\\n' > base");
  BOOST_REQUIRE_MESSAGE(tree.exit_code == 0, tree.said);
  const std::string buildah = "STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot buildah --root '" +
                              folder.path_of("images") + "' --runroot '" + folder.path_of("state") + "' ";
  const Shell made = shell(folder, buildah + "bud -q -t localhost/base -f base . && " + buildah +
                                       "bud -q -t localhost/rtpe-lab --build-arg BASE=localhost/base --build-context "
                                       "package='" +
                                       root + "' -f '" + (source / "Containerfile").string() + "' .");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.said);
  const Shell told = shell(folder, buildah +
                                       "inspect --type image --format '{{.OCIv1.Config.Entrypoint}} "
                                       "{{.OCIv1.Config.User}}' localhost/rtpe-lab");
  BOOST_TEST(told.said.starts_with("[rtpe-lab mock --listen udp:0.0.0.0:2223] 65534"), told.said);
  const Shell mock = entry_point_asked(folder, buildah, told.said.substr(1, told.said.find(']') - 1));
  BOOST_TEST(mock.exit_code == 0, mock.said << folder.content("mock.log"));
  BOOST_TEST(mock.said.find("1_1 d6:result4:ponge") != std::string::npos, mock.said);
  // With debian:12-slim (28 MB as registries count, packed) below it less than 60 MB are pulled.
  const Shell packed = shell(folder, "tar c -C '" + root + "' . | gzip | wc -c");
  constexpr std::uintmax_t most_packed = 60'000'000 - 28'300'000;
  BOOST_TEST_MESSAGE("the image's own layer, packed: " << packed.said);
  BOOST_TEST(std::stoull(packed.said) < most_packed);
  const Shell run =
      shell(folder, "c=$(" + buildah + "from localhost/rtpe-lab) && " + buildah +
                        "run $c -- rtpe-lab run /usr/share/rtpe-lab/scenarios/library/steady-cluster.toml; "
                        "code=$?; " +
                        buildah + "rm -a > /dev/null; exit $code");
  BOOST_TEST(run.exit_code == 0, run.said);
  BOOST_TEST(run.said.find("PASSED  ") != std::string::npos, run.said);
}

BOOST_AUTO_TEST_SUITE_END()
