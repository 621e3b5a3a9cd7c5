#include "mock_engine/transport/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace rtpe::mock {
namespace {

constexpr std::size_t most_unwritten = 16U << 20;
constexpr std::size_t read_bytes = 65536;

}  // namespace

Connection::Connection(Host& host, boost::asio::ip::tcp::socket socket, Transport transport)
    : host_(host), socket_(std::move(socket)), number_(host.add(*this)), transport_(transport), input_(read_bytes) {
  boost::system::error_code error;
  const auto remote = socket_.remote_endpoint(error);
  if (!error) {
    address_ = remote.address().to_string();
    port_ = remote.port();
  }
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  socket_.non_blocking(true, error);
}

Connection::~Connection() { shut(); }

void Connection::shut() {
  // A connection that waits for its last handler may outlive the host, which shut it.
  if (number_ == 0) return;
  host_.remove(std::exchange(number_, 0));
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Peer Connection::peer() const {
  return {.transport = transport_, .address = address_, .port = port_, .connection = number_};
}

void Connection::read() {
  socket_.async_read_some(boost::asio::buffer(input_),
                          [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
                            if (!self->is_open()) return;
                            if (error) return self->on_end();
                            self->on_bytes({self->input_.data(), bytes});
                            self->host_.settle();
                          });
}

void Connection::write(std::string bytes) {
  if (!is_open() || finishing_) return;
  output_bytes_ += bytes.size();
  if (output_bytes_ > most_unwritten) return shut();
  output_.push_back(std::move(bytes));
  if (output_.size() == 1) write_next();
}

void Connection::write_next() {
  boost::asio::async_write(socket_, boost::asio::buffer(output_.front()),
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                             if (!self->is_open()) return;
                             if (error) return self->shut();
                             self->output_bytes_ -= self->output_.front().size();
                             self->output_.pop_front();
                             if (!self->output_.empty()) return self->write_next();
                             if (self->finishing_) self->shut();
                           });
}

void Connection::finish() {
  finishing_ = true;
  if (output_.empty()) shut();
}

}  // namespace rtpe::mock
