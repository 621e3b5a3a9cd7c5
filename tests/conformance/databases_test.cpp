// Node sets from real MariaDB and PostgreSQL servers, started here on folders of their own.
#include <pwd.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "client/database/database_nodes.hpp"
#include "client/database/database_url.hpp"
#include "scenarios/process/child_process.hpp"
#include "tests/support/database.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(databases_test)

using namespace rtpe;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char* address = "127.0.31.1";

/// A folder that goes away, below /tmp so that the server's own account can enter it.
struct Folder {
  fs::path path;
  explicit Folder(const std::string& name) : path("/tmp/rtpe-lab-" + name + "-" + std::to_string(::getpid())) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

void run(const std::string& command) {
  BOOST_REQUIRE_MESSAGE(std::system(command.c_str()) == 0, "failed: " << command);
}

/// Servers refuse to run as root: they get the account that their package made.
std::string as_account(const char* account, const Folder& folder) {
  if (::geteuid() != 0) return {};
  const passwd* entry = ::getpwnam(account);
  BOOST_REQUIRE_MESSAGE(entry, "no account " << account);
  BOOST_REQUIRE(::chown(folder.path.c_str(), entry->pw_uid, entry->pw_gid) == 0);
  return "/usr/bin/setpriv --reuid=" + std::string(account) + " --regid=" + account +
         " --clear-groups --pdeathsig TERM ";
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

scenario::ChildProcess start(const std::string& command, const Folder& folder) {
  return test::must(scenario::ChildProcess::start(words(command), (folder.path / "server.log").string()));
}

/// Until the server takes statements; its log when it does not within half a minute.
void wait_until_ready(const std::string& db_url, const Folder& folder) {
  const auto connection = database::parse_database_url(db_url);
  std::string last;
  for (const auto end = std::chrono::steady_clock::now() + 30s; std::chrono::steady_clock::now() < end;) {
    try {
      return test::execute(connection->backend, connection->parameters, "SELECT 1");
    } catch (const std::exception& error) {
      last = error.what();
    }
    std::this_thread::sleep_for(50ms);
  }
  std::ifstream log(folder.path / "server.log");
  BOOST_FAIL("the server does not answer: " << last << "\n" << log.rdbuf());
}

void sets_come_from(const std::string& db_url) {
  const auto connection = database::parse_database_url(db_url);
  BOOST_REQUIRE(connection);
  const auto execute = [&](std::string_view text) { test::execute(connection->backend, connection->parameters, text); };
  execute(test::rtpengine_tables("rtpengine", "setid"));
  execute(
      "INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:127.0.0.1:22231', 1, 0);"
      "INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:127.0.0.1:22232', 4294967295, 1);"
      "INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (7, 'udp6:[::1]:22233', 5, 0)");
  Parameters parameters;
  parameters.db_url = db_url;
  Proxy proxy = *Proxy::configure(parameters, *find_personality("kamailio-5.6"));
  test::must(database::DatabaseNodes().load(proxy, Time(100s)));
  BOOST_TEST(proxy.registry.node_count() == 3U);
  const auto& nodes = proxy.registry.find_set(0)->nodes;
  BOOST_TEST((!nodes[0]->disabled && nodes[0]->weight == 1 && nodes[0]->recheck == 100));
  BOOST_TEST((nodes[1]->disabled && nodes[1]->weight == 4294967295U && nodes[1]->recheck == permanent));
  BOOST_TEST(proxy.registry.find_set(7)->nodes.front()->weight == 5U);

  execute("DELETE FROM rtpengine WHERE url = 'udp:127.0.0.1:22231'");
  BOOST_REQUIRE(database::DatabaseNodes().load(proxy, Time(200s)));
  BOOST_TEST(!nodes[0]->displayed);
}

}  // namespace

BOOST_AUTO_TEST_CASE(mariadb) {
  if (!fs::exists("/usr/sbin/mariadbd")) {
    std::cout << "skipped: no /usr/sbin/mariadbd; scripts/install-deps --lanes installs it\n";
    return;
  }
  const Folder folder("mariadb");
  const std::string data = (folder.path / "data").string();
  const std::string as = as_account("mysql", folder);
  run(as + "/usr/bin/mariadb-install-db --no-defaults --auth-root-authentication-method=normal --datadir=" + data +
      " >" + folder.path.string() + "/install.log 2>&1");
  auto server =
      start(as + "/usr/sbin/mariadbd --no-defaults --datadir=" + data + " --bind-address=" + address +
                " --port=33061 --skip-grant-tables --skip-name-resolve --socket=" + folder.path.string() + "/socket",
            folder);
  // --skip-grant-tables also closes the port, unless networking is asked for; the socket is there in any case.
  wait_until_ready("mysql://root@" + std::string(address) + ":33061/test", folder);
  sets_come_from("mysql://root@" + std::string(address) + ":33061/test");
}

BOOST_AUTO_TEST_CASE(postgresql) {
  fs::path programs;
  if (fs::exists("/usr/lib/postgresql"))
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql"))
      if (fs::exists(version.path() / "bin/initdb")) programs = version.path() / "bin";
  if (programs.empty()) {
    std::cout << "skipped: no PostgreSQL server; scripts/install-deps --lanes installs it\n";
    return;
  }
  const Folder folder("postgresql");
  const std::string data = (folder.path / "data").string();
  const std::string as = as_account("postgres", folder);
  run(as + (programs / "initdb").string() + " --auth=trust --username=kamailio --pgdata=" + data + " >" +
      folder.path.string() + "/install.log 2>&1");
  auto server = start(
      as + (programs / "postgres").string() + " -D " + data + " -h " + address + " -p 54321 -k " + folder.path.string(),
      folder);
  const std::string db_url = "postgres://kamailio@" + std::string(address) + ":54321/postgres";
  wait_until_ready(db_url, folder);
  sets_come_from(db_url);
}

BOOST_AUTO_TEST_SUITE_END()
