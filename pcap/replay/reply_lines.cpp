#include "pcap/replay/reply_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace rtpe::capture {
namespace {

constexpr std::size_t compared_at_most = 3000;

/// Strings that no two runs have in common.
constexpr std::array<std::string_view, 6> changing_keys = {"ssrc",       "SSRC",    "tls-id",
                                                           "user agent", "version", "sdp-cname"};
/// Lines of SDP of which only the beginning says something.
constexpr std::array<std::string_view, 9> secret_lines = {
    "a=ice-ufrag:", "a=ice-pwd:",   "a=fingerprint:", "a=tls-id:", "a=ssrc:",
    "a=msid:",      "a=candidate:", "a=cname:",       "a=crypto:"};

std::string replace_all(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string without_addresses(std::string text, const std::vector<std::string>& own_addresses) {
  for (const std::string& address : own_addresses) text = replace_all(std::move(text), address, "ADDRESS");
  return text;
}

/// "m=audio 30000 RTP/AVP 0" -> "m=audio PORT RTP/AVP 0"; port 0 says something and stays.
std::string media_line(std::string_view line) {
  const auto begin = line.find(' ');
  if (begin == std::string_view::npos) return std::string(line);
  const auto end = std::min(line.find(' ', begin + 1), line.size());
  const auto port = line.substr(begin + 1, end - begin - 1);
  return fmt::format("{} {}{}", line.substr(0, begin), port == "0" ? "0" : "PORT", line.substr(end));
}

std::string sdp_line(std::string_view line, const std::vector<std::string>& own_addresses) {
  for (const std::string_view secret : secret_lines) {
    if (!line.starts_with(secret)) continue;
    if (secret == "a=crypto:") {  // tag and suite stay
      const auto inline_at = line.find("inline:");
      return std::string(line.substr(0, inline_at)) + "KEY";
    }
    if (secret == "a=fingerprint:") return std::string(line.substr(0, line.find(' '))) + " KEY";
    return std::string(secret) + "...";
  }
  if (line.starts_with("m=")) return media_line(line);
  if (line.starts_with("a=rtcp:")) {
    const auto end = std::min(line.find(' '), line.size());
    return without_addresses(fmt::format("a=rtcp:PORT{}", line.substr(end)), own_addresses);
  }
  return without_addresses(std::string(line), own_addresses);
}

}  // namespace

std::vector<std::string> sdp_lines(std::string_view sdp, const std::vector<std::string>& own_addresses) {
  std::vector<std::string> out;
  while (!sdp.empty()) {
    const auto end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(sdp_line(line, own_addresses));
    sdp.remove_prefix(end == std::string_view::npos ? sdp.size() : end + 1);
  }
  return out;
}

namespace {

class LineMaker {
 public:
  LineMaker(const std::vector<std::string>& own_addresses, std::vector<std::string>& out)
      : own_addresses_(own_addresses), out_(out) {}

  void add(const std::string& path, std::string_view key, const bencode::View& value) {
    switch (value.kind()) {
      case bencode::Kind::string:
        return add_text(path, key, *value.string());
      case bencode::Kind::integer:
        out_.push_back(path + " = a number");
        return;
      case bencode::Kind::list: {
        out_.push_back(fmt::format("{} = a list of {}", path, value.size()));
        std::size_t place = 0;
        for (auto item = value.begin(); item != value.end(); ++item)
          add(fmt::format("{}[{}]", path, place++), key, *item);
        return;
      }
      case bencode::Kind::dictionary: {
        // The daemon's tables have no order of their own.
        std::vector<std::pair<std::string_view, bencode::View>> rows;
        for (auto row = value.begin(); row != value.end(); ++row) rows.emplace_back(row.key(), *row);
        std::ranges::stable_sort(rows, {}, &std::pair<std::string_view, bencode::View>::first);
        for (const auto& [name, content] : rows)
          add(path.empty() ? std::string(name) : fmt::format("{}.{}", path, key_text(key, name)), name, content);
        return;
      }
    }
  }

 private:
  /// Tables by SSRC have keys that change.
  static std::string key_text(std::string_view parent, std::string_view key) {
    return parent == "SSRC" ? std::string("SSRC") : std::string(key);
  }

  void add_text(const std::string& path, std::string_view key, std::string_view text) {
    if (key == "sdp") {
      for (const std::string& line : sdp_lines(text, own_addresses_)) out_.push_back(path + ": " + line);
      return;
    }
    if (key == "local address") return out_.push_back(path + " = ADDRESS");  // of a stream: the engine's own
    const bool changes = std::ranges::find(changing_keys, key) != changing_keys.end();
    out_.push_back(path +
                   (changes ? std::string(" = a text") : " = " + without_addresses(std::string(text), own_addresses_)));
  }

  const std::vector<std::string>& own_addresses_;
  std::vector<std::string>& out_;
};

}  // namespace

std::vector<std::string> reply_lines(const bencode::View& reply, const std::vector<std::string>& own_addresses) {
  std::vector<std::string> out;
  LineMaker(own_addresses, out).add({}, {}, reply);
  return out;
}

void add_own_addresses(std::string_view sdp, std::vector<std::string>& own_addresses) {
  while (!sdp.empty()) {
    const auto end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    sdp.remove_prefix(end == std::string_view::npos ? sdp.size() : end + 1);
    if (!line.starts_with("c=")) continue;
    std::string address(line.substr(std::min(line.rfind(' ') + 1, line.size())));
    if (address.empty() || address == "0.0.0.0" || address == "::") continue;
    if (std::ranges::find(own_addresses, address) == own_addresses.end()) own_addresses.push_back(std::move(address));
  }
  // The longest first: 127.0.8.1 is a part of 127.0.8.10.
  std::ranges::sort(own_addresses, std::greater{}, &std::string::size);
}

std::vector<LineDifference> differences(const std::vector<std::string>& captured,
                                        const std::vector<std::string>& replayed) {
  std::vector<LineDifference> out;
  if (captured == replayed) return out;
  const std::size_t rows = std::min(captured.size(), compared_at_most),
                    columns = std::min(replayed.size(), compared_at_most);
  // Longest common subsequence, from the ends.
  std::vector<std::uint16_t> table((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t row, std::size_t column) -> std::uint16_t& {
    return table[row * (columns + 1) + column];
  };
  for (std::size_t row = rows; row-- > 0;)
    for (std::size_t column = columns; column-- > 0;)
      at(row, column) = captured[row] == replayed[column] ? static_cast<std::uint16_t>(at(row + 1, column + 1) + 1)
                                                          : std::max(at(row + 1, column), at(row, column + 1));
  std::size_t row = 0, column = 0;
  while (row < rows || column < columns) {
    if (row < rows && column < columns && captured[row] == replayed[column]) {
      ++row, ++column;
    } else if (column == columns || (row < rows && at(row + 1, column) >= at(row, column + 1))) {
      out.push_back({.captured = captured[row++], .replayed = {}});
    } else {
      out.push_back({.captured = {}, .replayed = replayed[column++]});
    }
  }
  return out;
}

bool is_of_media_that_came(const LineDifference& difference) {
  const std::string_view line = difference.captured.empty() ? difference.replayed : difference.captured;
  const auto assigned = line.find(" = ");
  if (assigned == std::string_view::npos) return false;
  const auto path = line.substr(0, assigned), value = line.substr(assigned + 3);
  const auto name = path.substr(path.rfind('.') + 1);
  if (path.contains(".medias[") && name == "flags") return value.starts_with("a list of ");
  if (difference.captured.empty()) return false;
  if (path == "SSRC" || path.starts_with("SSRC.")) return true;
  if (!path.contains(".medias[")) return false;
  if (name.starts_with("flags[")) return value == "confirmed" || value == "kernelized" || value == "no kernel support";
  return name == "codec" || name == "SSRC";
}

}  // namespace rtpe::capture
