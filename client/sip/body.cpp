#include "client/sip/body.hpp"

#include <charconv>

#include "client/sip/core_sdp.hpp"
#include "client/sip/header_lines.hpp"
#include "client/sip/multipart.hpp"

namespace rtpe::sip {

ContentKind content_kind(std::string_view content_type) {
  auto rest = trimmed(content_type);
  if (starts_ignoring_case(rest, "multipart/mixed")) return ContentKind::multipart;
  constexpr std::string_view application = "application", sdp = "sdp", fragment = "trickle-ice-sdpfrag";
  if (!starts_ignoring_case(rest, application)) return ContentKind::other;
  rest = trimmed(rest.substr(application.size()));
  if (!rest.starts_with('/')) return ContentKind::other;
  rest = trimmed(rest.substr(1));
  if (starts_ignoring_case(rest, fragment)) return ContentKind::fragment;
  if (!starts_ignoring_case(rest, sdp)) return ContentKind::other;
  rest.remove_prefix(sdp.size());
  const bool ends = rest.empty() || std::string_view("; \t\r\n").contains(rest.front()) || rest.front() == '\0';
  return ends ? ContentKind::sdp : ContentKind::other;
}

ContentKind content_kind(const Message& message) {
  return message.has_content_type ? content_kind(message.content_type) : ContentKind::absent;
}

std::string_view describe(BodyFault fault) {
  switch (fault) {
    case BodyFault::no_body:
      return "the message has no body";
    case BodyFault::no_content_length:
      return "the message has no Content-Length";
    case BodyFault::content_length_zero:
      return "Content-Length is 0";
    case BodyFault::content_length_too_large:
      return "Content-Length is larger than the body";
    case BodyFault::not_sdp:
      return "the Content-Type is not SDP";
    case BodyFault::no_boundary:
      return "the multipart Content-Type has no boundary";
    case BodyFault::no_sdp_part:
      return "no part of the multipart body is application/sdp";
  }
  return "unknown";
}

std::expected<SdpRegion, BodyFault> find_sdp(const Message& message) {
  if (message.body.empty()) return std::unexpected(BodyFault::no_body);
  if (!message.has_content_length) return std::unexpected(BodyFault::no_content_length);
  if (message.content_length <= 0) return std::unexpected(BodyFault::content_length_zero);
  const auto length = static_cast<std::uint64_t>(message.content_length);
  if (length > message.body.size()) return std::unexpected(BodyFault::content_length_too_large);
  const auto kind = content_kind(message);
  SdpRegion region{.offset = 0, .length = static_cast<std::size_t>(length), .kind = kind};
  if (kind == ContentKind::other) return std::unexpected(BodyFault::not_sdp);
  if (kind != ContentKind::multipart) return region;
  const auto boundary = boundary_of(message.content_type);
  if (boundary.empty()) return std::unexpected(BodyFault::no_boundary);
  const auto part = find_sdp_part(message.body.substr(0, region.length), boundary);
  if (!part) return std::unexpected(BodyFault::no_sdp_part);
  region.offset = part->offset;
  region.length = part->length;
  region.part_length_offset = part->length_value_offset;
  region.part_length_length = part->length_value_length;
  return region;
}

void replace_sdp(const Message& message, const SdpRegion& region, std::string_view sdp, PartLength part_length,
                 std::string& out) {
  const auto body = message.body;
  std::size_t from = 0;
  if (part_length == PartLength::rewrite && region.part_length_length > 0) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, sdp.size()).ptr;
    out.append(body.substr(0, region.part_length_offset));
    out.append(digits, end);
    from = region.part_length_offset + region.part_length_length;
  }
  out.append(body.substr(from, region.offset - from));
  out.append(sdp);
  out.append(body.substr(region.offset + region.length));
}

bool core_finds_sdp(const Message& message) {
  const auto kind = content_kind(message);
  if (kind != ContentKind::sdp && kind != ContentKind::multipart) return false;
  const auto region = find_sdp(message);
  return region && core_parses_sdp(message.body.substr(region->offset, region->length));
}

}  // namespace rtpe::sip
