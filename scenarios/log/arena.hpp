// Memory for the texts and lists of events that are kept, given back all at once.
#pragma once
#include <cstring>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>

namespace rtpe::scenario {

class Arena {
 public:
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* bytes = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  [[nodiscard]] std::span<T> copy(std::span<const T> list) {
    if (list.empty()) return {};
    T* rows = static_cast<T*>(memory_.allocate(list.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(rows), list.data(), list.size_bytes());
    return {rows, list.size()};
  }
  /// All copies are gone.
  void clear() { memory_.release(); }

 private:
  std::pmr::monotonic_buffer_resource memory_{std::size_t{1} << 12U};
};

}  // namespace rtpe::scenario
