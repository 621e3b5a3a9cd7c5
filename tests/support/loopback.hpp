// A mock engine on real loopback sockets in a thread of its own, and blocking client sockets with a deadline.
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "mock_engine/transport/server.hpp"

namespace rtpe::test {

class LoopbackEngine {
 public:
  /// Opens the listeners (port 0: any) and runs. Fails the test when it cannot.
  explicit LoopbackEngine(mock::ServerOptions options);
  ~LoopbackEngine();
  /// Where the listener of that kind is.
  [[nodiscard]] mock::ListenAddress at(mock::ListenKind kind) const;
  /// Runs the task on the engine's thread and waits for it.
  void on_thread(const std::function<void(mock::EngineServer&)>& task);

 private:
  boost::asio::io_context context_;
  std::unique_ptr<mock::EngineServer> server_;
  std::thread thread_;
};

class ClientSocket {
 public:
  enum class Kind { datagram, stream };
  /// Connected to the address; `is_open()` is false when it was refused.
  ClientSocket(Kind kind, const mock::ListenAddress& address);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  [[nodiscard]] bool is_open() const { return handle_ >= 0; }
  /// errno, or 0.
  int send(std::string_view bytes);
  /// One datagram or what a stream has; waits at most 10 s. Fails the test when nothing comes.
  std::string receive();
  /// Exactly so many bytes of a stream, less when it ends.
  std::string receive_bytes(std::size_t count);
  /// Everything until the peer closes.
  std::string receive_to_end();
  /// What happened without waiting: "silent", "closed", "refused", or the bytes.
  std::string glance();

 private:
  int handle_ = -1;
};

}  // namespace rtpe::test
