// Values by number, which never move.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace rtpe {

/// Grows at its end only. A std::deque divides by the size of its elements at each look; here it is a shift.
template <class Value>
class Pages {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The number must be below size().
  [[nodiscard]] Value& operator[](std::size_t number) { return pages_[number / in_page][number % in_page]; }
  [[nodiscard]] const Value& operator[](std::size_t number) const { return pages_[number / in_page][number % in_page]; }
  /// References to others stay valid.
  Value& emplace_back() {
    if (size_ == pages_.size() * in_page) pages_.push_back(std::make_unique<Value[]>(in_page));
    return (*this)[size_++];
  }

 private:
  static constexpr std::size_t in_page = 16;  ///< a power of two

  std::vector<std::unique_ptr<Value[]>> pages_;
  std::size_t size_ = 0;
};

}  // namespace rtpe
