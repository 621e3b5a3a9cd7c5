#include "client/script/flags.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "client/bencode/writer.hpp"

namespace rtpe::script {
namespace {

// Index into Flags::lists_. The codec lists stand together.
enum List : std::uint8_t { replace, strip, codec_offer, mask, set, except, accept, consume, transcode, mux, sdes, t38 };
constexpr List first_codec = strip, last_codec = transcode;

struct Prefix {
  std::string_view text;
  List list;
  bool (*available)(const Personality&) = nullptr;
};

bool is_literal_address(std::string_view text) {
  const std::string terminated(text);
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1;
}

bool has_accept(const Personality& personality) { return personality.codec_accept_consume; }

constexpr std::array prefixes{
    Prefix{"replace", replace},
    Prefix{"SDES", sdes},
    Prefix{"T38", t38},
    Prefix{"T.38", t38},
    Prefix{"rtcp-mux", mux},
    Prefix{"transcode", transcode},
    Prefix{"codec-transcode", transcode},
    Prefix{"codec-strip", strip},
    Prefix{"codec-offer", codec_offer},
    Prefix{"codec-mask", mask},
    Prefix{"codec-set", set},
    Prefix{"codec-except", except},
    Prefix{"codec-accept", accept, has_accept},
    Prefix{"codec-consume", consume, has_accept},
};

constexpr std::array<std::string_view, last_codec + 1> codec_keys{"",       "strip",  "offer",   "mask",     "set",
                                                                  "except", "accept", "consume", "transcode"};

// Bits of the transport: 1 SRTP, 2 feedback profile, 4 DTLS.
constexpr std::uint32_t srtp = 1, feedback = 2, dtls = 4;
constexpr std::array<std::string_view, 8> transport_names{
    "RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "", "UDP/TLS/RTP/SAVPF", ""};

// What one word does to the transport: keep the bits of `keep`, then set those of `add`.
struct TransportWord {
  std::string_view text;
  std::uint32_t keep, add;
};
constexpr std::array transport_words{
    TransportWord{"RTP", ~srtp, 0},
    TransportWord{"AVP", ~feedback, 0},
    TransportWord{"SRTP", ~0U, srtp},
    TransportWord{"AVPF", ~0U, feedback},
    TransportWord{"DTLS", ~0U, dtls},
    TransportWord{"RTP/AVP", 0, 0},
    TransportWord{"RTP/SAVP", 0, srtp},
    TransportWord{"RTP/AVPF", 0, feedback},
    TransportWord{"RTP/SAVPF", 0, srtp | feedback},
    TransportWord{"UDP/TLS/RTP/SAVP", 0, dtls},
    TransportWord{"UDP/TLS/RTP/SAVPF", 0, dtls | feedback},
};

// Leading decimal digits as a 32-bit integer that wraps; 0 without any.
std::int64_t leading_digits(std::string_view text) {
  std::uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return static_cast<std::int32_t>(value);
}

void append(std::string& out, std::string_view text) { bencode::Writer(out).string(text); }

void append_list(std::string& out, std::string_view key, std::string_view elements) {
  if (elements.empty()) return;
  append(out, key);
  out += 'l';
  out += elements;
  out += 'e';
}

}  // namespace

std::string_view describe(FlagFault fault) {
  switch (fault) {
    case FlagFault::none:
      return "no fault";
    case FlagFault::value_missing:
      return "this flag needs a value";
    case FlagFault::bare_direction:
      return "direction without a value (the real module aborts here)";
    case FlagFault::via_branch_unknown:
      return "no such via-branch selector";
    case FlagFault::repacketize_not_positive:
      return "repacketize needs a positive number";
  }
  return "unknown";
}

// One pass over the tokens. Each test returns true when the token is its own; the order is that of section 8.
struct Flags::Reader {
  Flags& flags;
  const Personality& personality;
  std::optional<std::uint32_t> transport = std::nullopt;
  std::string_view token = {}, key = {}, value = {};
  bool has_value = false;
  bool is_last = false;  ///< nothing follows the token, not even a blank
  // The keys of the codec dictionary stand in the order in which the flags first name them (measured).
  std::array<List, last_codec - first_codec + 1> codec_order = {};
  std::size_t codec_lists = 0;

  void note_codec_list(List list) {
    if (list < first_codec || list > last_codec) return;
    const auto known = codec_order.begin() + static_cast<std::ptrdiff_t>(codec_lists);
    if (std::find(codec_order.begin(), known, list) == known) codec_order[codec_lists++] = list;
  }

  bool fail(FlagFault fault) {
    flags.fault = fault;
    flags.offending = token;
    return true;
  }

  bool prefix_word(std::string_view prefix, std::string& list) const {
    if (!key.starts_with(prefix)) return false;
    const auto rest = key.substr(prefix.size());
    if (rest.empty() && !value.empty()) {
      append(list, value);
      return true;
    }
    if (rest.size() < 2 || rest.front() != '-') return false;
    append(list, rest.substr(1));
    return true;
  }

  bool prefix_family() {
    for (const auto& prefix : prefixes) {
      if (prefix.available != nullptr && !prefix.available(personality)) continue;
      if (!prefix_word(prefix.text, flags.lists_[prefix.list])) continue;
      note_codec_list(prefix.list);
      return true;
    }
    return personality.received_from_flag && received_from();
  }

  /// A literal address counts at the very end only; any other `received-from` brings the source address back
  /// (measured).
  bool received_from() {
    constexpr std::string_view prefix = "received-from";
    std::string ignored;
    if (!prefix_word(prefix, ignored)) return false;
    const auto address = token.substr(prefix.size() + 1);
    flags.received_from.clear();
    if (is_last && is_literal_address(address)) flags.received_from = address;
    return true;
  }

  bool transport_word() {
    if (has_value) return false;
    const auto word = std::ranges::find(transport_words, key, &TransportWord::text);
    if (word == transport_words.end()) return false;
    transport = (transport.value_or(0) & word->keep) | word->add;
    return true;
  }

  bool replacement(Replacement& target) {
    if (!has_value) return fail(FlagFault::value_missing);
    target.given = true;
    target.text = value;
    return true;
  }

  bool tag_or_call_id() {
    if (key == "to-tag") {
      flags.use_to_tag = true;
      return has_value ? replacement(flags.to_tag) : true;
    }
    if (key == "from-tag") {
      flags.directional = true;
      return replacement(flags.from_tag);
    }
    return key == "call-id" && replacement(flags.call_id);
  }

  bool direction() {
    if (key == "internal" || key == "external") {
      append(flags.direction, key);
      return true;
    }
    if (key != "direction") return false;
    if (!has_value) return fail(FlagFault::bare_direction);
    append(flags.direction, value);
    return true;
  }

  bool number() {
    if (key == "TOS" && has_value) {
      bencode::Writer(flags.items).pair("TOS", leading_digits(value));
      return true;
    }
    if (key != "repacketize") return false;
    const auto milliseconds = leading_digits(value);
    if (!has_value) return fail(FlagFault::value_missing);
    if (milliseconds <= 0) return fail(FlagFault::repacketize_not_positive);
    bencode::Writer(flags.items).pair("repacketize", milliseconds);
    return true;
  }

  bool via() {
    if (key != "via-branch") return false;
    if (!has_value) return fail(FlagFault::value_missing);
    const auto selector = via_selector_of(value);
    if (!selector) return fail(FlagFault::via_branch_unknown);
    flags.via_branch = *selector;
    return true;
  }

  bool marker() {
    if (key == "directional") {
      flags.directional = true;
      return true;
    }
    if (key != "force-answer") return false;
    ++flags.force_answers;
    return true;
  }

  void anything_else() {
    // Section 8 rule 9: this one goes out twice, as an integer and as text.
    if (key == "delete-delay" && has_value) bencode::Writer(flags.items).pair("delete delay", leading_digits(value));
    if (has_value) {
      bencode::Writer(flags.items).pair(key, value);
    } else {
      append(flags.words, key);
    }
  }

  void read_token() {
    const auto equals = token.find('=');
    has_value = equals != std::string_view::npos;
    key = token.substr(0, equals);
    value = has_value ? token.substr(equals + 1) : std::string_view{};
    if (prefix_family() || transport_word() || tag_or_call_id() || direction() || number() || via() || marker()) return;
    anything_else();
  }

  void finish() {
    if (!flags.direction.empty()) {
      auto& scratch = flags.lists_.back();
      scratch.swap(flags.direction);
      flags.direction.clear();
      append_list(flags.direction, "direction", scratch);
    }
    append_list(flags.replace_and_codec, "replace", flags.lists_[replace]);
    if (codec_lists > 0) {
      append(flags.replace_and_codec, "codec");
      flags.replace_and_codec += 'd';
      for (std::size_t i = 0; i < codec_lists; ++i)
        append_list(flags.replace_and_codec, codec_keys[codec_order[i]], flags.lists_[codec_order[i]]);
      flags.replace_and_codec += 'e';
    }
    if (transport && !transport_names[*transport & 7U].empty()) {
      bencode::Writer(flags.transport).pair("transport-protocol", transport_names[*transport & 7U]);
    }
    append_list(flags.mux_sdes_t38, "rtcp-mux", flags.lists_[mux]);
    append_list(flags.mux_sdes_t38, "SDES", flags.lists_[sdes]);
    append_list(flags.mux_sdes_t38, "T.38", flags.lists_[t38]);
  }
};

void Flags::clear() {
  fault = FlagFault::none;
  given = false;
  for (auto* text : {&offending, &items, &direction, &words, &replace_and_codec, &transport, &mux_sdes_t38,
                     &received_from, &from_tag.text, &to_tag.text, &call_id.text}) {
    text->clear();
  }
  for (auto& list : lists_) list.clear();
  from_tag.given = to_tag.given = call_id.given = false;
  use_to_tag = directional = false;
  force_answers = 0;
  via_branch = ViaSelector::none;
}

void Flags::parse(std::string_view text, const Personality& personality) {
  clear();
  given = true;
  Reader reader{.flags = *this, .personality = personality};
  while (fault == FlagFault::none) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    reader.token = text.substr(0, text.find(' '));
    reader.is_last = reader.token.size() == text.size();
    if (reader.token.front() == '=') break;
    reader.read_token();
    text.remove_prefix(reader.token.size());
  }
  reader.finish();
}

}  // namespace rtpe::script
