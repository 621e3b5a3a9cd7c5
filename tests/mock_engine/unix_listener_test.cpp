// Whose file a unix socket's listener removes when it ends.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {
namespace {

namespace fs = std::filesystem;
using boost::asio::local::stream_protocol;

struct Place {
  Place() : folder(fs::temp_directory_path() / ("rtpe-lab-unix-listener-" + std::to_string(getpid()))) {
    fs::create_directory(folder);
  }
  ~Place() { fs::remove_all(folder); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] Expected<std::unique_ptr<EngineServer>> open_engine() {
    return EngineServer::open(context, {.listen = {{.kind = ListenKind::unix_stream, .address = socket().string()}}},
                              [](const Error&) {});
  }
  [[nodiscard]] fs::path socket() const { return folder / "engine"; }

  fs::path folder;
  boost::asio::io_context context;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(unix_listener_test)

BOOST_AUTO_TEST_CASE(its_own_socket_goes_with_it) {
  Place place;
  auto engine = place.open_engine();
  BOOST_REQUIRE(engine);
  BOOST_TEST(fs::is_socket(place.socket()));
  (*engine)->close();
  BOOST_TEST(!fs::exists(place.socket()));
}

BOOST_AUTO_TEST_CASE(a_file_that_took_its_place_stays) {
  Place place;
  auto engine = place.open_engine();
  BOOST_REQUIRE(engine);
  fs::remove(place.socket());
  std::ofstream(place.socket()) << "mine";
  (*engine)->close();
  BOOST_TEST(fs::is_regular_file(place.socket()));
}

BOOST_AUTO_TEST_CASE(the_socket_of_a_later_engine_stays) {
  Place place;
  auto first = place.open_engine();
  auto second = place.open_engine();  // finds a socket that somebody left, and replaces it
  BOOST_REQUIRE((first && second));
  (*first)->close();
  BOOST_REQUIRE(fs::is_socket(place.socket()));
  stream_protocol::socket client(place.context);
  boost::system::error_code error;
  client.connect(stream_protocol::endpoint(place.socket().string()), error);
  BOOST_TEST(!error);
  (*second)->close();
  BOOST_TEST(!fs::exists(place.socket()));
}

BOOST_AUTO_TEST_CASE(a_file_in_the_way_is_an_error_and_stays) {
  Place place;
  std::ofstream(place.socket()) << "mine";
  BOOST_TEST(!place.open_engine());
  BOOST_TEST(fs::is_regular_file(place.socket()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rtpe::mock
