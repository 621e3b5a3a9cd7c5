#include "mock_engine/cookie_cache.hpp"

#include <algorithm>
#include <cstring>

namespace rtpe::mock {

const char* CookieCache::Bytes::append(std::string_view first, std::string_view second) {
  const std::size_t length = first.size() + second.size();
  while (block_ < blocks_.size() && blocks_[block_].capacity - used_ < length) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t capacity = std::max(block_bytes, length);
    blocks_.push_back({.bytes = std::make_unique_for_overwrite<char[]>(capacity), .capacity = capacity});
  }
  char* const place = blocks_[block_].bytes.get() + used_;
  std::memcpy(place, first.data(), first.size());
  std::memcpy(place + first.size(), second.data(), second.size());
  used_ += length;
  size_ += length;
  return place;
}

void CookieCache::Bytes::clear() {
  // A block made for one long reply goes, so that many of them do not add up.
  std::erase_if(blocks_, [](const Block& block) { return block.capacity > block_bytes; });
  block_ = used_ = size_ = 0;
}

void CookieCache::Generation::clear() {
  entries.clear();
  bytes.clear();
}

std::optional<std::string_view> CookieCache::find(Time now, std::string_view cookie) {
  if (!swapped_) swapped_ = now;
  if (now - *swapped_ >= swap_after) {
    swap();
    swapped_ = now;
  }
  const Key key(cookie);
  for (const unsigned which : {current_, 1 - current_}) {
    const auto& entries = generations_[which].entries;
    if (const auto entry = entries.find(key); entry != entries.end()) return entry->reply();
  }
  return std::nullopt;
}

void CookieCache::insert(std::string_view cookie, std::string_view reply) {
  const std::size_t length = cookie.size() + reply.size();
  if (length > limit_bytes_ / 2) return;
  if (generations_[current_].bytes.size() + length > limit_bytes_ / 2) swap();
  Generation& generation = generations_[current_];
  const Key key(cookie);
  if (generation.entries.contains(key)) return;
  generation.entries.insert({.begin = generation.bytes.append(cookie, reply),
                             .cookie_length = static_cast<std::uint32_t>(cookie.size()),
                             .reply_length = static_cast<std::uint32_t>(reply.size()),
                             .hash = key.hash});
}

void CookieCache::swap() {
  current_ = 1 - current_;
  generations_[current_].clear();
}

void CookieCache::clear() {
  for (Generation& generation : generations_) generation.clear();
  swapped_.reset();
}

}  // namespace rtpe::mock
