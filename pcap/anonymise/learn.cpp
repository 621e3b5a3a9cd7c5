// What tells who and where in SIP, SDP and NG messages.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/ascii.hpp"
#include "pcap/anonymise/anonymiser.hpp"
#include "pcap/anonymise/lines.hpp"
#include "pcap/anonymise/scan.hpp"

namespace rtpe::capture {
namespace {

using Kind = Anonymiser::Kind;
constexpr int json_depth_at_most = 16;

std::string_view word(std::string_view text, std::size_t number) {
  for (std::size_t i = 0; i < number; ++i) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {};
    text.remove_prefix(blank + 1);
  }
  return text.substr(0, text.find(' '));
}

bool is_one_of(std::string_view name, auto... names) { return (equal_ignoring_case(name, names) || ...); }

/// The display name in front of "<sip:...>".
std::string_view display_name(std::string_view value) {
  const auto open = value.find('<');
  if (open == std::string_view::npos) return {};
  auto name = value.substr(0, open);
  name.remove_prefix(std::min(name.size(), name.rfind(',') + 1));
  while (!name.empty() && (name.back() == ' ' || name.back() == '"')) name.remove_suffix(1);
  while (!name.empty() && (name.front() == ' ' || name.front() == '"')) name.remove_prefix(1);
  return name;
}

void learn_credentials(Anonymiser& to, std::string_view value) {
  for (const std::string_view name : {"username", "realm", "nonce", "cnonce", "response", "opaque", "domain"}) {
    for (std::size_t at = 0; (at = value.find(name, at)) != std::string_view::npos; at += name.size()) {
      auto rest = value.substr(at + name.size());
      if (!rest.starts_with('=') || (at > 0 && is_word_letter(value[at - 1]))) continue;
      rest.remove_prefix(1);
      const bool is_quoted = rest.starts_with('"');
      if (is_quoted) rest.remove_prefix(1);
      const auto text = rest.substr(0, rest.find_first_of(is_quoted ? "\"" : ", \r\n"));
      const bool is_name = name == "username" || name == "realm" || name == "domain";
      to.learn(is_name ? Kind::name : Kind::key, text);
    }
  }
}

void learn_attribute(Anonymiser& to, std::string_view text) {
  const auto behind = [&](std::string_view what) {
    const auto at = text.find(what);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + what.size());
  };
  const auto value = text.substr(std::min(text.find(':') + 1, text.size()));
  const auto name = text.substr(0, text.find(':'));
  if (is_one_of(name, "ice-ufrag", "ice-pwd", "identity", "key-mgmt", "tls-id")) to.learn(Kind::key, value);
  if (is_one_of(name, "fingerprint")) to.learn(Kind::key, word(value, 1));
  if (is_one_of(name, "crypto"))
    for (auto rest = behind("inline:"); !rest.empty();) {
      to.learn(Kind::key, rest.substr(0, rest.find_first_of("| ;")));
      const auto next = rest.find("inline:");
      rest = next == std::string_view::npos ? std::string_view() : rest.substr(next + 7);
    }
  if (is_one_of(name, "ssrc", "ssrc-group"))
    if (const auto cname = behind("cname:"); !cname.empty()) to.learn(Kind::name, cname);
  if (is_one_of(name, "candidate")) {
    to.learn(Kind::host, word(value, 4));
    if (const auto ufrag = behind(" ufrag "); !ufrag.empty()) to.learn(Kind::key, word(ufrag, 0));
  }
  if (is_one_of(name, "rtcp") && !word(value, 3).empty()) to.learn(Kind::host, word(value, 3));
}

bool is_name_key(std::string_view key) {
  return is_one_of(key, "metadata", "recording-file", "recording-path", "recording-dir", "recording-pattern", "file",
                   "username", "user", "filename", "output-destination");
}

void learn_json(Anonymiser& to, const boost::json::value& value, std::string_view key, int depth) {
  if (depth > json_depth_at_most) return;
  if (const auto* text = value.if_string()) {
    const std::string_view view(text->data(), text->size());
    to.learn_ng_string(key, view);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [name, one] : *object) learn_json(to, one, name, depth + 1);
  } else if (const auto* array = value.if_array()) {
    for (const auto& one : *array) learn_json(to, one, key, depth + 1);
  }
}

}  // namespace

void Anonymiser::learn_host(std::string_view host) {
  host = host.substr(0, host.find_first_of(":;>, \t\r\n?\""));
  const bool has_letter =
      std::any_of(host.begin(), host.end(), [](char c) { return is_word_letter(c) && !is_digit(c); });
  if (has_letter) learn(Kind::host, host);
}

void Anonymiser::learn_uris(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t begin = scheme_end(text, at);
    if (begin == 0) continue;
    const auto user = uri_user(text, begin);
    learn(Kind::name, user);
    const auto end = text.find_first_of("@>, \t\r\n\"", begin);
    const bool has_user = end != std::string_view::npos && text[end] == '@';
    if (has_user && begin + user.size() < end && text[begin + user.size()] == ':')
      learn(Kind::key, text.substr(begin + user.size() + 1, end - begin - user.size() - 1));
    if (!text.substr(at).starts_with("tel")) learn_host(text.substr(has_user ? end + 1 : begin));
    at = begin;
  }
}

void Anonymiser::learn_header(std::string_view name, std::string_view value) {
  learn_uris(value);
  learn_addresses(value);
  if (is_one_of(name, "From", "f", "To", "t", "Contact", "m", "P-Asserted-Identity", "P-Preferred-Identity",
                "Remote-Party-ID", "Diversion", "Referred-By", "Refer-To", "Reply-To", "History-Info",
                "P-Called-Party-ID"))
    learn(Kind::name, display_name(value));
  if (is_one_of(name, "Via", "v")) learn_host(value.substr(std::min(value.find(' ') + 1, value.size())));
  if (is_one_of(name, "Call-ID", "i") && value.find('@') != std::string_view::npos)
    learn_host(value.substr(value.find('@') + 1));
  if (is_one_of(name, "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate"))
    learn_credentials(*this, value);
  if (is_one_of(name, "Subject", "s", "Organization")) learn(Kind::name, value);
  if (is_one_of(name, "Identity", "y")) learn(Kind::key, value.substr(0, value.find(';')));
}

void Anonymiser::learn_sip(std::string_view message) {
  const auto parts = sip_parts(message);
  learn_uris(parts.first_line);
  learn_addresses(parts.first_line);
  for (const auto& [name, value] : parts.headers) learn_header(name, value);
  if (parts.has_sdp) learn_sdp(parts.body);
  if (parts.has_sdp) learn_uris(parts.body);
}

void Anonymiser::learn_sdp(std::string_view body) {
  learn_addresses(body);
  for_each_line(body, [this](std::string_view line) {
    if (line.size() < 3 || line[1] != '=') return;
    const auto value = line.substr(2);
    switch (line[0]) {
      case 'o':
        learn(Kind::name, word(value, 0));
        return learn(Kind::host, word(value, 5));
      case 's':
      case 'i':
      case 'u':
      case 'e':
      case 'p':
        return learn(Kind::name, value);
      case 'c':
        return learn(Kind::host, word(value, 2).substr(0, word(value, 2).find('/')));
      case 'k':
        return learn(Kind::key, value.substr(std::min(value.find(':') + 1, value.size())));
      case 'a':
        return learn_attribute(*this, value);
      default:
        return;
    }
  });
}

void Anonymiser::learn_ng_string(std::string_view key, std::string_view value) {
  if (key == "sdp") return learn_sdp(value);
  if (key == "call-id" && value.find('@') != std::string_view::npos) learn_host(value.substr(value.find('@') + 1));
  if (is_name_key(key)) learn(Kind::name, value);
  learn_uris(value);
  learn_addresses(value);
}

void Anonymiser::learn_ng(std::string_view message) {
  const auto dictionary = ng_dictionary(message);
  if (dictionary.starts_with('{')) {
    boost::json::error_code error;
    const auto value = boost::json::parse(dictionary, error);
    if (!error) return learn_json(*this, value, {}, 0);
    return learn_addresses(dictionary);
  }
  std::string_view key;
  (void)for_each_bencode_string(dictionary, [&](std::size_t at, std::size_t length, std::size_t) {
    const auto value = dictionary.substr(at, length);
    learn_ng_string(key, value);
    key = value;
  });
}

}  // namespace rtpe::capture
