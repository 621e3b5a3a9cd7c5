// Room for short texts that come and go in about the same order.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace rtpe::capture {

/// Blocks lie behind each other in chunks; a chunk is used again when all its blocks were given back. So what is
/// written and read in the order of time goes through memory in that order.
class TextBlocks {
 public:
  struct Block {
    char* at = nullptr;  ///< null: none
    std::uint32_t chunk = 0;
  };
  /// A block of a text that stays where it is.
  [[nodiscard]] static Block of_constant(const char* text) { return {const_cast<char*>(text), no_chunk}; }
  Block take(std::size_t bytes) {
    if (chunks_.empty() || chunks_[current_].size - chunks_[current_].used < bytes) next_chunk(bytes);
    Chunk& chunk = chunks_[current_];
    const Block block{.at = chunk.bytes.get() + chunk.used, .chunk = current_};
    chunk.used += bytes;
    ++chunk.blocks;
    return block;
  }
  void give_back(Block& block) {
    if (block.at == nullptr) return;
    block.at = nullptr;
    if (block.chunk == no_chunk) return;
    if (--chunks_[block.chunk].blocks == 0 && block.chunk != current_) free_.push_back(block.chunk);
  }

 private:
  static constexpr std::size_t chunk_bytes = 64 * 1024;
  static constexpr std::uint32_t no_chunk = ~0U;
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0, used = 0;
    std::uint32_t blocks = 0;
  };
  [[gnu::noinline]] void next_chunk(std::size_t bytes) {
    if (!chunks_.empty() && chunks_[current_].blocks == 0) free_.push_back(current_);
    const auto fits = std::ranges::find_if(free_, [&](std::uint32_t one) { return chunks_[one].size >= bytes; });
    if (fits != free_.end()) {
      current_ = *fits;
      *fits = free_.back();
      free_.pop_back();
    } else {
      current_ = static_cast<std::uint32_t>(chunks_.size());
      const std::size_t size = std::max(bytes, chunk_bytes);
      chunks_.push_back({.bytes = std::make_unique_for_overwrite<char[]>(size), .size = size});
    }
    chunks_[current_].used = 0;
  }

  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t current_ = 0;
};

}  // namespace rtpe::capture
