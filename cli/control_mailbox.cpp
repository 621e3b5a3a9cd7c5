#include "cli/control_mailbox.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "client/transport/control_socket.hpp"

namespace rtpe::cli {
namespace {

/// Commands that wait; more are refused at once.
constexpr std::size_t most_waiting = 100;

class SocketMailbox final : public ControlMailbox {
 public:
  Expected<void> listen(const std::string& path, const Personality& personality) {
    auto server = transport::ControlServer::open(
        io_, path, personality,
        [this](control::ControlRequest request, Done done) { put(std::move(request), std::move(done)); });
    if (!server) return std::unexpected(server.error());
    server_ = std::move(*server);
    thread_ = std::jthread([this] { io_.run(); });
    return {};
  }

  ~SocketMailbox() override {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      for (const Letter& letter : waiting_) letter.done(refusal());
      if (current_) current_(refusal());
    }
    boost::asio::post(io_, [this] { server_.reset(); });
    if (thread_.joinable()) thread_.join();  // the socket may never have been opened
  }
  SocketMailbox(const SocketMailbox&) = delete;
  SocketMailbox& operator=(const SocketMailbox&) = delete;
  SocketMailbox() = default;

  std::optional<control::ControlRequest> next() override {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    control::ControlRequest request = std::move(waiting_.front().request);
    current_ = std::move(waiting_.front().done);
    waiting_.pop_front();
    return request;
  }

  void answer(const control::ControlReply& reply) override {
    const std::lock_guard lock(mutex_);
    if (current_) std::exchange(current_, nullptr)(reply);
  }

 private:
  using Done = std::function<void(control::ControlReply)>;
  struct Letter {
    control::ControlRequest request;
    Done done;  ///< hands the reply to the socket's thread
  };

  static control::ControlReply refusal() { return {.code = 500, .text = "no run is being played"}; }

  void put(control::ControlRequest request, Done done) {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.size() >= most_waiting) return done(refusal());
    waiting_.push_back({.request = std::move(request), .done = [this, done = std::move(done)](const auto& reply) {
                          boost::asio::post(io_, [done, reply] { done(reply); });
                        }});
  }

  boost::asio::io_context io_;
  std::optional<transport::ControlServer> server_;
  std::mutex mutex_;
  std::deque<Letter> waiting_;
  Done current_;
  bool closed_ = false;
  std::jthread thread_;
};

}  // namespace

Expected<std::unique_ptr<ControlMailbox>> ControlMailbox::open(const std::string& address,
                                                               const Personality& personality) {
  if (!address.starts_with("unix:"))
    return std::unexpected(Error{.message = fmt::format("'{}' is no control socket", address),
                                 .place = "--control",
                                 .remedy = "unix:/path/of/the/socket"});
  auto mailbox = std::make_unique<SocketMailbox>();
  if (auto listening = mailbox->listen(address.substr(5), personality); !listening)
    return std::unexpected(listening.error());
  return mailbox;
}

}  // namespace rtpe::cli
