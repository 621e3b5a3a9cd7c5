// A short immutable text in eight bytes: a live call holds many, most of them empty.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace rtpe::mock {

/// Owns a copy of the characters it was made from; empty texts cost no allocation.
class Text {
 public:
  Text() = default;
  Text(std::string_view text) { *this = text; }  // NOLINT: a name is assigned from what was read
  Text(const Text& other) : Text(other.view()) {}
  Text(Text&&) noexcept = default;
  ~Text() = default;
  Text& operator=(const Text& other) { return this == &other ? *this : *this = other.view(); }
  Text& operator=(Text&&) noexcept = default;
  Text& operator=(std::string_view text) {
    if (text.empty()) {
      block_.reset();
      return *this;
    }
    const auto length = static_cast<std::uint32_t>(text.size());
    auto block = std::make_unique_for_overwrite<char[]>(sizeof length + text.size());
    std::memcpy(block.get(), &length, sizeof length);
    std::memcpy(block.get() + sizeof length, text.data(), text.size());
    block_ = std::move(block);
    return *this;
  }
  [[nodiscard]] std::string_view view() const {
    if (!block_) return {};
    std::uint32_t length = 0;
    std::memcpy(&length, block_.get(), sizeof length);
    return {block_.get() + sizeof length, length};
  }
  operator std::string_view() const { return view(); }  // NOLINT
  [[nodiscard]] bool empty() const { return block_ == nullptr; }
  friend bool operator==(const Text& left, std::string_view right) { return left.view() == right; }

 private:
  std::unique_ptr<char[]> block_;  ///< length, then the characters
};

}  // namespace rtpe::mock
