#include "tests/conformance/rtpengine/normalise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>

namespace rtpe::lane {
namespace {

using bencode::Value;

/// Both engines take their media ports from here up; the sessions' own ports are below.
constexpr long first_local_port = 30000;
/// m=... P/2 takes two pairs; allocations are further apart.
constexpr long longest_run = 4;

const std::set<std::string, std::less<>> times = {"created", "created_us", "last signal", "last packet",
                                                  "last user packet"};
/// Of `statistics`: what depends on the machine's speed, on how the lane talks to an engine and on random ports; the
/// daemon counts transcoded medias once a second.
const std::set<std::string, std::less<>> circumstances = {"uptime",         "proxy", "pingcount",
                                                          "totalpingcount", "last",  "transcodedmedia"};

bool is_circumstance(std::string_view key) {
  return circumstances.contains(key) || key.find("duration") != std::string_view::npos;
}

std::string last_word(const std::string& line) { return line.substr(line.rfind(' ') + 1); }

}  // namespace

Value Normaliser::normalised(const Value& reply) {
  Value out = reply;
  walk(out, {});
  return out;
}

void Normaliser::walk(Value& value, std::string_view key) {
  if (key == "stats_out") {  // of a daemon that knocks where nobody answers, as often as it has had time to
    value = Value("T");
  } else if (auto* dictionary = std::get_if<Value::Dictionary>(&value.data)) {
    walk_stream(*dictionary);
    for (auto& [name, item] : *dictionary) {
      walk(item, name);
      hide_tags(name);
    }
  } else if (auto* list = std::get_if<Value::List>(&value.data)) {
    for (Value& item : *list) walk(item, {});
    if (key == "calls")  // in the order of a hash table
      std::ranges::sort(*list, {}, [](const Value& item) { return item.string() ? *item.string() : std::string(); });
  } else if (auto* text = std::get_if<std::string>(&value.data); text != nullptr && !is_circumstance(key)) {
    if (key == "sdp") *text = sdp(*text);
    if (!suffix_.empty() && text->ends_with(suffix_)) text->resize(text->size() - suffix_.size());
    hide_addresses(*text);
    hide_tags(*text);
  } else if (times.contains(key) || is_circumstance(key)) {
    value = Value("T");
  }
}

void Normaliser::walk_stream(Value::Dictionary& stream) {
  std::string address;
  for (const auto& [key, item] : stream)
    if (key == "local address" && item.string() != nullptr) address = *item.string();
  for (auto& [key, item] : stream)
    if (key == "local port" && item.integer() != nullptr) item = Value(port(address, *item.integer()));
}

std::string Normaliser::sdp(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    lines.push_back(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  // The address of each line's section: its own c= line, or the session's.
  std::vector<std::string> addresses(lines.size());
  std::string session, media;
  for (const auto& one : lines) {
    if (one.starts_with("m=")) break;
    if (one.starts_with("c=")) session = one.substr(0, one.find_first_of("\r\n"));
  }
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].starts_with("c=")) media = lines[i].substr(0, lines[i].find_first_of("\r\n"));
    addresses[i] = last_word(media.empty() ? session : media);
    if (!lines[i].starts_with("m=")) continue;
    for (std::size_t j = i; j < lines.size() && (j == i || !lines[j].starts_with("m=")); ++j)
      addresses[j] = addresses[i];
    media.clear();
  }
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t end = lines[i].find_last_not_of("\r\n") + 1;
    out += line(lines[i].substr(0, end), addresses[i]) + lines[i].substr(end);
  }
  return out;
}

std::string Normaliser::line(const std::string& text, const std::string& address) {
  static const std::regex media("^(m=[^ ]+ )([1-9][0-9]*)(.*)$"), rtcp("^(a=rtcp:)([0-9]+)(.*)$"),
      candidate(
          "^a=candidate:([^ ]+) ([0-9]+ [A-Za-z]+ [0-9]+) ([^ ]+) ([0-9]+)( typ [a-z]+)( raddr ([^ ]+) rport "
          "([0-9]+))?(.*)$"),
      crypto("^(a=crypto:.* inline:)([A-Za-z0-9+/=]+)(.*)$"),
      ice("^(a=ice-ufrag:|a=ice-pwd:|a=rtpengine:)([A-Za-z0-9]+)$"), tls_id("^(a=tls-id:)([0-9a-f]+)$"),
      fingerprint("^(a=fingerprint:[^ ]+ )([0-9A-F:]+)$"), origin("^(o=[^ ]+ )([0-9]+) ([0-9]+)( .*)$");
  std::smatch match;
  const auto part = [&](std::size_t i) { return match[i].str(); };
  const auto number = [&](std::size_t i) { return std::atol(part(i).c_str()); };
  if (std::regex_match(text, match, media) || std::regex_match(text, match, rtcp))
    return part(1) + port(address, number(2)) + part(3);
  if (std::regex_match(text, match, candidate)) {
    const std::string related =
        part(6).empty() ? "" : fmt::format(" raddr {} rport {}", part(7), port(part(7), number(8)));
    return fmt::format("a=candidate:{} {} {} {}{}{}{}", name("foundation", part(1)), part(2), part(3),
                       port(part(3), number(4)), part(5), related, part(9));
  }
  if (std::regex_match(text, match, crypto))
    return fmt::format("{}{}({} letters){}", part(1), name("key", part(2)), part(2).size(), part(3));
  if (std::regex_match(text, match, ice))
    return fmt::format("{}{}({} letters)", part(1), name(part(1), part(2)), part(2).size());
  if (std::regex_match(text, match, tls_id))
    return fmt::format("{}{}({} letters)", part(1), name("tls-id", part(2)), part(2).size());
  if (std::regex_match(text, match, fingerprint))
    return fmt::format("{}{}({} letters)", part(1), name("fingerprint", part(2)), part(2).size());
  if (std::regex_match(text, match, origin))
    return fmt::format("{}{} {}{}", part(1), session_id(part(2)),
                       part(3) == part(2) ? session_id(part(3)) : name("id", part(3)), part(4));
  return text;
}

/// An engine makes its own of the time, and the daemon looks at its clock now and then only: whether two of its SDPs
/// have the same one depends on how long the daemon took for what came between.
std::string Normaliser::session_id(const std::string& value) {
  constexpr std::size_t digits_of_a_time = 19;
  return value.size() < digits_of_a_time || requests_.contains(value) ? name("id", value) : "TIME";
}

std::string Normaliser::port(const std::string& address, long number) {
  if (number < first_local_port) return std::to_string(number);
  auto& known = ports_[address];
  if (!known.contains(number)) {
    Port found{.pair = 0, .first = number};
    for (long before = number - 1; before > number - longest_run && found.pair == 0; --before)
      if (const auto it = known.find(before); it != known.end()) found = it->second;
    if (found.pair == 0) found.pair = ++pairs_;
    known[number] = found;
  }
  return fmt::format("P{}+{}", known[number].pair, number - known[number].first);
}

std::string Normaliser::name(std::string_view kind, const std::string& value) {
  if (requests_.find(value) != std::string::npos) return value;
  auto& known = names_[std::string(kind)];
  return fmt::format("K{}", known.try_emplace(value, known.size() + 1).first->second);
}

void Normaliser::hide_addresses(std::string& text) const {
  for (std::size_t i = 0; i < addresses_.size(); ++i)
    for (std::size_t at = 0; (at = text.find(addresses_[i], at)) != std::string::npos;)
      text.replace(at, addresses_[i].size(), fmt::format("LOCAL{}", i + 1));
}

void Normaliser::hide_tags(std::string& text) {
  static const std::regex made_up("^[0-9a-f]{64}$");
  if (text.size() == 64 && std::regex_match(text, made_up)) text = name("tag", text);
}

}  // namespace rtpe::lane
