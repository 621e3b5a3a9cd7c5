#include "pcap/replay/todays_words.hpp"

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

std::string with_word(std::string text, const std::string& old_word, const std::string& new_word) {
  if (old_word == new_word) return text;
  for (auto at = text.find(old_word); at != std::string::npos; at = text.find(old_word, at + 1)) {
    const auto behind = at + old_word.size();
    const bool begins = at == 0 || (!is_digit(text[at - 1]) && text[at - 1] != '.');
    const bool ends =
        behind >= text.size() ||
        (!is_digit(text[behind]) && (text[behind] != '.' || behind + 1 >= text.size() || !is_digit(text[behind + 1])));
    if (!begins || !ends) continue;
    text.replace(at, old_word.size(), new_word);
    at += new_word.size() - 1;
  }
  return text;
}

}  // namespace

std::string with_endpoint(std::string text, const Endpoint& captured, const Endpoint& today) {
  return with_word(std::move(text), captured.text(), today.text());
}

std::string with_address(std::string text, const Address& captured, const Address& today) {
  return with_word(std::move(text), captured.text(), today.text());
}

}  // namespace rtpe::capture
