#include "client/sip/multipart.hpp"

#include "client/sip/body.hpp"
#include "client/sip/header_lines.hpp"

namespace rtpe::sip {
namespace {

constexpr std::size_t most_parts = 100;

// Offset of the next "--boundary" that begins a line, at or after `from`.
std::size_t find_delimiter(std::string_view body, std::string_view boundary, std::size_t from) {
  while (from < body.size()) {
    const auto at = body.find(boundary, from);
    if (at == std::string_view::npos) return at;
    const bool dashes = at >= 2 && body[at - 1] == '-' && body[at - 2] == '-';
    if (dashes && (at == 2 || body[at - 3] == '\n')) return at - 2;
    from = at + 1;
  }
  return std::string_view::npos;
}

struct PartHeader {
  bool is_sdp = false;
  std::string_view length;
};

PartHeader read_header(FieldWalker& walker) {
  PartHeader header;
  while (const auto field = walker.next()) {
    const auto name = field_name_of(field->name);
    if (name == FieldName::content_type) header.is_sdp = content_kind(field->value) == ContentKind::sdp;
    if (name == FieldName::content_length) header.length = field->value;
  }
  return header;
}

}  // namespace

std::string_view boundary_of(std::string_view content_type) {
  for (auto at = content_type.find(';'); at != std::string_view::npos; at = content_type.find(';', at + 1)) {
    auto parameter = trimmed(content_type.substr(at + 1));
    if (!starts_ignoring_case(parameter, "boundary")) continue;
    parameter = trimmed(parameter.substr(8));
    if (!parameter.starts_with('=')) continue;
    parameter = trimmed(parameter.substr(1));
    if (parameter.starts_with('"')) {
      const auto end = parameter.find('"', 1);
      return end == std::string_view::npos ? std::string_view{} : parameter.substr(1, end - 1);
    }
    return trimmed(parameter.substr(0, parameter.find_first_of("; \t\r\n")));
  }
  return {};
}

std::optional<Part> find_sdp_part(std::string_view body, std::string_view boundary) {
  auto at = find_delimiter(body, boundary, 0);
  for (std::size_t parts = 0; at != std::string_view::npos && parts < most_parts; ++parts) {
    const auto after = at + 2 + boundary.size();
    const auto next = find_delimiter(body, boundary, after);
    const auto line_end = body.find('\n', after);
    if (next == std::string_view::npos || line_end == std::string_view::npos || line_end >= next) {
      at = next;
      continue;
    }
    const auto part = body.substr(line_end + 1, next - line_end - 1);
    FieldWalker walker(part);
    const auto header = read_header(walker);
    if (header.is_sdp && walker.state() == FieldWalker::State::body) {
      auto content = walker.body();
      if (content.ends_with('\n')) content.remove_suffix(1);
      if (content.ends_with('\r')) content.remove_suffix(1);
      Part found{.offset = static_cast<std::size_t>(content.data() - body.data()), .length = content.size()};
      if (!header.length.empty()) {
        found.length_value_offset = static_cast<std::size_t>(header.length.data() - body.data());
        found.length_value_length = header.length.size();
      }
      return found;
    }
    at = next;
  }
  return std::nullopt;
}

}  // namespace rtpe::sip
