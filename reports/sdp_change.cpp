#include "reports/sdp_change.hpp"

#include <algorithm>

#include "client/bencode/reader.hpp"
#include "client/ng/cookie.hpp"

namespace rtpe::report {
namespace {

constexpr std::size_t most_lines = 500;

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < most_lines) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

std::vector<SdpLine> sdp_lines(std::string_view before, std::string_view after) {
  const auto left = split_lines(before), right = split_lines(after);
  // common[i][j]: length of the longest common subsequence of what begins at lines i and j.
  std::vector<std::vector<std::uint16_t>> common(left.size() + 1, std::vector<std::uint16_t>(right.size() + 1));
  for (std::size_t i = left.size(); i-- > 0;)
    for (std::size_t j = right.size(); j-- > 0;)
      common[i][j] = left[i] == right[j] ? static_cast<std::uint16_t>(common[i + 1][j + 1] + 1)
                                         : std::max(common[i + 1][j], common[i][j + 1]);
  std::vector<SdpLine> out;
  std::size_t i = 0, j = 0;
  while (i < left.size() || j < right.size()) {
    if (i < left.size() && j < right.size() && left[i] == right[j]) {
      out.push_back({.change = SdpLine::Change::kept, .text = std::string(left[i])});
      ++i;
      ++j;
    } else if (i < left.size() && (j == right.size() || common[i + 1][j] >= common[i][j + 1])) {
      out.push_back({.change = SdpLine::Change::removed, .text = std::string(left[i++])});
    } else {
      out.push_back({.change = SdpLine::Change::added, .text = std::string(right[j++])});
    }
  }
  return out;
}

std::optional<SdpExchanges::Pair> SdpExchanges::datagram(const scenario::DatagramSent& datagram) {
  if (datagram.protocol != scenario::WireProtocol::ng) return std::nullopt;
  const auto message = ng::split(datagram.bytes);
  if (!message) return std::nullopt;
  bencode::Reader reader;
  const auto view = reader.read(message->payload, {.tolerance = bencode::Tolerance::peer});
  const auto sdp = view ? view->find_string("sdp") : std::nullopt;
  if (!sdp) return std::nullopt;
  const std::string cookie(message->cookie);
  if (const auto command = view->find_string("command")) {
    asked_.try_emplace(cookie, Pair{.command = std::string(*command), .before = std::string(*sdp), .after = {}});
    return std::nullopt;
  }
  const auto asked = asked_.find(cookie);
  if (asked == asked_.end() || datagram.is_lost) return std::nullopt;
  Pair pair = std::move(asked->second);
  asked_.erase(asked);
  pair.after = *sdp;
  return pair;
}

}  // namespace rtpe::report
