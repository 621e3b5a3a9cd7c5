// The lanes' choice of a real Kamailio: wrong names, roots that are not there, roots of another release.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/conformance/kamailio/cookie_names.hpp"
#include "tests/conformance/kamailio/peer.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_peer_test)

using namespace rtpe::lane;

namespace {

/// A folder of roots; RTPE_LAB_PEERS names it meanwhile.
struct Roots {
  std::string path = (std::filesystem::temp_directory_path() / "rtpe-peers-XXXXXX").string();
  Roots() {
    BOOST_TEST_REQUIRE(mkdtemp(path.data()) != nullptr);
    setenv("RTPE_LAB_PEERS", path.c_str(), 1);
  }
  ~Roots() {
    unsetenv("RTPE_LAB_PEERS");
    std::filesystem::remove_all(path);
  }
  Roots(const Roots&) = delete;
  Roots& operator=(const Roots&) = delete;
  void add(const std::string& name, const std::string& version) const {
    const std::string root = path + "/" + name;
    std::filesystem::create_directories(root + "/usr/sbin");
    std::filesystem::create_directories(root + "/var/lib/dpkg");
    std::ofstream(root + "/usr/sbin/kamailio") << "";
    std::ofstream(root + "/var/lib/dpkg/status") << "Package: kamailio-extra\nVersion: 9\n\nPackage: kamailio\n"
                                                    "Status: install ok installed\nVersion: "
                                                 << version << "\n\nPackage: other\nVersion: 1\n";
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_wrong_name_is_refused_with_the_nearest) {
  const auto peer = kamailio_peer("kamailio-6.O");
  BOOST_TEST_REQUIRE(!peer.has_value());
  BOOST_TEST(peer.error().text().find("did you mean kamailio-6.0?") != std::string::npos, peer.error().text());
  BOOST_TEST(!kamailio_peer("kamailio-5.8").has_value());  // data between two proven ends
}

BOOST_AUTO_TEST_CASE(a_root_that_is_not_there_is_missing_and_says_how_to_make_it) {
  const Roots roots;
  const auto peer = kamailio_peer("kamailio-6.0");
  BOOST_TEST_REQUIRE(!peer.has_value());
  BOOST_TEST((peer.error().kind == rtpe::ErrorKind::missing));
  BOOST_TEST(peer.error().text().find("scripts/install-peers debian-13") != std::string::npos, peer.error().text());
}

BOOST_AUTO_TEST_CASE(a_root_of_another_release_is_refused_with_its_version) {
  const Roots roots;
  roots.add("unstable", "6.2.0-1");
  const auto peer = kamailio_peer("kamailio-6.1");
  BOOST_TEST_REQUIRE(!peer.has_value());
  BOOST_TEST((peer.error().kind != rtpe::ErrorKind::missing));
  BOOST_TEST(peer.error().text().find("6.2.0-1") != std::string::npos, peer.error().text());
}

BOOST_AUTO_TEST_CASE(a_root_runs_by_its_own_loader) {
  const Roots roots;
  roots.add("debian-13", "6.0.1-1+deb13u1");
  const auto peer = kamailio_peer("kamailio-6.0");
  BOOST_TEST_REQUIRE(peer.has_value());
  BOOST_TEST(peer->version == "6.0.1-1+deb13u1");
  BOOST_TEST(peer->command.front() == roots.path + "/debian-13/usr/lib64/ld-linux-x86-64.so.2");
  BOOST_TEST(peer->command.back() == roots.path + "/debian-13/usr/sbin/kamailio");
}

BOOST_AUTO_TEST_CASE(cookies_from_random_numbers_get_names) {
  CookieNames known, guessed;
  BOOST_TEST(known.of_process('r', 7) == "p0.0");
  BOOST_TEST(known.of_process('w', 3) == "p1.0");
  BOOST_TEST(known.of_process('r', 9) == "p0.2");
  BOOST_TEST(guessed.of_neighbour(4294967295U) == "p0.0");
  BOOST_TEST(guessed.of_neighbour(1'000'000) == "p1.0");
  BOOST_TEST(guessed.of_neighbour(1) == "p0.2");
  BOOST_TEST(guessed.of_neighbour(1) == "p0.2");
  BOOST_TEST(guessed.of_neighbour(1'000'004) == "p1.4");
}

BOOST_AUTO_TEST_SUITE_END()
