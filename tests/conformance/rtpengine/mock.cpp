#include <fmt/format.h>

#include "mock_engine/engine.hpp"
#include "tests/conformance/rtpengine/contestant.hpp"

namespace rtpe::lane {
namespace {

struct OneReply : mock::ReplySink {
  std::optional<std::string> bytes;
  void reply(std::string_view text, Duration) override { bytes = text; }
};

/// In virtual time: a millisecond passes between two requests.
class Mock : public Contestant {
 public:
  explicit Mock(const mock::Personality& personality) : engine_(*mock::Engine::create(config(personality))) {}
  std::optional<std::string> ask(std::string_view message) override {
    now_ += std::chrono::milliseconds(1);
    engine_.run_timers(now_);
    OneReply sink;
    engine_.receive(now_, {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 4000}, message, sink);
    return std::move(sink.bytes);
  }
  bool alive() override { return true; }
  Expected<void> restart() override { return {}; }
  [[nodiscard]] std::vector<std::string> addresses() const override { return {"127.93.1.1", "127.93.1.2"}; }

 private:
  static mock::EngineConfig config(const mock::Personality& personality) {
    mock::EngineConfig out;
    out.personality = &personality;
    out.interfaces = {{.name = "internal", .address = "127.93.1.1", .advertised = ""},
                      {.name = "external", .address = "127.93.1.2", .advertised = "203.0.113.7"},
                      {.name = "internal", .address = "::1", .advertised = ""}};
    return out;
  }

  mock::Engine engine_;
  Time now_{std::chrono::seconds(1795394000)};
};

}  // namespace

Expected<std::unique_ptr<Contestant>> start_mock(std::string_view personality) {
  const mock::Personality* const known = mock::find_personality(personality);
  if (known == nullptr)
    return std::unexpected(Error{.message = fmt::format("the mock engine has no personality '{}'", personality)});
  return std::make_unique<Mock>(*known);
}

}  // namespace rtpe::lane
