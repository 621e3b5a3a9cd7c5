#include "mock_engine/rewrite/proxy_flags.hpp"

#include <algorithm>
#include <array>

#include "client/bencode/writer.hpp"
#include "mock_engine/rewrite/option_flags.hpp"

namespace rtpe::mock {
namespace {

constexpr auto proxy_flags_keys = std::to_array<std::string_view>({"rtpp-flags", "rtpp_flags"});

constexpr auto later_key_names =
    std::to_array<std::string_view>({"rtpp-flags",       "rtpp_flags",    "sip-message-type",   "SIP-message-type",
                                     "from-interface",   "to-interface",  "sdp-attr",           "all",
                                     "audio-player",     "start-pos",     "frequencies",        "DTMF-log-dest",
                                     "T.38-version",     "delete-delay",  "output-destination", "output-path",
                                     "output-pattern",   "recording-dir", "recording-file",     "recording-path",
                                     "recording-pattern"});

/// "ICE=force" as the key ICE.
void read_proxy_pair(Options& options, std::string_view key, std::string_view text) {
  if (std::ranges::find(proxy_flags_keys, key) != proxy_flags_keys.end()) return;
  std::string& bytes = options.owned.emplace_back();
  bencode::Writer(bytes).string(text);
  bencode::Reader reader;
  if (const auto value = reader.read(bytes)) read_key(options, key, *value);
}

void read_proxy_flags(Options& options, std::string_view flags) {
  while (!flags.empty()) {
    const std::string_view token = flags.substr(0, flags.find(' '));
    flags.remove_prefix(std::min(flags.size(), token.size() + 1));
    const auto equals = token.find('=');
    if (equals != std::string_view::npos)
      read_proxy_pair(options, token.substr(0, equals), token.substr(equals + 1));
    else if (!token.empty())
      read_flag(options, token);
  }
}

}  // namespace

std::span<const std::string_view> later_keys() { return later_key_names; }

bool read_later_key(Options& options, std::string_view name, bencode::View value) {
  if (std::ranges::find(later_key_names, name) == later_key_names.end()) return false;
  if (std::ranges::find(proxy_flags_keys, name) != proxy_flags_keys.end())
    read_proxy_flags(options, value.string().value_or(""));
  if (name == "T.38-version") options.t38_version = static_cast<std::uint8_t>(value.integer().value_or(0));
  return true;
}

}  // namespace rtpe::mock
