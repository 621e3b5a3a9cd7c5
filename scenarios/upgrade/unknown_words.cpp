#include "scenarios/upgrade/unknown_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"
#include "mock_engine/engine.hpp"
#include "mock_engine/rewrite/known_words.hpp"

namespace rtpe::scenario::upgrade {
namespace {

constexpr std::string_view key_of_all_flags = "rtpp-flags";
constexpr Time any_time{std::chrono::hours(1)};

struct NoReply final : mock::ReplySink {
  void reply(std::string_view /*bytes*/, Duration /*delay*/) override {}
};

std::vector<std::string> words_unknown_to(std::string_view dictionary, const mock::Personality& release) {
  std::vector<std::string> words;
  mock::EngineConfig config;
  config.personality = &release;
  auto engine = mock::Engine::create(std::move(config));
  if (!engine) return words;  // its defaults can work everywhere
  NoReply sink;
  engine->receive(any_time, {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 2223},
                  fmt::format("1_1_1 {}", dictionary), sink);
  for (const mock::UnknownFlag& flag : engine->unknown_flags()) words.push_back(flag.flag);
  return words;
}

/// "replace=bogus" of the list `replace` may have been written "replace-bogus".
std::string spelled(std::string_view word) {
  const std::string_view list = word.substr(0, word.find('='));
  if (list.size() == word.size() || mock::known_elements_of(list).empty()) return std::string(word);
  return fmt::format("{}-{}", list, word.substr(list.size() + 1));
}

std::string nearest_known(std::string_view word, const mock::Personality& release) {
  const auto equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  if (equals == std::string_view::npos) return std::string(nearest(word, mock::known_flags_of(release)));
  if (const auto elements = mock::known_elements_of(key); !elements.empty()) {
    const auto meant = nearest(word.substr(equals + 1), elements);
    return meant.empty() ? std::string() : fmt::format("{}-{}", key, meant);
  }
  const auto keys = mock::known_keys_of(release);
  if (std::ranges::find(keys, key) != keys.end()) return {};
  return std::string(nearest(key, keys));
}

std::string release_that_knows(std::string_view word, std::string_view dictionary) {
  for (const mock::Personality& release : mock::personalities()) {
    const auto unknown = words_unknown_to(dictionary, release);
    if (std::ranges::find(unknown, word) == unknown.end()) return std::string(release.name);
  }
  return {};
}

}  // namespace

std::vector<UnknownWord> unknown_words(std::string_view dictionary, const mock::Personality& release) {
  std::vector<UnknownWord> all;
  for (std::string& word : words_unknown_to(dictionary, release)) {
    const bool is_all_flags = word.starts_with(key_of_all_flags);
    all.push_back({.word = word,
                   .spelled = spelled(word),
                   .nearest = is_all_flags ? std::string() : nearest_known(word, release),
                   .known_since = release_that_knows(word, dictionary),
                   .is_all_flags = is_all_flags});
  }
  return all;
}

}  // namespace rtpe::scenario::upgrade
