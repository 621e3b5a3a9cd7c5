#include "pcap/replay/replay_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "client/bencode/writer.hpp"

namespace rtpe::capture {
namespace {

constexpr std::array<std::string_view, 6> named_keys = {"call-id",    "from-tag",   "to-tag",
                                                        "via-branch", "via branch", "call id"};

std::vector<std::string_view> lines_in(std::string_view sdp) {
  std::vector<std::string_view> out;
  while (!sdp.empty()) {
    const auto end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    sdp.remove_prefix(end == std::string_view::npos ? sdp.size() : end + 1);
  }
  return out;
}

/// "10.0.0.1" of "c=IN IP4 10.0.0.1".
std::string_view address_of(std::string_view line) { return line.substr(std::min(line.rfind(' ') + 1, line.size())); }

/// "30000" of "m=audio 30000 RTP/AVP 0".
std::string_view port_of(std::string_view line) {
  const auto begin = std::min(line.find(' '), line.size() - 1) + 1;
  return line.substr(begin, line.substr(begin).find(' '));
}

/// The address that counts for the m= line at `at`: its section's c= line, else the session's.
std::string_view address_for(const std::vector<std::string_view>& lines, std::size_t at) {
  for (std::size_t next = at + 1; next < lines.size() && !lines[next].starts_with("m="); ++next)
    if (lines[next].starts_with("c=")) return address_of(lines[next]);
  for (std::size_t before = 0; before < at && !lines[before].starts_with("m="); ++before)
    if (lines[before].starts_with("c=")) return address_of(lines[before]);
  return {};
}

}  // namespace

std::string ReplayNames::renamed(const bencode::View& request) {
  std::string out;
  rename(request, {}, out);
  return out;
}

void ReplayNames::rename(const bencode::View& value, std::string_view key, std::string& out) {
  bencode::Writer writer(out);
  switch (value.kind()) {
    case bencode::Kind::string: {
      const std::string_view text = *value.string();
      if (std::ranges::find(named_keys, key) != named_keys.end())
        writer.string(std::string(text) + suffix_);
      else if (key == "sdp")
        writer.string(with_new_ports(text));
      else
        writer.string(text);
      return;
    }
    case bencode::Kind::integer:
      writer.integer(*value.integer());
      return;
    case bencode::Kind::list:
      writer.begin_list();
      for (auto item = value.begin(); item != value.end(); ++item) rename(*item, key, out);
      bencode::Writer(out).end();
      return;
    case bencode::Kind::dictionary:
      writer.begin_dictionary();
      for (auto row = value.begin(); row != value.end(); ++row) {
        bencode::Writer(out).key(row.key());
        rename(*row, row.key(), out);
      }
      bencode::Writer(out).end();
      return;
  }
}

std::string ReplayNames::original(std::string_view text) const {
  std::string out(text);
  for (auto at = out.find(suffix_); at != std::string::npos; at = out.find(suffix_, at)) out.erase(at, suffix_.size());
  return out;
}

void ReplayNames::learn_sdp(std::string_view captured, std::string_view replayed) {
  const auto old_lines = lines_in(captured), new_lines = lines_in(replayed);
  for (std::size_t at = 0; at < std::min(old_lines.size(), new_lines.size()); ++at) {
    if (!old_lines[at].starts_with("m=") || !new_lines[at].starts_with("m=")) continue;
    const auto old_address = address_for(old_lines, at), new_address = address_for(new_lines, at);
    ports_[fmt::format("{} {}", old_address, port_of(old_lines[at]))] =
        fmt::format("{} {}", new_address, port_of(new_lines[at]));
  }
}

std::string ReplayNames::with_new_ports(std::string_view sdp) const {
  const auto lines = lines_in(sdp);
  std::string out(sdp);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (!lines[at].starts_with("m=")) continue;
    const auto known = ports_.find(fmt::format("{} {}", address_for(lines, at), port_of(lines[at])));
    if (known == ports_.end()) continue;
    const auto blank = known->second.find(' ');
    const std::string fresh_line = std::string(lines[at].substr(0, lines[at].find(' ') + 1)) +
                                   known->second.substr(blank + 1) +
                                   std::string(lines[at].substr(lines[at].find(' ') + 1 + port_of(lines[at]).size()));
    if (const auto place = out.find(lines[at]); place != std::string::npos)
      out.replace(place, lines[at].size(), fresh_line);
    const std::string address(address_for(lines, at)), fresh = known->second.substr(0, blank);
    for (auto place = out.find(" " + address); place != std::string::npos && !address.empty() && address != fresh;
         place = out.find(" " + address, place + fresh.size()))
      out.replace(place + 1, address.size(), fresh);
  }
  return out;
}

}  // namespace rtpe::capture
