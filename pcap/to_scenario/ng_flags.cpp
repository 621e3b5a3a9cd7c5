#include "pcap/to_scenario/ng_flags.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace rtpe::capture {
namespace {

/// Not flags, or made by the function itself.
constexpr std::array<std::string_view, 11> own_keys = {"command",       "call-id",  "from-tag",   "to-tag",
                                                       "received-from", "sdp",      "via-branch", "received from",
                                                       "body",          "supports", "via branch"};
struct ListKey {
  std::string_view key, prefix;
};
constexpr std::array list_keys = {
    ListKey{"flags", ""},     ListKey{"replace", "replace-"}, ListKey{"rtcp-mux", "rtcp-mux-"},
    ListKey{"SDES", "SDES-"}, ListKey{"OSRTP", "OSRTP-"},     ListKey{"direction", "direction="}};

void add_word(std::string& out, std::string_view prefix, std::string_view value, std::string_view suffix = {}) {
  if (!out.empty()) out += ' ';
  const std::size_t begin = out.size();
  out.append(prefix).append(value).append(suffix);
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), ' ', '-');
  // What would end the string of a route or begin another value there.
  std::erase_if(out, [](char c) { return c == '"' || c == '\\' || c == '$' || static_cast<unsigned char>(c) < ' '; });
}

void add_codecs(std::string& out, const bencode::View& codecs) {
  for (auto row = codecs.begin(); row != codecs.end(); ++row) {
    if ((*row).kind() != bencode::Kind::list) continue;
    const std::string prefix = "codec-" + std::string(row.key()) + "-";
    for (auto codec = (*row).begin(); codec != (*row).end(); ++codec)
      if (const auto name = (*codec).string()) add_word(out, prefix, *name);
  }
}

}  // namespace

std::string flags_of(const bencode::View& request) {
  std::string out;
  if (!request || request.kind() != bencode::Kind::dictionary) return out;
  for (auto row = request.begin(); row != request.end(); ++row) {
    const std::string_view key = row.key();
    if (std::ranges::find(own_keys, key) != own_keys.end()) continue;
    if (const auto text = (*row).string()) {
      if (key == "transport-protocol" || key == "transport protocol")
        add_word(out, "", *text);
      else
        add_word(out, std::string(key) + "=", *text);
    } else if ((*row).kind() == bencode::Kind::dictionary && key == "codec") {
      add_codecs(out, *row);
    } else if (const auto known = std::ranges::find(list_keys, key, &ListKey::key);
               known != list_keys.end() && (*row).kind() == bencode::Kind::list) {
      for (auto item = (*row).begin(); item != (*row).end(); ++item)
        if (const auto word = (*item).string()) add_word(out, known->prefix, *word);
    }
  }
  return out;
}

}  // namespace rtpe::capture
