#include "tests/support/dialogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <utility>

#include "client/bencode/reader.hpp"
#include "mock_engine/rewrite/sdes.hpp"
#include "tests/support/negotiation_bench.hpp"

namespace rtpe::test {

namespace {

constexpr std::string_view key_start = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG";
/// In the order of mock::suites().
constexpr std::array<std::string_view, 12> short_suites = {"G256", "G128", "256_80", "256_32", "192_80", "192_32",
                                                           "80",   "32",   "F80",    "F32",    "N80",    "N32"};

/// What stands before the separator; the text keeps what stands behind it.
std::string_view take_until(std::string_view& text, std::string_view separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + separator.size(), text.size()));
  return taken;
}

std::string fingerprint(std::string_view hash) {
  std::string pairs = "01";
  for (int i = 1; i < (hash == "sha-1" ? 20 : 32); ++i) pairs += ":01";
  return fmt::format("a=fingerprint:{} {}", hash, pairs);
}

std::string key(std::string_view text) {
  const std::string_view tag = sdp::take_token(text), suite = sdp::take_token(text);
  const auto found = std::ranges::find(short_suites, suite);
  BOOST_REQUIRE(found != short_suites.end());
  const auto index = static_cast<std::size_t>(found - short_suites.begin());
  return fmt::format("a=crypto:{} {} inline:{}{}", tag, mock::suites()[index].name, key_start, text);
}

/// One line of a body, from its short form.
std::string line_of(std::string_view text) {
  for (const char* type : {"audio ", "video ", "image "})
    if (text.starts_with(type)) return fmt::format("m={}", text);
  if (text.starts_with("RTP/") || text.starts_with("UDP/")) return fmt::format("m=audio 4100 {} 0", text);
  if (text.starts_with('{')) return fingerprint(text.substr(1, text.size() - 2));
  return text.front() >= '0' && text.front() <= '9' ? key(text) : fmt::format("a={}", text);
}

std::string body_of(std::string_view text) {
  std::vector<std::string> lines;
  if (text != "none")
    while (!text.empty()) lines.push_back(line_of(take_until(text, "; ")));
  return body(fmt::to_string(fmt::join(lines, "\n")));
}

std::string media_start(std::string_view line) {
  const std::string_view type = sdp::take_token(line), port = sdp::take_token(line), protocol = sdp::take_token(line);
  if (type == "audio" && port != "0" && line == "0") return std::string(protocol);
  return fmt::format("{} {} {} {}", type, port == "0" ? "0" : "P", protocol, line);
}

/// At most five: the first three, how many there are, and the last.
std::string keys_text(std::vector<std::string> keys) {
  if (keys.empty()) return "";
  if (keys.size() > 4) {
    keys[3] = fmt::format("..{}", keys.size());
    keys[4] = keys.back();
    keys.resize(5);
  }
  return fmt::format(" {{{}}}", fmt::join(keys, ", "));
}

}  // namespace

Dialogue::Dialogue() : engine_(*mock::Engine::create(NegotiationBench::two_families())) {}

std::string Dialogue::play(const Step& step) {
  bencode::Value::Dictionary request = {{"command", step.command}, {"call-id", "c"}};
  if (!step.from.empty()) request.emplace_back("from-tag", step.from);
  if (!step.to.empty()) request.emplace_back("to-tag", step.to);
  if (!step.body.empty()) request.emplace_back("sdp", body_of(step.body));
  for (auto& pair : options_of(step.options)) request.push_back(std::move(pair));
  engine_.receive(Time(std::chrono::seconds(1'700'000'000)),
                  {.transport = mock::Transport::udp, .address = "192.0.2.1", .port = 5},
                  fmt::format("{} {}", ++cookie_, bencode::encode(bencode::Value(std::move(request)))), *this);
  bencode::Reader reader;
  const auto reply = reader.read(std::string_view(last_).substr(last_.find(' ') + 1));
  BOOST_REQUIRE(reply.has_value());
  if (reply->find_string("result") != "ok")
    return fmt::format("error: {}", reply->find_string("error-reason").value_or(""));
  std::string out = media_text(reply->find_string("sdp").value_or(""));
  const auto sources = reply->find("from-tags");
  if (!sources) return out;
  std::vector<std::string_view> tags;
  for (const bencode::View tag : sources) tags.push_back(tag.string().value_or(""));
  return fmt::format("{}{}from {}", out, out.empty() ? "" : " ", fmt::join(tags, ","));
}

std::string Dialogue::media_text(std::string_view sdp) {
  static constexpr std::array<std::string_view, 6> shown = {
      "a=mid:", "a=label:", "a=setup:", "a=sendonly", "a=inactive", "a=recvonly"};
  std::vector<std::string> medias;
  std::vector<std::string> keys;
  std::string start;
  while (!sdp.empty()) {
    const std::string_view line = take_until(sdp, "\r\n");
    if (line.starts_with("o=- ")) start = "made: ";
    if (line.starts_with("m=")) {
      if (!medias.empty()) medias.back() += keys_text(std::exchange(keys, {}));
      medias.push_back(media_start(line.substr(2)));
    }
    if (medias.empty()) continue;
    if (std::ranges::any_of(shown, [&](std::string_view prefix) { return line.starts_with(prefix); }))
      medias.back().append(" ").append(line.substr(2));
    if (line.starts_with("a=fingerprint:")) medias.back().append(" ").append(line.substr(14, line.find(' ') - 14));
    if (line.starts_with("a=crypto:")) keys.push_back(short_key(line.substr(9)));
  }
  if (!medias.empty()) medias.back() += keys_text(std::move(keys));
  return fmt::format("{}{}", start, fmt::join(medias, " | "));
}

std::string Dialogue::short_key(std::string_view value) {
  const std::string_view tag = sdp::take_token(value), suite = sdp::take_token(value);
  value.remove_prefix(std::string_view("inline:").size());
  const std::string_view text = value.substr(0, value.find_first_of("| "));
  const auto index = mock::suite_of(suite);
  BOOST_REQUIRE(index.has_value());
  const std::string name =
      text.starts_with(key_start)
          ? std::string(text.substr(text.size() - 4))
          : made_up_keys_.try_emplace(std::string(text), fmt::format("K{}", made_up_keys_.size() + 1)).first->second;
  return fmt::format("{} {} {}{}", tag, short_suites[*index], name, value.substr(text.size()));
}

void play(const std::vector<Step>& steps) {
  Dialogue dialogue;
  int number = 0;
  for (const Step& step : steps) {
    const std::string given = dialogue.play(step);
    ++number;
    BOOST_TEST(given == step.expected, "step " << number << ":\n  " << given << "\n  not\n  " << step.expected);
  }
}

}  // namespace rtpe::test
