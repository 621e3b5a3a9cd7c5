// Memory for large tables that are read far from the order in which they lie.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace rtpe {

/// An allocator whose large blocks lie in huge pages where the system has them (`madvise`): a look-up then misses the
/// caches only, not the page tables too.
template <class T>
struct HugePages {
  using value_type = T;
  static constexpr std::size_t page_bytes = std::size_t{2} << 20U;
  HugePages() = default;
  template <class Other>
  HugePages(const HugePages<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor): allocators are like that

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    const bool is_large = bytes >= page_bytes / 2;
    const std::size_t alignment = is_large ? page_bytes : alignof(std::max_align_t);
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    void* const memory = std::aligned_alloc(alignment, rounded);
    if (memory == nullptr) throw std::bad_alloc();
    if (is_large) (void)::madvise(memory, rounded, MADV_HUGEPAGE);  // a hint: without it things are only slower
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t /*count*/) { std::free(memory); }
  bool operator==(const HugePages&) const = default;
};

}  // namespace rtpe
