// First in, first out, linked through the members themselves: waiting in line allocates nothing.
#pragma once
#include <cassert>
#include <cstddef>

namespace rtpe::proxy {

/// `Next` is the member's own link; a member stands in at most one line that uses it.
template <class T, T* T::* Next>
class Fifo {
 public:
  void push(T& member) {
    assert(member.*Next == nullptr && &member != last_);
    (last_ == nullptr ? first_ : last_->*Next) = &member;
    last_ = &member;
    ++size_;
  }
  /// nullptr: nobody is in line.
  T* pop() {
    T* const member = first_;
    if (member == nullptr) return nullptr;
    first_ = member->*Next;
    if (first_ == nullptr) last_ = nullptr;
    member->*Next = nullptr;
    --size_;
    return member;
  }
  [[nodiscard]] bool empty() const { return first_ == nullptr; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  T* first_ = nullptr;
  T* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rtpe::proxy
