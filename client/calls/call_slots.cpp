#include "client/calls/call_slots.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>

namespace rtpe {
namespace {

constexpr std::size_t huge_page_bytes = std::size_t{2} << 20U;

/// Memory for that many entries and tags, not initialised. A table of many calls lies in huge pages where the system
/// has them: a look-up then misses the caches only, not the page tables too.
CallEntry* allocate(std::size_t count) {
  const std::size_t bytes = count * (sizeof(CallEntry) + 1);
  const bool huge = bytes >= 2 * huge_page_bytes;
  const std::size_t alignment = huge ? huge_page_bytes : alignof(CallEntry);
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  if (huge) (void)::madvise(memory, rounded, MADV_HUGEPAGE);  // a hint: without it things are only slower
  return static_cast<CallEntry*>(memory);
}

}  // namespace

CallSlots::CallSlots(std::uint32_t capacity) : capacity_(capacity), entries_(allocate(capacity)) {
  tags_ = reinterpret_cast<std::uint8_t*>(entries_.get() + capacity);
  std::memset(tags_, empty, capacity);
}

std::uint32_t CallSlots::insert(std::uint32_t hash) {
  std::uint32_t at = home(hash);
  while (tags_[at] != empty) at = after(at);
  tags_[at] = tag_of(hash);
  ++count_;
  return at;
}

}  // namespace rtpe
