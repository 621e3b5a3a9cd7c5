// An engine with a program and a client that suffers it, in virtual time.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mock_engine/program/program.hpp"
#include "mock_engine/program/program_file.hpp"

namespace rtpe::test {

/// An engine with a program, and a client that notes what it gets and when.
class Bench : public mock::ProgramOutput {
 public:
  explicit Bench(std::string_view toml, std::uint64_t seed = 1) : engine_(*mock::Engine::create({})) {
    auto file = mock::read_program(toml, "test.toml");
    BOOST_REQUIRE_MESSAGE(file, (file ? std::string() : text_of(file.error())));
    program_.emplace(engine_, mock::ProgramOptions{.seed = seed, .rules = file->rules, .journal_entries = 100}, start);
  }

  void ask(std::string_view message, std::uint16_t port = 5000) {
    program_->receive(now, {.address = "127.0.0.1", .port = port}, message, *this);
  }
  void ping(const std::string& cookie, std::uint16_t port = 5000) { ask(cookie + " d7:command4:pinge", port); }
  void offer(const std::string& cookie, const std::string& call_id, std::string_view more = "") {
    ask(fmt::format("{} d7:command5:offer7:call-id{}:{}8:from-tag1:a3:sdp{}:{}{}e", cookie, call_id.size(), call_id,
                    sdp.size(), sdp, more));
  }
  void pass(Duration time) {
    const Time end = now + time;
    while (const auto next = program_->next_time()) {
      if (*next > end) break;
      now = std::max(now, *next);
      program_->run_timers(now, *this);
    }
    now = end;
  }
  /// What came since the last call, as "<ms> <bytes>".
  std::vector<std::string> take() { return std::exchange(got_, {}); }
  std::string take_one() {
    BOOST_REQUIRE_EQUAL(got_.size(), 1);
    return take()[0];
  }
  mock::Program& program() { return *program_; }
  mock::Engine& engine() { return engine_; }

  void send(const mock::Peer& peer, std::string_view bytes, mock::Piece piece) override {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now - start).count();
    got_.push_back(fmt::format("{} {}{}", at, bytes, piece == mock::Piece::more ? "+" : ""));
    last_port = peer.port;
  }
  void no_reply(const mock::Peer&) override { got_.push_back("nothing"); }
  void process_changed(mock::ProcessState state) override { got_.push_back(std::string(name_of(state))); }

  static constexpr std::string_view sdp =
      "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
  static constexpr Time start{std::chrono::seconds(1'700'000'000)};
  Time now = start;
  std::uint16_t last_port = 0;

 private:
  mock::Engine engine_;
  std::optional<mock::Program> program_;
  std::vector<std::string> got_;
};

inline const std::string pong = "d6:result4:ponge";

inline std::string rule(std::string_view body) { return fmt::format("[[rule]]\n{}\n", body); }

}  // namespace rtpe::test
