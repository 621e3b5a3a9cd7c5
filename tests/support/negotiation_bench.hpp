// Offers and answers against the rewriting alone, without engine and wire.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "client/bencode/value.hpp"
#include "mock_engine/rewrite/negotiate.hpp"

namespace rtpe::test {

/// One call on an engine with the interfaces 127.0.7.1 and ::1, like the recorded daemon's.
class NegotiationBench {
 public:
  explicit NegotiationBench(mock::EngineConfig engine_config = two_families())
      : config(std::move(engine_config)),
        random(7),
        interfaces(*mock::Interfaces::create(config, random)),
        identity(random) {}

  /// The new SDP, or "error: <reason>".
  std::string offer(std::string_view from, std::string_view to, std::string_view sdp,
                    bencode::Value::Dictionary more = {}) {
    return run(mock::OperationMode::offer, from, to, sdp, std::move(more));
  }
  std::string answer(std::string_view from, std::string_view to, std::string_view sdp,
                     bencode::Value::Dictionary more = {}) {
    return run(mock::OperationMode::answer, from, to, sdp, std::move(more));
  }

  static mock::EngineConfig two_families() {
    mock::EngineConfig config;
    config.interfaces = {{.address = "127.0.7.1", .advertised = ""}, {.address = "::1", .advertised = ""}};
    return config;
  }

  /// internal, with both families, and external behind an advertised address.
  static mock::EngineConfig two_interfaces() {
    mock::EngineConfig config;
    config.interfaces = {{.name = "internal", .address = "127.0.7.1", .advertised = ""},
                         {.name = "external", .address = "127.0.7.2", .advertised = "203.0.113.7"},
                         {.name = "internal", .address = "::1", .advertised = ""}};
    return config;
  }

  mock::EngineConfig config;
  mock::Random random;
  mock::Interfaces interfaces;
  mock::Identity identity;
  mock::CodecLists codec_lists;
  mock::Call call;
  Time now{};

 private:
  std::string run(mock::OperationMode mode, std::string_view from, std::string_view to, std::string_view sdp,
                  bencode::Value::Dictionary more) {
    bencode::Value::Dictionary request = {{"call-id", "c"}, {"from-tag", from}, {"sdp", sdp}};
    if (!to.empty()) request.emplace_back("to-tag", to);
    for (auto& pair : more) request.push_back(std::move(pair));
    const std::string bytes = bencode::encode(bencode::Value(std::move(request)));
    bencode::Reader reader;
    const auto view = reader.read(bytes);
    BOOST_REQUIRE(view.has_value());
    const mock::Options options = mock::parse_options(*view, mode);
    const auto session = mock::read_session(options.sdp, options, config);
    if (!session) return "error: " + std::string(session.error().reason);
    const mock::Negotiator negotiator{interfaces, identity, config, random, codec_lists};
    std::string out;
    const auto done = mode == mock::OperationMode::offer ? mock::offer(negotiator, call, options, *session, now, out)
                                                         : mock::answer(negotiator, call, options, *session, now, out);
    return done ? out : "error: " + std::string(done.error().reason);
  }
};

/// Keys of a request, separated by blanks: "key=value", "key=value,value," for a list.
inline bencode::Value::Dictionary options_of(std::string_view text) {
  bencode::Value::Dictionary out;
  while (!text.empty()) {
    const std::string_view option = sdp::take_token(text);
    const std::string_view key = option.substr(0, option.find('='));
    std::string_view value = option.substr(key.size() + 1);
    if (!value.ends_with(',')) {
      out.emplace_back(key, value);
      continue;
    }
    bencode::Value::List list;
    for (; !value.empty(); value.remove_prefix(value.find(',') + 1))
      list.emplace_back(value.substr(0, value.find(',')));
    out.emplace_back(key, std::move(list));
  }
  return out;
}

/// A body around media lines, which are separated by LF.
inline std::string body(std::string_view media_lines, std::string_view connection = "IN IP4 198.51.100.1",
                        std::string_view session_lines = "") {
  std::string text = "v=0\r\no=alice 1 1 IN IP4 198.51.100.1\r\ns=call\r\n";
  if (!connection.empty()) text.append("c=").append(connection).append("\r\n");
  text.append("t=0 0\r\n").append(session_lines);
  while (!media_lines.empty()) {
    const std::size_t end = media_lines.find('\n');
    text.append(media_lines.substr(0, end)).append("\r\n");
    media_lines = end == std::string_view::npos ? std::string_view{} : media_lines.substr(end + 1);
  }
  return text;
}

/// The lines that begin with one of the prefixes, joined by " | ".
inline std::string lines_of(std::string_view sdp, const std::vector<std::string_view>& prefixes) {
  std::string out;
  if (sdp.starts_with("error")) return std::string(sdp);
  while (!sdp.empty()) {
    const std::size_t end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    sdp = end == std::string_view::npos ? std::string_view{} : sdp.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (const std::string_view prefix : prefixes) {
      if (!line.starts_with(prefix)) continue;
      if (!out.empty()) out += " | ";
      out += line;
      break;
    }
  }
  return out;
}

/// The format list of the first m= line.
inline std::string formats_of(std::string_view sdp) {
  std::string line = lines_of(sdp, {"m="});
  line = line.substr(0, line.find(" | "));
  for (int i = 0; i < 3 && line.find(' ') != std::string::npos; ++i) line.erase(0, line.find(' ') + 1);
  return line;
}

}  // namespace rtpe::test
