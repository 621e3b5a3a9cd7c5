// A short immutable text in eight bytes: a live call holds many, most of them empty, and the two sides of a call many
// of the same.
#pragma once
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace rtpe::mock {

/// Owns the characters it was made from together with its copies; empty texts and common ones ("audio", "PCMU") cost no
/// allocation, copies neither. Copies count without locks: an engine and everything that was copied from it stay in one
/// thread; common texts are never written to and may be in many.
class Text {
 public:
  Text() = default;
  Text(std::string_view text) : block_(make(text)) {}  // NOLINT: a name is assigned from what was read
  Text(const Text& other) : block_(other.block_) {
    if (is_counted()) ++block_->owners;
  }
  Text(Text&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ~Text() { release(); }
  Text& operator=(const Text& other) { return *this = Text(other); }
  Text& operator=(Text&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  Text& operator=(std::string_view text) {
    return view() == text ? *this : *this = Text(text);  // often said again
  }
  [[nodiscard]] std::string_view view() const {
    if (block_ == nullptr) return {};
    return {reinterpret_cast<const char*>(block_ + 1), block_->length};
  }
  operator std::string_view() const { return view(); }  // NOLINT
  [[nodiscard]] bool empty() const { return block_ == nullptr; }
  friend bool operator==(const Text& left, std::string_view right) { return left.view() == right; }
  friend bool operator==(const Text& left, const Text& right) {
    return left.block_ == right.block_ || left.view() == right.view();
  }

 private:
  /// The characters follow.
  struct Block {
    std::uint32_t owners, length;
  };
  struct Common;
  static constexpr std::uint32_t shared_by_all = UINT32_MAX;
  static Block* make(std::string_view text);
  [[nodiscard]] bool is_counted() const { return block_ != nullptr && block_->owners != shared_by_all; }
  void release() {
    if (is_counted() && --block_->owners == 0) ::operator delete(block_);
  }
  Block* block_ = nullptr;
};

}  // namespace rtpe::mock
