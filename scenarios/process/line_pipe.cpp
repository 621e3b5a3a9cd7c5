#include "scenarios/process/line_pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstring>

namespace rtpe::scenario {
namespace {

namespace asio = boost::asio;
constexpr int pipe_bytes = 1 << 20;
constexpr std::size_t most_kept = 12, longest_line = 8192, longest_kept = 300;
constexpr int most_reads = 256;

}  // namespace

struct LinePipe::State : std::enable_shared_from_this<LinePipe::State> {
  State(asio::io_context& context, int read_end, int write_end, Reader told)
      : descriptor(context, read_end), writer(write_end), reader(std::move(told)) {}

  void wait() {
    descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            if (error || self->over) return;
                            self->read();
                            if (!self->over) self->wait();
                          });
  }
  void read() {
    if (reading) return;  // a line's reader drains too
    reading = true;
    std::array<char, 65536> buffer{};
    for (int i = 0; i < most_reads && !over; ++i) {
      const ssize_t size = ::read(descriptor.native_handle(), buffer.data(), buffer.size());
      if (size < 0) break;
      if (size == 0) {
        over = true;
        break;
      }
      take({buffer.data(), static_cast<std::size_t>(size)});
    }
    reading = false;
  }
  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      if (rest.size() < longest_line) rest.append(bytes.substr(0, end));
      if (end == std::string_view::npos) return;
      bytes.remove_prefix(end + 1);
      std::string line;
      line.swap(rest);
      reader(line);
    }
  }

  asio::posix::stream_descriptor descriptor;
  int writer;
  Reader reader;
  std::string rest;  ///< of a line that is not whole yet
  std::deque<std::string> kept;
  bool over = false, reading = false;
};

LinePipe::LinePipe(std::shared_ptr<State> state) : state_(std::move(state)) {}

LinePipe::~LinePipe() {
  started();
  state_->over = true;
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
}

Expected<std::unique_ptr<LinePipe>> LinePipe::open(asio::io_context& context, Reader reader) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno), .place = "a pipe"});
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  fcntl(ends[0], F_SETPIPE_SZ, pipe_bytes);
  auto state = std::make_shared<State>(context, ends[0], ends[1], std::move(reader));
  state->wait();
  return std::unique_ptr<LinePipe>(new LinePipe(std::move(state)));
}

int LinePipe::writer() const { return state_->writer; }

void LinePipe::started() {
  if (state_->writer >= 0) ::close(state_->writer);
  state_->writer = -1;
}

void LinePipe::drain() { state_->read(); }

void LinePipe::keep(std::string_view line) {
  state_->kept.emplace_back(line.substr(0, longest_kept));
  if (state_->kept.size() > most_kept) state_->kept.pop_front();
}

std::string LinePipe::last_lines() const {
  std::string all;
  for (const std::string& line : state_->kept) all.append(all.empty() ? "" : " | ").append(line);
  return all;
}

}  // namespace rtpe::scenario
