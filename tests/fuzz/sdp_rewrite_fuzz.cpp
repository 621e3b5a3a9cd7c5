// Offers, re-offers and answers with arbitrary bodies and options: nothing crashes, everything printed parses again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/bencode/reader.hpp"
#include "mock_engine/rewrite/negotiate.hpp"

using namespace rtpe;

namespace {

struct Fixture {
  Fixture() : random(1), interfaces(*mock::Interfaces::create(config(), random)), identity(random) {}
  static mock::EngineConfig config() {
    mock::EngineConfig config;
    config.interfaces = {{.address = "127.0.7.1", .advertised = ""}, {.address = "::1", .advertised = ""}};
    return config;
  }
  mock::Random random;
  mock::Interfaces interfaces;
  mock::Identity identity;
  mock::CodecLists codec_lists;
};

std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = rest.find(end);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return part;
}

}  // namespace

/// Input: <bencode dictionary> NUL <body> NUL <body> ...; every second body is an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Fixture fixture;
  static const mock::EngineConfig config = Fixture::config();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view dictionary = take_until(rest, '\0');
  bencode::Reader reader;
  const auto read = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  mock::Call call;
  const mock::Negotiator engine{fixture.interfaces, fixture.identity, config, fixture.random, fixture.codec_lists};
  std::string out;
  for (int i = 0; i < 6 && !rest.empty(); ++i) {
    const auto mode = i % 2 == 0 ? mock::OperationMode::offer : mock::OperationMode::answer;
    mock::Options options = mock::parse_options(read ? *read : bencode::View{}, mode);
    options.sdp = take_until(rest, '\0');
    options.from_tag = "a";
    options.to_tag = i == 0 ? "" : "b";
    const auto session = mock::read_session(options.sdp, options, config);
    if (!session) continue;
    const auto done = mode == mock::OperationMode::offer ? mock::offer(engine, call, options, *session, Time{}, out)
                                                         : mock::answer(engine, call, options, *session, Time{}, out);
    if (!done && done.error().destroys_call) return 0;
    // What began as an SDP is one afterwards; a body that is empty from its first line on is echoed.
    if (done && !out.empty() && options.sdp.starts_with("v=") && !out.starts_with("v=")) std::abort();
  }
  return 0;
}
