// Splits a body into lines and sections.
#include "client/sdp/document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client/sdp/values.hpp"

namespace rtpe::sdp {
namespace {

struct Known {
  std::string_view name;
  Attribute attribute;
};
/// Sorted by length, so that a name is compared with those of its own length.
constexpr auto known_attributes = [] {
  std::array table = {
      Known{"candidate", Attribute::candidate},
      Known{"crypto", Attribute::crypto},
      Known{"end-of-candidates", Attribute::end_of_candidates},
      Known{"extmap", Attribute::extmap},
      Known{"fingerprint", Attribute::fingerprint},
      Known{"fmtp", Attribute::fmtp},
      Known{"group", Attribute::group},
      Known{"ice-lite", Attribute::ice_lite},
      Known{"ice-mismatch", Attribute::ice_mismatch},
      Known{"ice-options", Attribute::ice_options},
      Known{"ice-pwd", Attribute::ice_pwd},
      Known{"ice-ufrag", Attribute::ice_ufrag},
      Known{"inactive", Attribute::inactive},
      Known{"label", Attribute::label},
      Known{"maxptime", Attribute::maxptime},
      Known{"mid", Attribute::mid},
      Known{"ptime", Attribute::ptime},
      Known{"recvonly", Attribute::recvonly},
      Known{"remote-candidates", Attribute::remote_candidates},
      Known{"rtcp", Attribute::rtcp},
      Known{"rtcp-fb", Attribute::rtcp_fb},
      Known{"rtcp-mux", Attribute::rtcp_mux},
      Known{"rtpengine", Attribute::rtpengine},
      Known{"rtpmap", Attribute::rtpmap},
      Known{"sendonly", Attribute::sendonly},
      Known{"sendrecv", Attribute::sendrecv},
      Known{"setup", Attribute::setup},
      Known{"tls-id", Attribute::tls_id},
  };
  std::ranges::sort(table, {}, [](const Known& known) { return known.name.size(); });
  return table;
}();

/// Where the names of each length begin.
constexpr auto lengths = [] {
  std::array<std::uint8_t, 20> begins{};
  for (const Known& known : known_attributes)
    for (std::size_t length = known.name.size() + 1; length < begins.size(); ++length) ++begins[length];
  return begins;
}();

Attribute attribute_of(std::string_view name) {
  if (name.size() + 1 < lengths.size())
    for (std::size_t i = lengths[name.size()]; i < lengths[name.size() + 1]; ++i)
      if (known_attributes[i].name == name) return known_attributes[i].attribute;
  return name.starts_with("T38") ? Attribute::t38 : Attribute::other;
}

/// One line of the text from `begin` on; LF ends it, a CR in front of the LF belongs to the end.
Line cut_line(std::string_view text, std::uint32_t begin) {
  Line line;
  line.begin = begin;
  const std::size_t end = text.find('\n', begin);
  line.next = static_cast<std::uint32_t>(end == std::string_view::npos ? text.size() : end + 1);
  line.text = text.substr(begin, (end == std::string_view::npos ? text.size() : end) - begin);
  if (end != std::string_view::npos && line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

void classify(Line& line) {
  line.letter = line.text[0];
  line.value = line.text.substr(2);
  if (line.letter != 'a') return;
  const std::size_t colon = line.value.find(':');
  line.attribute = attribute_of(line.value.substr(0, colon));
  line.value = colon == std::string_view::npos ? line.value.substr(line.value.size()) : line.value.substr(colon + 1);
}

/// What one level may hold once.
struct Level {
  bool media = false, origin = false, connection = false;
};

std::expected<void, Fault> check(const Line& line, Level& level) {
  switch (line.letter) {
    case 'v':
      if (line.value != "0") return std::unexpected(Fault::bad_version);
      level = {};
      return {};
    case 'o':
      if (level.media) return std::unexpected(Fault::misplaced_line);
      if (std::exchange(level.origin, true)) return std::unexpected(Fault::second_origin);
      if (!read_origin(line.value)) return std::unexpected(Fault::bad_origin);
      return {};
    case 's':
      if (level.media) return std::unexpected(Fault::misplaced_line);
      return {};
    case 'c':
      if (std::exchange(level.connection, true)) return std::unexpected(Fault::second_connection);
      if (!read_connection(line.value)) return std::unexpected(Fault::bad_connection);
      return {};
    case 'm':
      if (!read_media_line(line.value)) return std::unexpected(Fault::bad_media);
      level = {.media = true, .origin = level.origin};
      return {};
    default:
      if (std::string_view("iuepbtrzka").find(line.letter) == std::string_view::npos)
        return std::unexpected(Fault::unknown_line);
      return {};
  }
}

}  // namespace

std::string_view Line::name() const {
  if (letter != 'a') return {};
  const std::string_view rest = text.substr(2);
  return rest.substr(0, rest.find(':'));
}

std::string_view describe(Fault fault) {
  switch (fault) {
    case Fault::no_version:
      return "the body does not begin with v=";
    case Fault::bad_version:
      return "v= is not exactly 0";
    case Fault::unknown_line:
      return "no line of SDP";
    case Fault::bad_origin:
      return "o= does not have six fields";
    case Fault::second_origin:
      return "a second o= line";
    case Fault::misplaced_line:
      return "this line belongs to the session level";
    case Fault::bad_connection:
      return "c= is not IN, IP4 or IP6, and a literal address";
    case Fault::second_connection:
      return "a second c= line on the same level";
    case Fault::bad_media:
      return "m= does not have media, port and protocol";
    case Fault::empty_line:
      return "an empty line";
    case Fault::too_many_lines:
      return "too many lines";
  }
  return "unknown fault";
}

std::expected<void, ParseError> Document::read(std::string_view text, const ReadOptions& options) {
  text_ = text;
  lines_.clear();
  sections_.clear();
  if (lines_.capacity() == 0) {  // enough for a usual body
    lines_.reserve(24);
    sections_.reserve(4);
  }
  Level level;
  const auto refuse = [this](Fault fault) {
    return std::unexpected(ParseError{fault, static_cast<std::uint32_t>(lines_.size()) + 1});
  };
  if (text.size() > UINT32_MAX) return refuse(Fault::too_many_lines);
  // A single byte at the end is not looked at.
  for (std::uint32_t at = 0; at + 1 < text.size();) {
    if (lines_.size() >= options.lines) return refuse(Fault::too_many_lines);
    Line line = cut_line(text, at);
    at = line.next;
    if (line.text.empty() || line.text.front() == '\r') {
      if (options.empty_line == EmptyLine::is_refused) return refuse(Fault::empty_line);
      text_ = text.substr(0, line.begin);
      break;
    }
    if (line.text.size() < 2 || line.text[1] != '=') return refuse(Fault::unknown_line);
    classify(line);
    if (lines_.empty() && line.letter != 'v') return refuse(Fault::no_version);
    if (const auto fine = check(line, level); !fine) return refuse(fine.error());
    if (line.letter == 'v' || line.letter == 'm')
      sections_.push_back({static_cast<std::uint32_t>(lines_.size()), static_cast<std::uint32_t>(lines_.size())});
    lines_.push_back(line);
    sections_.back().last = static_cast<std::uint32_t>(lines_.size());
  }
  return {};
}

}  // namespace rtpe::sdp
