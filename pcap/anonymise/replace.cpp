// Whole messages with everything replaced.
#include <boost/json.hpp>

#include "base/ascii.hpp"
#include "pcap/anonymise/anonymiser.hpp"
#include "pcap/anonymise/lines.hpp"
#include "pcap/anonymise/scan.hpp"

namespace rtpe::capture {
namespace {

namespace json = boost::json;
constexpr int depth_at_most = 16;

std::string_view trimmed_of(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

/// Letters and digits, and whatever is no ASCII, become x.
void blot(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at)
    if (is_word_letter(text[at]) || static_cast<unsigned char>(text[at]) < 9) text[at] = 'x';
}

/// Of a body with several parts SDP, headers and separators stay.
void blot_parts(std::string& out, std::size_t body) {
  for (std::size_t at = body; at < out.size();) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    const std::string_view line = std::string_view(out).substr(at, end - at);
    const bool is_sdp = line.size() > 2 && line[1] == '=' && line[0] >= 'a' && line[0] <= 'z';
    const bool is_header = line.starts_with("Content-") || line.starts_with("--");
    if (!is_sdp && !is_header) blot(out, at, end);
    at = end + 1;
  }
}

void replace_json(json::value& value, const auto& replaced, int depth) {
  if (auto* text = value.if_string()) {
    *text = replaced(std::string_view(text->data(), text->size()));
  } else if (auto* object = value.if_object(); object != nullptr && depth < depth_at_most) {
    json::object fresh;
    for (auto& [name, one] : *object) {
      replace_json(one, replaced, depth + 1);
      fresh[replaced(name)] = std::move(one);
    }
    *object = std::move(fresh);
  } else if (auto* array = value.if_array(); array != nullptr && depth < depth_at_most) {
    for (auto& one : *array) replace_json(one, replaced, depth + 1);
  } else if (value.is_structured()) {
    value = nullptr;
  }
}

}  // namespace

std::string without_cut_end(std::string text) {
  const auto line = text.find_last_of("\n\\");  // JSON writes line ends with a backslash
  blot(text, line == std::string::npos ? 0 : line + (text[line] == '\n' ? 1 : 2), text.size());
  return text;
}

std::string_view ng_dictionary(std::string_view message) {
  if (message.starts_with('{') || message.starts_with('d')) {
    const bool is_bare = message.size() > 1 && (message[0] == '{' || is_digit(message[1]));
    const auto blank = message.substr(0, 256).find(' ');
    if (is_bare && (message[0] == '{' || blank == std::string_view::npos ||
                    message.substr(0, blank).find(':') != std::string_view::npos))
      return message;
  }
  const auto blank = message.find(' ');
  return blank == std::string_view::npos ? std::string_view() : message.substr(blank + 1);
}

SipParts sip_parts(std::string_view message) {
  SipParts parts;
  auto end = std::min(message.find('\n'), message.size());
  parts.first_line = trimmed_of(message.substr(0, end));
  message.remove_prefix(std::min(end + 1, message.size()));
  while (!message.empty()) {
    end = message.find('\n');
    while (end != std::string_view::npos && end > 1 && end + 1 < message.size() &&
           (message[end + 1] == ' ' || message[end + 1] == '\t'))
      end = message.find('\n', end + 1);  // a folded line
    const auto line = trimmed_of(message.substr(0, end));
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = trimmed_of(line.substr(0, colon)), value = trimmed_of(line.substr(colon + 1));
    parts.headers.emplace_back(name, value);
    if (!equal_ignoring_case(name, "Content-Type") && !equal_ignoring_case(name, "c")) continue;
    parts.is_multipart = value.starts_with("multipart");
    parts.has_sdp = parts.is_multipart || value.find("sdp") != std::string_view::npos;
  }
  parts.body = message;
  return parts;
}

std::string Anonymiser::sip(std::string_view message) const {
  const auto parts = sip_parts(message);
  std::string out = replaced(message);
  const std::size_t body = message.size() - parts.body.size();
  if (parts.is_multipart)
    blot_parts(out, body);
  else if (!parts.has_sdp)
    blot(out, body, out.size());
  return out;
}

std::string Anonymiser::ng(std::string_view message) const {
  const auto dictionary = ng_dictionary(message);
  const std::size_t begin = message.size() - dictionary.size();
  const auto fresh = [this](std::string_view text) {
    return is_protocol_word(text) ? std::string(text) : this->text(text);
  };
  std::string out(message);
  if (dictionary.starts_with('{')) {
    json::error_code error;
    auto value = json::parse(dictionary, error);
    if (!error) {
      replace_json(value, fresh, 0);
      return out.substr(0, begin) + json::serialize(value);
    }
    out.replace(begin, std::string::npos, without_cut_end(replaced(dictionary)));
    return out;
  }
  const std::size_t end =
      for_each_bencode_string(dictionary, [&](std::size_t at, std::size_t length, std::size_t whole_length) {
        const std::string text = fresh(dictionary.substr(at, length));
        out.replace(begin + at, length, length < whole_length ? without_cut_end(text) : text);
      });
  blot(out, begin + end, out.size());
  return out;
}

}  // namespace rtpe::capture
