// Commands: the keys that a proxy sends, and what of them the engines do not know.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "client/bencode/reader.hpp"
#include "scenarios/upgrade/comparison.hpp"
#include "scenarios/upgrade/unknown_words.hpp"

namespace rtpe::scenario::upgrade {
namespace {

std::set<std::string> keys_of(const std::string& dictionary) {
  std::set<std::string> keys;
  bencode::Reader reader;
  const auto read = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  if (!read) return keys;
  for (auto entry = read->begin(); entry != read->end(); ++entry) keys.emplace(entry.key());
  return keys;
}

std::vector<std::string> only_in(const std::set<std::string>& left, const std::set<std::string>& right) {
  std::vector<std::string> only;
  std::ranges::set_difference(left, right, std::back_inserter(only));
  return only;
}

const mock::Personality* release_of(const Played& played, const std::string& engine) {
  for (const Engine& one : played.scenario.engines)
    if (one.config.name == engine) return one.config.personality;
  return nullptr;
}

/// As flags strings spell it.
std::set<std::string> unknown_to_engine(const Played& played, const WatchedCommand& command) {
  std::set<std::string> words;
  const mock::Personality* const release = release_of(played, command.engine);
  if (release == nullptr) return words;
  for (const UnknownWord& unknown : unknown_words(command.request, *release)) words.insert(unknown.spelled);
  return words;
}

/// Nobody wrote it: the proxy adds it, and nothing is lost.
Finding new_key_unknown(const std::string& word) {
  return {.harm = Harm::wire,
          .change = Change::other,
          .says = fmt::format("engines do not know {}, which proxies send now, and ignore it", word),
          .parts = {word.substr(0, word.find('='))}};
}

Finding changed_word(const Deployment& deployment, const std::string& word, bool is_worse) {
  Finding finding{.harm = Harm::words,
                  .change = is_worse ? Change::worse : Change::better,
                  .says = is_worse ? fmt::format("engines do not know \"{}\" any more and ignore it", word)
                                   : fmt::format("engines know \"{}\" now, which they ignored", word),
                  .parts = {word}};
  if (std::string place = deployment.place_of(word); !place.empty()) finding.places.push_back(std::move(place));
  return finding;
}

void compare_keys_sent(const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after,
                       Groups& groups) {
  const auto old = keys_of(before.request), fresh = keys_of(after.request);
  const auto gone = only_in(old, fresh), added = only_in(fresh, old);
  if (gone.empty() && added.empty()) return;
  const std::string what = gone.empty() ? fmt::format("has new keys: {}", fmt::join(added, ", "))
                           : added.empty()
                               ? fmt::format("has no longer {}", fmt::join(gone, ", "))
                               : fmt::format("has {} instead of {}", fmt::join(added, ", "), fmt::join(gone, ", "));
  groups.add(fmt::format("{} {}", before.name, what), call_id, [&] {
    return Finding{.harm = Harm::wire, .change = Change::other, .says = fmt::format("{} {}", before.name, what)};
  });
}

}  // namespace

void compare_requests(const Comparison& both, std::vector<Finding>& out) {
  Groups keys, words;
  each_command(both, [&](const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after) {
    compare_keys_sent(call_id, before, after, keys);
    const auto old = unknown_to_engine(both.before, before), fresh = unknown_to_engine(both.after, after);
    const auto sent_before = keys_of(before.request);
    const auto tell = [&](const std::string& word, bool is_worse) {
      words.add(fmt::format("{} {}", is_worse, word), call_id, [&] {
        const bool is_new_key = is_worse && word.contains('=') && !sent_before.contains(word.substr(0, word.find('=')));
        return is_new_key ? new_key_unknown(word) : changed_word(both.deployment, word, is_worse);
      });
    };
    for (const std::string& word : only_in(fresh, old)) tell(word, true);
    for (const std::string& word : only_in(old, fresh)) tell(word, false);
  });
  const std::uint64_t calls = detailed_calls(both);
  for (Groups* const groups : {&words, &keys})
    for (Finding& finding : std::move(*groups).findings(calls)) out.push_back(std::move(finding));
}

}  // namespace rtpe::scenario::upgrade
