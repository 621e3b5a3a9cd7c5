// What an engine was asked: a bounded record of requests, for assertions of tests.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "mock_engine/engine.hpp"

namespace rtpe::mock {

struct JournalEntry {
  std::uint64_t number = 0;  ///< from 1, never reused
  Time at{};
  Transport transport = Transport::udp;
  std::string peer_address;
  std::uint16_t peer_port = 0;
  std::string cookie, command, call_id, from_tag, to_tag;
  std::string request;             ///< the whole message; cut at Journal::longest_text
  std::string reply;               ///< the first one's bytes, cut likewise; empty: none (yet)
  std::vector<std::string> rules;  ///< that acted
};

/// Which entries; empty fields fit everything.
struct JournalFilter {
  std::string command = {}, call_id = {}, from_tag = {}, to_tag = {}, cookie = {}, rule = {};
  std::uint64_t since = 0;  ///< only entries with a greater number
  std::size_t limit = 1000;
};

class Journal {
 public:
  static constexpr std::size_t longest_text = 65536;
  explicit Journal(std::size_t entries) : capacity_(entries) {}

  [[nodiscard]] bool recording() const { return capacity_ > 0; }
  /// Takes the number; drops the oldest entry when full.
  std::uint64_t add(JournalEntry entry);
  void set_reply(std::uint64_t number, std::string_view bytes);
  [[nodiscard]] std::vector<const JournalEntry*> find(const JournalFilter& filter) const;
  /// Counts all fitting entries, not bounded by the filter's limit.
  [[nodiscard]] std::size_t count(const JournalFilter& filter) const;
  /// Entries that were dropped because the journal was full.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  void clear() { entries_.clear(); }

 private:
  std::size_t capacity_;
  std::deque<JournalEntry> entries_;
  std::uint64_t last_number_ = 0, dropped_ = 0;
};

}  // namespace rtpe::mock
