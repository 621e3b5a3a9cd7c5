// Messages of a stream connection that came and were not taken yet, and who waits for one.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "client/operation/action.hpp"

namespace rtpe::transport {

class Inbox {
 public:
  explicit Inbox(boost::asio::io_context& io) : io_(&io) {}

  void put(std::string message) {
    if (messages_.size() < most_messages) messages_.push_back(std::move(message));
    tell();
  }
  /// The connection is gone: whoever waits learns it after the messages that came before.
  void close(int error_number) {
    closed_ = error_number;
    tell();
  }
  /// A new connection: what happened to the one before is forgotten.
  void reopen() { closed_.reset(); }
  void clear() { messages_.clear(); }

  [[nodiscard]] std::optional<Input> take() {
    if (!messages_.empty()) {
      taken_ = std::move(messages_.front());
      messages_.pop_front();
      return Input{.kind = InputKind::datagram, .bytes = taken_};
    }
    if (!closed_) return std::nullopt;
    const int error_number = *closed_;
    closed_.reset();
    return Input{.kind = InputKind::receive_failed, .error_number = error_number};
  }
  void wait(std::function<void()> ready) {
    ready_ = std::move(ready);
    if (!messages_.empty() || closed_) tell();
  }
  void stop_waiting() { ready_ = nullptr; }

 private:
  static constexpr std::size_t most_messages = 256;
  void tell() {
    if (ready_) boost::asio::post(*io_, std::exchange(ready_, nullptr));
  }

  boost::asio::io_context* io_;
  std::deque<std::string> messages_;
  std::string taken_;
  std::optional<int> closed_;
  std::function<void()> ready_;
};

}  // namespace rtpe::transport
