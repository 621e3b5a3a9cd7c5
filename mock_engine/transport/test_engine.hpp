// A mock engine inside a test program: started in one line, on a port that is free, asked afterwards what it was asked.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/bencode/value.hpp"
#include "mock_engine/config.hpp"

namespace rtpe::mock {

struct TestEngineOptions {
  std::string rules = {};             ///< TOML, as in docs/mock-engine.md; empty: it does nothing wrong
  std::string address = "127.0.0.1";  ///< numeric
  EngineConfig engine = {};           ///< options of the daemon
  std::size_t remembered = 10'000;    ///< requests; the oldest are forgotten first
};

/// A request that it got.
struct TestRequest {
  std::string command, call_id, from_tag, to_tag, cookie;
  bencode::Value request;  ///< the dictionary; an empty text when it was none
  bencode::Value reply;    ///< likewise; of a request without reply too
};

/// Answers over UDP in a thread of its own until it is destroyed. All functions may be called from any thread.
class TestEngine {
 public:
  /// Errors: the rules say nothing that can be done (invalid_input, with the line); no port is free (missing).
  static Expected<TestEngine> start(TestEngineOptions options = {});
  TestEngine(TestEngine&&) noexcept;
  TestEngine& operator=(TestEngine&&) = delete;
  ~TestEngine();

  /// "udp:127.0.0.1:38211": what a kamailio.cfg takes as rtpengine_sock.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const;
  /// What it was asked so far, in order; `command`: only such requests.
  [[nodiscard]] std::vector<TestRequest> requests(std::string_view command = {}) const;
  /// Waits until it was asked so many times, `patience_ms` at most; then as requests().
  [[nodiscard]] std::vector<TestRequest> wait_for(std::size_t count, std::string_view command = {},
                                                  int patience_ms = 5000) const;
  /// Forgets requests, rules start anew; calls stay.
  void reset();
  /// Calls that it holds.
  [[nodiscard]] std::size_t calls() const;

 private:
  struct State;
  explicit TestEngine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
