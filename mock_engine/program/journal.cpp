#include "mock_engine/program/journal.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

bool fits(const JournalFilter& filter, const JournalEntry& entry) {
  const auto equal = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
  return entry.number > filter.since && equal(filter.command, entry.command) && equal(filter.call_id, entry.call_id) &&
         equal(filter.from_tag, entry.from_tag) && equal(filter.to_tag, entry.to_tag) &&
         equal(filter.cookie, entry.cookie) &&
         (filter.rule.empty() || std::ranges::find(entry.rules, filter.rule) != entry.rules.end());
}

}  // namespace

std::uint64_t Journal::add(JournalEntry entry) {
  if (!recording()) return 0;
  if (entries_.size() == capacity_) {
    entries_.pop_front();
    ++dropped_;
  }
  if (entry.request.size() > longest_text) entry.request.resize(longest_text);
  entry.number = ++last_number_;
  entries_.push_back(std::move(entry));
  return last_number_;
}

void Journal::set_reply(std::uint64_t number, std::string_view bytes) {
  if (entries_.empty() || number < entries_.front().number || number > last_number_) return;
  JournalEntry& entry = entries_[static_cast<std::size_t>(number - entries_.front().number)];
  if (entry.reply.empty()) entry.reply = bytes.substr(0, longest_text);
}

std::vector<const JournalEntry*> Journal::find(const JournalFilter& filter) const {
  std::vector<const JournalEntry*> found;
  for (const JournalEntry& entry : entries_) {
    if (found.size() == filter.limit) break;
    if (fits(filter, entry)) found.push_back(&entry);
  }
  return found;
}

std::size_t Journal::count(const JournalFilter& filter) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [&](const JournalEntry& entry) { return fits(filter, entry); }));
}

}  // namespace rtpe::mock
