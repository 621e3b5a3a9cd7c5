// The keys of a request dictionary; flags are in option_flags.cpp.
#include "mock_engine/rewrite/options.hpp"

#include <algorithm>
#include <array>

#include "client/sdp/values.hpp"
#include "mock_engine/rewrite/option_flags.hpp"
#include "mock_engine/rewrite/sdes.hpp"

namespace rtpe::mock {
namespace {

using bencode::View;

/// An integer, or a string that begins with one.
std::optional<std::int64_t> number_of(View value) {
  if (const auto number = value.integer()) return number;
  auto text = value.string();
  return text ? sdp::read_leading_number(*text) : std::nullopt;
}

template <class Use>
void for_each_string(View list, Use use) {
  if (!list || list.kind() != bencode::Kind::list) return;
  for (const View element : list)
    if (const auto text = element.string()) use(*text);
}

void read_text(View value, std::string_view& text, bool& given) {
  const auto string = value.string();
  if (!string) return;
  text = *string;
  given = true;
}

void read_direction(Options& options, View value) {
  if (value.kind() != bencode::Kind::list) return;
  std::size_t index = 0;
  for (const View element : value) {
    const auto name = element.string().value_or("");
    if (index == 0) options.direction_from = name;
    if (index == 1) options.direction_to = name;
    ++index;
  }
}

std::optional<Family> family_of(std::string_view name) {
  if (name == "IP4" || name == "ip4" || name == "IPv4" || name == "ipv4") return Family::ipv4;
  if (name == "IP6" || name == "ip6" || name == "IPv6" || name == "ipv6") return Family::ipv6;
  return std::nullopt;
}

void read_received_from(Options& options, View value) {
  if (value.kind() != bencode::Kind::list || value.size() < 2) return;
  auto element = value.begin();
  const auto family = family_of((*element).string().value_or(""));
  ++element;
  const auto address = (*element).string();
  if (family && address) options.received_from = Address::parse(*address, *family);
}

void read_ice(Options& options, View value) {
  const auto text = value.string().value_or("");
  if (text == "remove") options.ice = IceMode::remove;
  if (text == "force") options.ice = IceMode::force;
  if (text == "default") options.ice = IceMode::automatic;
  if (text == "optional") options.ice = IceMode::optional;
  if (text == "force-relay" || text == "force_relay" || text == "force relay") options.ice = IceMode::force_relay;
}

template <std::size_t Count>
bool is_one_of(std::string_view text, const std::array<std::string_view, Count>& names) {
  return std::ranges::find(names, text) != names.end();
}
bool is_off(std::string_view text) {
  return is_one_of(text, std::to_array<std::string_view>({"off", "no", "disable", "disabled"}));
}

void read_ice_lite(Options& options, View value) {
  const auto text = value.string().value_or("");
  if (is_one_of(text, std::to_array<std::string_view>({"off", "none", "no"}))) options.ice_lite = IceLite::off;
  if (is_one_of(text, std::to_array<std::string_view>({"forward", "offer", "fwd", "fw"})))
    options.ice_lite = IceLite::forward;
  if (is_one_of(text,
                std::to_array<std::string_view>({"backward", "backwards", "reverse", "answer", "back", "bkw", "bk"})))
    options.ice_lite = IceLite::backward;
  if (text == "both") options.ice_lite = IceLite::both;
}

void read_role(View value, DtlsRole& role) {
  const auto text = value.string().value_or("");
  if (text == "passive") role = DtlsRole::passive;
  if (text == "active") role = DtlsRole::active;
}

void read_protocol(Options& options, View value) {
  const auto text = value.string().value_or("");
  options.protocol = protocol_of(text);
  options.protocol_accept = text == "accept";
}

void read_media_address(Options& options, View value) {
  const auto text = value.string().value_or("");
  const auto address = Address::parse(text);
  if (!address || address->is_unspecified()) return;
  options.media_address = address;
  options.media_address_text = text;
}

void read_ptime(View value, std::uint32_t& ptime) {
  const auto number = number_of(value);
  if (number && *number > 0 && *number <= UINT16_MAX) ptime = static_cast<std::uint32_t>(*number);
}

void read_codec(Options& options, View value) {
  if (value.kind() != bencode::Kind::dictionary) return;
  for (auto entry = value.begin(); entry != value.end(); ++entry)
    for_each_string(*entry, [&](std::string_view name) { add_codec_wish(options, entry.key(), name); });
}

void read_record_call(Options& options, View value) {
  const auto text = value.string().value_or("");
  if (text == "yes" || text == "on") options.flags.set(Flag::record_call);
  if (text == "no" || text == "off") options.flags.set(Flag::no_record_call);
}

void read_passthrough(Options& options, View value) {
  const auto text = value.string().value_or("");
  if (text.starts_with("on")) options.flags.set(Flag::passthrough);
  if (text.starts_with("off")) options.flags.set(Flag::no_passthrough);
}

using Handler = void (*)(Options&, View);
struct Key {
  std::string_view name;
  Handler read;
};

template <auto Read>
void list(Options& options, View value) {
  for_each_string(value, [&](std::string_view text) { Read(options, text); });
}
template <std::string_view Options::* Field>
void text(Options& options, View value) {
  options.*Field = value.string().value_or(options.*Field);
}
template <std::string_view Options::* Field, bool Options::* Given>
void given_text(Options& options, View value) {
  read_text(value, options.*Field, options.*Given);
}

void read_supports(Options& options, std::string_view text) { options.supports_load_limit |= text == "load limit"; }
void read_from_tag(Options& options, std::string_view text) { options.from_tags.push_back(text); }

/// Sorted by length, so that a key is compared with those of its own length.
constexpr auto keys = [] {
  constexpr Handler call_id = given_text<&Options::call_id, &Options::has_call_id>;
  constexpr Handler sdp = given_text<&Options::sdp, &Options::has_sdp>;
  constexpr Handler dtls = [](Options& options, View value) {
    read_role(value, options.dtls);
    options.dtls_off |= is_off(value.string().value_or(""));
  };
  constexpr Handler dtls_reverse = [](Options& options, View value) { read_role(value, options.dtls_reverse); };
  constexpr Handler fingerprint = [](Options& options, View value) {
    options.fingerprint = fingerprint_hash_of(value.string().value_or(""));
  };
  constexpr Handler family = [](Options& options, View value) {
    if (const auto known = family_of(value.string().value_or(""))) options.address_family = known;
  };
  constexpr Handler ptime = [](Options& options, View value) { read_ptime(value, options.ptime); };
  constexpr Handler ptime_reverse = [](Options& options, View value) { read_ptime(value, options.ptime_reverse); };
  constexpr Handler generate_rtcp = [](Options& options, View value) {
    if (value.string() == "on") options.flags.set(Flag::generate_rtcp);
  };
  auto table = std::to_array<Key>({
      {"call-id", call_id},
      {"call-ID", call_id},
      {"call id", call_id},
      {"call ID", call_id},
      {"from-tag", given_text<&Options::from_tag, &Options::has_from_tag>},
      {"to-tag", given_text<&Options::to_tag, &Options::has_to_tag>},
      {"via-branch", given_text<&Options::via_branch, &Options::has_via_branch>},
      {"sdp", sdp},
      {"SDP", sdp},
      {"flags", list<read_flag>},
      {"replace", list<read_replace>},
      {"direction", read_direction},
      {"received-from", read_received_from},
      {"received from", read_received_from},
      {"ICE", read_ice},
      {"ice", read_ice},
      {"ICE-lite", read_ice_lite},
      {"ice-lite", read_ice_lite},
      {"ICE lite", read_ice_lite},
      {"ice lite", read_ice_lite},
      {"transport-protocol", read_protocol},
      {"transport protocol", read_protocol},
      {"media-address", read_media_address},
      {"media address", read_media_address},
      {"address-family", family},
      {"address family", family},
      {"rtcp-mux", list<read_rtcp_mux>},
      {"RTCP-mux", list<read_rtcp_mux>},
      {"SDES", list<read_sdes>},
      {"sdes", list<read_sdes>},
      {"OSRTP", list<read_osrtp>},
      {"DTLS", dtls},
      {"DTLS-reverse", dtls_reverse},
      {"DTLS-fingerprint", fingerprint},
      {"codec", read_codec},
      {"ptime", ptime},
      {"ptime-reverse", ptime_reverse},
      {"ptime reverse", ptime_reverse},
      {"label", text<&Options::label>},
      {"from-label", text<&Options::label>},
      {"set-label", text<&Options::set_label>},
      {"to-label", text<&Options::set_label>},
      {"address", text<&Options::address>},
      {"metadata", text<&Options::metadata>},
      {"record call", read_record_call},
      {"record-call", read_record_call},
      {"supports", list<read_supports>},
      {"T.38", list<read_t38>},
      {"T38", list<read_t38>},
      {"t.38", list<read_t38>},
      {"t38", list<read_t38>},
      {"generate RTCP", generate_rtcp},
      {"passthrough", read_passthrough},
      {"from-tags", list<read_from_tag>},
  });
  std::ranges::sort(table, {}, [](const Key& key) { return key.name.size(); });
  return table;
}();

/// Where the keys of each length begin.
constexpr auto lengths = [] {
  std::array<std::uint8_t, 20> begins{};
  for (const Key& key : keys)
    for (std::size_t length = key.name.size() + 1; length < begins.size(); ++length) ++begins[length];
  return begins;
}();
static_assert(keys.back().name.size() + 1 < lengths.size());

/// Null for an unknown key.
const Key* find_key(std::string_view name) {
  if (name.size() + 1 >= lengths.size()) return nullptr;
  for (std::size_t i = lengths[name.size()]; i < lengths[name.size() + 1]; ++i)
    if (keys[i].name.back() == name.back() && keys[i].name == name) return &keys[i];
  return nullptr;
}

/// What only an offer (or publish, or subscribe request) may ask for.
void drop_what_answers_ignore(Options& options) {
  options.ptime = options.ptime_reverse = 0;
  for (auto* list : {&options.codec.transcode, &options.codec.mask, &options.codec.set, &options.codec.accept,
                     &options.codec.consume})
    list->clear();
}

}  // namespace

Options parse_options(View request, OperationMode mode) {
  Options options;
  options.mode = mode;
  if (!request || request.kind() != bencode::Kind::dictionary) return options;
  for (auto entry = request.begin(); entry != request.end(); ++entry) {
    if (const Key* key = find_key(entry.key()); key != nullptr) key->read(options, *entry);
  }
  if (mode == OperationMode::answer) drop_what_answers_ignore(options);
  return options;
}

}  // namespace rtpe::mock
