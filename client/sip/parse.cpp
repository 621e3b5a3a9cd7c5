// SIP text -> Message. Header values that have a grammar of their own (Via, From, To, CSeq) are parsed by libosip2.
#include <osipparser2/osip_parser.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "client/sip/header_lines.hpp"
#include "client/sip/message.hpp"
#include "client/sip/uri.hpp"

namespace rtpe::sip {
namespace {

// As Kamailio's receive buffer: a longer message never reaches the module.
constexpr std::size_t longest_message = 65535;
constexpr std::size_t most_vias = 100;

Error invalid(std::string message, std::string_view where = {}) {
  return {.kind = ErrorKind::invalid_input, .message = std::move(message), .place = std::string(where.substr(0, 80))};
}

template <class T, int (*init)(T**), void (*release)(T*)>
auto make_osip() {
  T* raw = nullptr;
  if (init(&raw) != OSIP_SUCCESS) raw = nullptr;
  return std::unique_ptr<T, void (*)(T*)>(raw, release);
}

// libosip2 works on zero-terminated text without line ends, and hands out copies. A copy is always a piece of what it
// was given, so an equal piece of the value is the view that we want.
std::string for_osip(std::string_view value) {
  std::string text(value);
  std::ranges::replace(text, '\r', ' ');
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string_view view_of(std::string_view value, const char* copy) {
  if (copy == nullptr) return {};
  const auto at = value.find(copy);
  return at == std::string_view::npos ? std::string_view{} : value.substr(at, std::char_traits<char>::length(copy));
}

// Via values may be joined by commas; quoted text and comments may hold commas too.
std::vector<std::string_view> split_at_commas(std::string_view value) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && quoted) {
      ++i;
    } else if (value[i] == '"') {
      quoted = !quoted;
    } else if (value[i] == ',' && !quoted) {
      parts.push_back(trimmed(value.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trimmed(value.substr(begin)));
  return parts;
}

Expected<void> read_vias(std::string_view value, Message& message) {
  for (const auto part : split_at_commas(value)) {
    if (message.via_branches.size() >= most_vias) return std::unexpected(invalid("more than 100 Via values"));
    const auto via = make_osip<osip_via_t, osip_via_init, osip_via_free>();
    if (!via || osip_via_parse(via.get(), for_osip(part).c_str()) != OSIP_SUCCESS) {
      return std::unexpected(invalid("a Via that cannot be parsed", part));
    }
    osip_generic_param_t* branch = nullptr;
    osip_via_param_get_byname(via.get(), const_cast<char*>("branch"), &branch);
    message.via_branches.push_back(branch == nullptr ? std::string_view{} : view_of(part, branch->gvalue));
  }
  return {};
}

// From and To share one grammar. False: not parseable.
bool read_tag(std::string_view value, std::string_view& tag, std::string_view& uri) {
  const auto header = make_osip<osip_from_t, osip_from_init, osip_from_free>();
  if (!header || osip_from_parse(header.get(), for_osip(value).c_str()) != OSIP_SUCCESS) return false;
  osip_generic_param_t* parameter = nullptr;
  osip_from_get_tag(header.get(), &parameter);
  tag = parameter == nullptr ? std::string_view{} : view_of(value, parameter->gvalue);
  uri = address_uri_of(value);
  return true;
}

void read_cseq(std::string_view value, Message& message) {
  const auto header = make_osip<osip_cseq_t, osip_cseq_init, osip_cseq_free>();
  if (!header || osip_cseq_parse(header.get(), for_osip(value).c_str()) != OSIP_SUCCESS) return;
  const std::string_view number = header->number == nullptr ? "" : header->number;
  std::uint32_t parsed = 0;
  const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), parsed);
  if (fault != std::errc{} || end != number.data() + number.size()) return;
  message.cseq_number = parsed;
  message.cseq_method = view_of(value, header->method);
}

Expected<void> read_first_line(std::string_view line, Message& message) {
  const auto first = line.find(' ');
  if (first == std::string_view::npos || first == 0) {
    return std::unexpected(invalid("neither a request line nor a status line", line));
  }
  if (starts_ignoring_case(line, "SIP/")) {
    const auto code = line.substr(first + 1, 3);
    int status = 0;
    const auto [end, fault] = std::from_chars(code.data(), code.data() + code.size(), status);
    if (fault != std::errc{} || end != code.data() + 3 || status < 100 || status > 699) {
      return std::unexpected(invalid("a status line needs a code from 100 to 699", line));
    }
    message.is_request = false;
    message.status = status;
    message.reason = line.substr(std::min(line.size(), first + 5));
    return {};
  }
  const auto last = line.rfind(' ');
  if (last == first || !starts_ignoring_case(line.substr(last + 1), "SIP/2.0")) {
    return std::unexpected(invalid("a request line is METHOD URI SIP/2.0", line));
  }
  message.method = line.substr(0, first);
  message.request_uri = trimmed(line.substr(first + 1, last - first - 1));
  return {};
}

Expected<void> read_content_length(std::string_view value, Message& message) {
  std::int64_t length = 0;
  const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (fault != std::errc{} || end != value.data() + value.size() || length < 0) {
    return std::unexpected(invalid("Content-Length is not a number", value));
  }
  message.has_content_length = true;
  message.content_length = length;
  return {};
}

// Of a field that may stand once the first one counts, as in Kamailio.
struct Seen {
  bool from = false, to = false, cseq = false;
};

Expected<void> read_field(const Field& field, Message& message, Seen& seen) {
  switch (field_name_of(field.name)) {
    case FieldName::via:
      return read_vias(field.value, message);
    case FieldName::content_length:
      return read_content_length(field.value, message);
    case FieldName::call_id:
      if (message.call_id.empty()) message.call_id = field.value;
      break;
    case FieldName::from:
      if (!std::exchange(seen.from, true)) read_tag(field.value, message.from_tag, message.from_uri);
      break;
    case FieldName::to:
      if (!std::exchange(seen.to, true)) message.has_to = read_tag(field.value, message.to_tag, message.to_uri);
      break;
    case FieldName::cseq:
      if (!std::exchange(seen.cseq, true)) read_cseq(field.value, message);
      break;
    case FieldName::content_type:
      if (!std::exchange(message.has_content_type, true)) message.content_type = field.value;
      break;
    case FieldName::other:
      break;
  }
  return {};
}

}  // namespace

Expected<void> parse(std::string_view text, ParsedMessage& out) {
  if (text.size() > longest_message) {
    return std::unexpected(Error{.kind = ErrorKind::limit, .message = "a SIP message of more than 65535 bytes"});
  }
  if (text.substr(0, text.find("\n\r\n")).find('\0') != std::string_view::npos) {
    return std::unexpected(invalid("a zero byte in the header"));
  }
  out.text = text;
  auto& message = out.message;
  message = {};
  message.has_to = false;
  message.has_content_length = false;

  FieldWalker walker(out.text);
  const auto line = walker.first_line();
  if (!line) return std::unexpected(invalid("no line end: this is no SIP message"));
  if (auto done = read_first_line(*line, message); !done) return done;
  const char* const header = line->data() + line->size();
  Seen seen;
  while (const auto field = walker.next()) {
    if (auto done = read_field(*field, message, seen); !done) return done;
  }
  if (walker.state() == FieldWalker::State::no_colon) {
    return std::unexpected(invalid("a header line without a name and a colon", walker.offending()));
  }
  if (walker.state() == FieldWalker::State::no_end) {
    return std::unexpected(invalid("the header does not end with an empty line"));
  }
  message.body = walker.body();
  message.whole = out.text;
  message.header = message.whole.substr(static_cast<std::size_t>(header - out.text.data()));
  message.header.remove_suffix(message.body.size());
  message.header.remove_prefix(message.header.find('\n') + 1);
  return {};
}

}  // namespace rtpe::sip
