// SDP that engines hand out: what is drawn anew in every play (ports, addresses, keys, session numbers) is left out of
// account.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "client/bencode/reader.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

using Lines = std::vector<std::string>;

Lines body_of(const std::string& reply) {
  Lines lines;
  bencode::Reader reader;
  const auto read = reader.read(reply, {.tolerance = bencode::Tolerance::peer});
  std::string_view text = read ? read->find_string("sdp").value_or("") : std::string_view();
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
  return lines;
}

/// Attributes whose value is drawn: their name alone counts.
constexpr std::array<std::string_view, 10> drawn_values{
    "a=rtcp:",        "a=crypto:", "a=ice-ufrag:", "a=ice-pwd:",   "a=candidate:",
    "a=fingerprint:", "a=tls-id:", "a=ssrc:",      "a=rtpengine:", "o="};

/// "m=audio 30012 RTP/AVP 0" as "m=audio * RTP/AVP 0"; a port of 0 says something.
std::string without_port(std::string_view line) {
  const auto port = line.find(' ');
  const auto end = port == std::string_view::npos ? port : line.find(' ', port + 1);
  if (end == std::string_view::npos || line.substr(port, end - port) == " 0") return std::string(line);
  return fmt::format("{} *{}", line.substr(0, port), line.substr(end));
}

std::string comparable(const std::string& line) {
  for (const std::string_view drawn : drawn_values)
    if (line.starts_with(drawn)) return std::string(drawn);
  if (line.starts_with("m=")) return without_port(line);
  if (line.starts_with("c=")) return line.substr(0, line.rfind(' '));
  return line;
}

/// Lines of `left` that are not in `right`, by what of them can be compared; each as often as it is missing there.
Lines missing_lines(const Lines& left, const Lines& right) {
  Lines there, missing;
  for (const std::string& line : right) there.push_back(comparable(line));
  for (const std::string& line : left) {
    const auto same = std::ranges::find(there, comparable(line));
    if (same == there.end())
      missing.push_back(line);
    else
      there.erase(same);
  }
  return missing;
}

/// "a=rtcp-mux, a=mid": names of the lines, each once.
std::string line_names(const Lines& lines) {
  Lines kinds;
  for (const std::string& line : lines) {
    std::string kind = line.substr(0, line.starts_with("a=") ? line.find_first_of(": ") : 2);
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(std::move(kind));
  }
  return fmt::format("{}", fmt::join(kinds, ", "));
}

/// Both have the same lines: which comes first elsewhere; empty: none does.
std::string moved_line(const Lines& before, const Lines& after) {
  for (std::size_t index = 0; index < std::min(before.size(), after.size()); ++index)
    if (comparable(before[index]) != comparable(after[index])) return before[index];
  return {};
}

std::string change_of(const Lines& gone, const Lines& added) {
  if (gone.empty()) return fmt::format("has new lines: {}", line_names(added));
  if (added.empty()) return fmt::format("lacks lines: {}", line_names(gone));
  return line_names(gone) == line_names(added)
             ? fmt::format("has other lines: {}", line_names(gone))
             : fmt::format("lacks lines ({}) and has new ones ({})", line_names(gone), line_names(added));
}

}  // namespace

void compare_bodies(const Comparison& both, std::vector<Finding>& out) {
  Groups groups;
  each_command(both, [&](const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after) {
    const Lines old = body_of(before.reply), fresh = body_of(after.reply);
    if (old.empty() || fresh.empty()) return;  // compare_replies() tells it
    const Lines gone = missing_lines(old, fresh), added = missing_lines(fresh, old);
    std::string what = gone.empty() && added.empty() ? std::string() : change_of(gone, added);
    if (what.empty() && !moved_line(old, fresh).empty()) what = "has its lines in another order";
    if (what.empty()) return;
    groups.add(fmt::format("{} {}", before.name, what), call_id, [&] {
      const bool is_moved = gone.empty() && added.empty();
      return Finding{.harm = Harm::media,
                     .change = Change::other,
                     .says = fmt::format("the SDP that {} gives {}", before.name, what),
                     .before = fmt::format("{}", fmt::join(is_moved ? old : gone, "\n")),
                     .after = fmt::format("{}", fmt::join(is_moved ? fresh : added, "\n"))};
    });
  });
  for (Finding& finding : std::move(groups).findings(detailed_calls(both))) out.push_back(std::move(finding));
}

}  // namespace rtpe::scenario::upgrade
