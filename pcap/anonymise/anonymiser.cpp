#include "pcap/anonymise/anonymiser.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "pcap/anonymise/pseudonym.hpp"
#include "pcap/anonymise/scan.hpp"
#include "pcap/packet/hash.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t anywhere_from = 6;  ///< letters: long enough to be meant inside of longer words too
constexpr std::size_t value_at_most = 1024, tries_at_most = 256;

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& letter : out) letter = lower(letter);
  return out;
}

bool is_base64(std::string_view value) {
  return value.size() >= 24 && std::all_of(value.begin(), value.end(), [](char c) {
           return (is_word_letter(c) && static_cast<unsigned char>(c) < 0x80) || c == '+' || c == '/' || c == '=';
         });
}

std::uint32_t three_letters(std::string_view text, std::size_t at) {
  std::uint32_t key = 0;
  for (std::size_t i = 0; i < 3; ++i) key = key << 8 | static_cast<unsigned char>(lower(text[at + i]));
  return key;
}

std::size_t longest_word(std::string_view text, std::size_t at, const std::vector<std::string>& words) {
  std::size_t longest = 0;
  for (const std::string& word : words) {
    if (word.size() <= longest || word.size() > text.size() - at) continue;
    if (!equal_ignoring_case(text.substr(at, word.size()), word)) continue;
    const std::size_t end = at + word.size();
    const bool is_word =
        (at == 0 || !is_word_letter(text[at - 1])) && (end == text.size() || !is_word_letter(text[end]));
    if (is_word || word.size() >= anywhere_from) longest = word.size();
  }
  return longest;
}

}  // namespace

void Anonymiser::learn(Kind kind, std::string_view value) {
  value = value.substr(0, value_at_most);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  if (std::none_of(value.begin(), value.end(), is_word_letter) || parse_address(value)) return;
  std::string key = lowered(value);
  if (!values_.try_emplace(key, kind).second) return;
  const bool is_number = std::all_of(key.begin(), key.end(), [](char c) { return !is_word_letter(c) || is_digit(c); });
  if (key.size() < (is_number ? anywhere_from : 3) || is_protocol_word(key)) return;
  everywhere_[three_letters(key, 0)].push_back(std::move(key));
}

void Anonymiser::learn_address(const Address& address) {
  if (!says_nothing(address)) addresses_.insert(address.text());
}

void Anonymiser::learn_addresses(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const auto found = address_at_place(text, at)) {
      learn_address(found->address);
      at += found->length - 1;
    }
}

Address Anonymiser::address(const Address& address) const {
  if (says_nothing(address)) return address;
  const std::string key = address.text();
  const auto known = address_replacements_.find(key);
  if (known != address_replacements_.end()) return known->second;
  Address fresh = address;
  for (std::size_t salt = 0; salt < tries_at_most; ++salt) {
    fresh = address_like(address, hash_bytes(seed_ + salt, key));
    const std::string text = fresh.text();
    if (!says_nothing(fresh) && !addresses_.contains(text) && !given_out_.contains(text)) break;
  }
  given_out_.insert(fresh.text());
  address_replacements_[key] = fresh;
  return fresh;
}

std::string Anonymiser::made(Kind kind, std::string_view value, std::uint64_t salt) const {
  const auto seed = hash_bytes(seed_ ^ 0x5bd1e995 ^ salt, lowered(value));
  if (kind == Kind::key && is_base64(value)) return base64_like(value, seed);
  constexpr std::string_view mdns = ".local";
  if (kind == Kind::host && value.ends_with(mdns))
    return shaped_like(value.substr(0, value.size() - mdns.size()), seed) + std::string(mdns);
  return shaped_like(value, seed);
}

/// `value`: learned, in any case of its letters.
std::string Anonymiser::pseudonym(Kind kind, std::string_view value) const {
  const std::string key = lowered(value);
  const auto known = replacements_.find(key);
  if (known != replacements_.end()) return made(kind, value, known->second);
  std::uint64_t salt = 0;
  for (; salt < tries_at_most; ++salt) {
    const std::string fresh = lowered(made(kind, key, salt));
    if (!values_.contains(fresh) && !is_protocol_word(fresh) && given_out_.insert(fresh).second) break;
  }
  replacements_[key] = salt;
  return made(kind, value, salt);
}

std::string Anonymiser::whole(std::string_view text) const {
  const auto known = values_.find(lowered(text));
  return known != values_.end() ? pseudonym(known->second, text) : std::string();
}

/// The address at this place; how many letters it has.
std::size_t Anonymiser::replace_address(std::string& out, std::size_t at) const {
  const auto found = address_at_place(out, at);
  if (!found) return 0;
  if (says_nothing(found->address) || !addresses_.contains(found->address.text())) return found->length;
  // Group by group, so that every spelling stays as it is spelt.
  const std::string fresh = address(found->address).text();
  const std::string_view spelt = std::string_view(out).substr(at, found->length);
  if (spelt.size() == fresh.size() && equal_ignoring_case(spelt, found->address.text())) {
    out.replace(at, fresh.size(), fresh);
    return found->length;
  }
  out.replace(at, found->length, spelt_like(spelt, address(found->address)));
  return found->length;
}

bool Anonymiser::replace_word(std::string& out, std::size_t& at) const {
  const std::string_view text = out;
  if (text.size() - at < 3) return false;
  const auto words = everywhere_.find(three_letters(text, at));
  if (words == everywhere_.end()) return false;
  const std::size_t length = longest_word(text, at, words->second);
  if (length == 0) return false;
  out.replace(at, length, whole(text.substr(at, length)));
  at += length;
  return true;
}

/// A URI's user or a quoted display name at this place.
bool Anonymiser::replace_named(std::string& out, std::size_t& at) const {
  const std::string_view text = out;
  std::string_view value;
  std::size_t begin = at;
  if (text[at] == '"') {
    begin = at + 1;
    value = text.substr(begin, text.find('"', begin) - begin);
  } else if (const std::size_t end = scheme_end(text, at); end > 0) {
    begin = end;
    value = uri_user(text, begin);
  }
  if (value.empty() || value.size() > value_at_most) return false;
  const std::string fresh = whole(value);
  if (fresh.empty()) return false;
  out.replace(begin, fresh.size(), fresh);
  at = begin + fresh.size();
  return true;
}

std::string Anonymiser::replaced(std::string_view text) const {
  std::string out(text);
  for (std::size_t at = 0; at < out.size();) {
    if (replace_named(out, at) || replace_word(out, at)) continue;
    at += std::max<std::size_t>(replace_address(out, at), 1);
  }
  return out;
}

std::string Anonymiser::text(std::string_view text) const {
  std::string fresh = whole(text);
  return fresh.empty() ? replaced(text) : fresh;
}

std::vector<std::string> Anonymiser::originals() const {
  std::vector<std::string> out(addresses_.begin(), addresses_.end());
  for (const auto& [letters, words] : everywhere_) out.insert(out.end(), words.begin(), words.end());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace rtpe::capture
