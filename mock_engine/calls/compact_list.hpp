// A list whose first elements live inside it: what a call has of everything is nearly always one or two.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace rtpe::mock {

/// As std::vector, move-only, with eight bytes beside the elements (boost::container::small_vector has 24). References
/// and iterators end when it grows or moves.
template <class T, std::uint32_t Inside>
class CompactList {
  static_assert(Inside > 0);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  CompactList() {}  // NOLINT: the room stays raw
  CompactList(CompactList&& other) noexcept { take(other); }
  CompactList& operator=(CompactList&& other) noexcept {
    if (this == &other) return *this;
    release();
    take(other);
    return *this;
  }
  CompactList(const CompactList&) = delete;
  CompactList& operator=(const CompactList&) = delete;
  ~CompactList() { release(); }

  [[nodiscard]] T* data() { return is_inside() ? reinterpret_cast<T*>(room_.inside) : room_.heap; }
  [[nodiscard]] const T* data() const { return is_inside() ? reinterpret_cast<const T*>(room_.inside) : room_.heap; }
  [[nodiscard]] iterator begin() { return data(); }
  [[nodiscard]] iterator end() { return data() + size_; }
  [[nodiscard]] const_iterator begin() const { return data(); }
  [[nodiscard]] const_iterator end() const { return data() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& operator[](std::size_t index) { return data()[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return data()[index]; }
  [[nodiscard]] T& front() { return *data(); }
  [[nodiscard]] const T& front() const { return *data(); }
  [[nodiscard]] T& back() { return data()[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data()[size_ - 1]; }

  void reserve(std::size_t count) {
    if (count > capacity_) move_to_heap(static_cast<std::uint32_t>(count));
  }
  template <class... Parts>
  T& emplace_back(Parts&&... parts) {
    if (size_ == capacity_) {
      T made{std::forward<Parts>(parts)...};  // the parts may be of this list
      move_to_heap(capacity_ * 2);
      return *std::construct_at(data() + size_++, std::move(made));
    }
    return *std::construct_at(data() + size_++, T{std::forward<Parts>(parts)...});
  }
  T& push_back(T value) { return emplace_back(std::move(value)); }
  void push_front(T value) {
    emplace_back(std::move(value));
    std::rotate(begin(), end() - 1, end());
  }
  /// Only ever more elements.
  void grow(std::size_t count) {
    reserve(count);
    while (size_ < count) emplace_back();
  }
  /// Only ever fewer elements.
  void shrink(std::size_t count) {
    while (size_ > count) std::destroy_at(data() + --size_);
  }
  void clear() {
    std::destroy_n(data(), size_);
    size_ = 0;
  }
  template <class Condition>
  void erase_if(Condition condition) {
    T* const last = std::remove_if(begin(), end(), condition);
    const auto left = static_cast<std::uint32_t>(last - begin());
    std::destroy(last, end());
    size_ = left;
  }

 private:
  [[nodiscard]] bool is_inside() const { return capacity_ == Inside; }
  void move_to_heap(std::uint32_t capacity) {
    T* const room = std::allocator<T>().allocate(capacity);
    std::uninitialized_move_n(data(), size_, room);
    std::destroy_n(data(), size_);
    if (!is_inside()) std::allocator<T>().deallocate(room_.heap, capacity_);
    room_.heap = room;
    capacity_ = capacity;
  }
  void take(CompactList& other) {
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, Inside);
    if (!is_inside()) {
      room_.heap = other.room_.heap;
      return;
    }
    std::uninitialized_move_n(other.data(), size_, data());
    std::destroy_n(other.data(), size_);
  }
  void release() {
    clear();
    if (!is_inside()) std::allocator<T>().deallocate(room_.heap, capacity_);
    capacity_ = Inside;
  }

  std::uint32_t size_ = 0, capacity_ = Inside;
  union Room {
    T* heap;
    alignas(T) std::byte inside[Inside * sizeof(T)];
  } room_;
};

}  // namespace rtpe::mock
