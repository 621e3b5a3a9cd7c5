#include "mock_engine/transport/tcp_connection.hpp"

#include <boost/asio/buffer.hpp>

#include "mock_engine/transport/console.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t longest_unended_line = 1024;  // observed: more without a line end closes the connection

}  // namespace

void TcpConnection::deliver(const Peer& /*peer*/, std::string_view bytes, Piece /*piece*/) {
  write(std::string(bytes));
}

void TcpConnection::on_bytes(std::string_view bytes) {
  framer_.feed(bytes);
  // The daemon empties the socket before it looks; a message in one write must count as one.
  std::array<char, 65536> more;
  for (boost::system::error_code error; !framer_.overflows();) {
    const std::size_t count = socket_.read_some(boost::asio::buffer(more), error);
    if (error) break;
    framer_.feed({more.data(), count});
  }
  while (const auto message = framer_.next()) {
    host_.receive(peer(), *message);
    if (!is_open()) return;
  }
  if (framer_.must_close()) return finish();
  read();
}

void ConsoleConnection::on_bytes(std::string_view bytes) {
  line_ += bytes;
  while (line_.starts_with('\n')) line_.erase(0, 1);
  const std::size_t end = line_.find_first_of("\r\n");
  if (end != line_.npos) return run(line_.substr(0, end));
  if (line_.size() > longest_unended_line) return shut();
  read();
}

void ConsoleConnection::on_end() {
  if (line_.empty()) return shut();
  run(line_);
}

void ConsoleConnection::run(std::string command) {
  host_.when_awake([weak = weak_from_this(), this, command = std::move(command)] {
    const auto alive = weak.lock();
    if (!alive) return;
    write(run_console(host_.engine(), host_.now(), command));
    finish();
  });
}

}  // namespace rtpe::mock
