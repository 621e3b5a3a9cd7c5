#include "tests/support/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace rtpe::test {
namespace {

using bencode::Value;

std::string_view take(std::string_view& text, std::string_view separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return part;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) parts.push_back(take(text, separator));
  return parts;
}

/// The SDP of party 1 or 2.
class Body {
 public:
  Body(int party, const std::vector<std::string_view>& words) : party_(party), port_(4000 + 100 * party) {
    for (const std::string_view word : words) {
      if (word == "z") port_ = 0;
      if (word == "p2") port_ += 50;
    }
    for (const std::string_view word : words) add(word);
  }
  [[nodiscard]] std::string text() const {
    return body(fmt::format("m=audio {} RTP/AVP 0\n{}", port_, media_), "IN IP4 " + address(), session_);
  }

 private:
  [[nodiscard]] std::string address() const { return fmt::format("198.51.100.{}", party_); }
  void media(std::string_view attribute) { media_ += fmt::format("a={}\n", attribute); }
  void session(std::string_view attribute) { session_ += fmt::format("a={}\r\n", attribute); }
  [[nodiscard]] std::string password() const { return fmt::format("ice-pwd:password-of-the-party-{:04}", party_); }
  void names(std::string_view fragment) {
    media(fmt::format("ice-ufrag:{}{}", fragment, party_));
    media(password());
  }
  void candidate(std::string_view priority, std::string_view type) {
    const std::string where = type == "host" ? address() : fmt::format("192.0.2.{}", party_);
    const std::string related = type == "host" ? "" : fmt::format(" raddr {} rport {}", address(), port_);
    media(fmt::format("candidate:1 1 UDP {} {} {} typ {}{}", priority, where, port_, type, related));
  }
  void add(std::string_view word) {
    if (word == "su") {
      session(fmt::format("ice-ufrag:s{}", party_));
      session(password());
    }
    if (word == "slite") session("ice-lite");
    if (word == "u") names("uf");
    if (word == "u2") names("new");
    if (word == "trickle") media("ice-options:trickle");
    if (word == "lite") media("ice-lite");
    if (word == "host") candidate("2130706431", "host");
    if (word == "low") candidate("1000", "host");
    if (word == "srflx") candidate("1694498815", "srflx");
    if (word == "relay") candidate("16777215", "relay");
    if (word == "end") media("end-of-candidates");
    if (word == "mux") media("rtcp-mux");
    if (word == "rtcp") media(fmt::format("rtcp:{}", port_));
  }

  int party_, port_;
  std::string session_, media_;
};

Value::Dictionary options(const std::vector<std::string_view>& words) {
  Value::Dictionary out;
  Value::List flags;
  for (std::string_view word : words) {
    if (word.starts_with('+')) flags.emplace_back(word.substr(1));
    if (word.find(':') == std::string_view::npos) continue;
    const std::string_view key = take(word, ":");
    if (key != "rtcp-mux") {
      out.emplace_back(key, word);
      continue;
    }
    Value::List wishes;
    for (const std::string_view wish : split(word, ",")) wishes.emplace_back(wish);
    out.emplace_back(key, std::move(wishes));
  }
  if (!flags.empty()) out.emplace_back("flags", std::move(flags));
  return out;
}

std::string letters(const mock::Media& media) {
  using enum mock::MediaFlag;
  constexpr std::pair<mock::MediaFlag, char> known[] = {
      {rtcp_mux, 'M'},    {passthrough, 'P'},     {ice, 'I'},
      {trickle_ice, 'T'}, {ice_controlling, 'C'}, {ice_lite_peer, 'L'}};
  std::string out;
  for (const auto& [flag, letter] : known)
    if (media.flags.has(flag)) out += letter;
  return out.empty() ? "-" : out;
}

/// The letter and the place of the value among those seen.
std::string numbered(char letter, std::vector<std::string>& seen, std::string_view value) {
  auto place = std::ranges::find(seen, value);
  if (place == seen.end()) place = seen.insert(seen.end(), std::string(value));
  return fmt::format("{}{}", letter, place - seen.begin() + 1);
}

std::string candidate(std::string_view value) {
  const auto words = split(value, " ");
  if (words.size() < 8) return "?";
  if (words[0].size() < 8) return std::string(words[7]);  // the party's own
  return fmt::format("{}:{}{}", words[1], words[3], words[7] == "relay" ? "r" : "");
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

std::string rtcp_word(int distance) { return distance == 0 ? "rtcp" : distance == 1 ? "rtcp+1" : "rtcp elsewhere"; }

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string Story::play(std::string_view steps) {
  std::string out;
  for (const std::string_view words : split(steps, " / ")) out += (out.empty() ? "" : " / ") + step(words);
  replace(out, "1:2130706431 1:2130706175 2:2130706430 2:2130706174", "[hosts]");
  replace(out, "1:2130706431 1:2130706175", "[hosts, one port]");
  replace(out, "1:16777215r 1:16776959r 2:16777214r 2:16776958r", "[relays]");
  return out;
}

std::string Story::step(std::string_view text) {
  const auto words = split(text, " ");
  const char letter = words.front().front();
  const std::string sdp = Body(letter == 'o' || letter == 'A' ? 1 : 2, words).text();
  auto more = options(words);
  const bool to_nobody = letter == 'o' && !b_is_known_;
  b_is_known_ = b_is_known_ || letter != 'o';
  std::string out;
  if (letter == 'o') out = negotiation_.offer("a", to_nobody ? "" : "b", sdp, std::move(more));
  if (letter == 'O') out = negotiation_.offer("b", "a", sdp, std::move(more));
  if (letter == 'a') out = negotiation_.answer("a", "b", sdp, std::move(more));
  if (letter == 'A') out = negotiation_.answer("b", "a", sdp, std::move(more));
  return shown(out) + letters(negotiation_.call.legs[0].medias[0]) + " " + letters(negotiation_.call.legs[1].medias[0]);
}

std::string Story::shown(std::string_view sdp) {
  std::string out;
  int port = 0;
  for (std::string_view line : split(sdp, "\r\n")) {
    const std::string_view name = line.substr(0, line.find_first_of(":0123456789 "));
    const std::string_view value = line.substr(std::min(line.size(), name.size() + 1));
    std::string word;
    if (name == "m=audio") {
      const std::string_view written = value.substr(0, value.find(' '));
      port = number_of(written);
      word = port == 0 ? "m0" : port < 30000 ? "m-" : numbered('m', ports_, written);
    }
    if (name == "a=rtcp") word = rtcp_word(number_of(value) - port);
    if (name == "a=rtcp-mux") word = "mux";
    if (name == "a=ice-ufrag") word = value.size() < 8 ? std::string(value) : numbered('u', fragments_, value);
    if (name == "a=ice-options") word = value;
    if (name == "a=ice-lite") word = "lite";
    if (name == "a=end-of-candidates") word = "end";
    if (name == "a=candidate") word = candidate(value);
    if (!word.empty()) out += word + " ";
  }
  return out;
}

std::string Story::ports_of_a() {
  using enum mock::StreamFlag;
  const mock::Media& media = negotiation_.call.legs[0].medias[0];
  std::string out;
  const auto port = [](bool known, const mock::Endpoint& endpoint) {
    return known ? std::to_string(endpoint.port) : "-";
  };
  for (const mock::Stream& stream : media.streams)
    out += fmt::format("{}{}/{}", out.empty() ? "" : " ", port(stream.flags.has(located), stream.endpoint),
                       port(stream.flags.has(advertised), advertised_endpoint(media, stream)));
  return out;
}

void check_stories(std::span<const StoryRow> rows) {
  for (const StoryRow& row : rows) BOOST_TEST_CONTEXT(row.steps) {
      BOOST_TEST(Story().play(row.steps) == row.shown);
    }
}

}  // namespace rtpe::test
