// The codecs of a media, shared by the medias that name the same ones: most calls of an engine do.
#pragma once
#include <array>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <vector>

#include "mock_engine/calls/codec.hpp"

namespace rtpe::mock {

/// Reads as a const std::vector<Codec>, is assigned from one, and is changed by edit(). Counts without locks, as Text.
class CodecList {
 public:
  CodecList() = default;
  CodecList(std::vector<Codec> codecs);  // NOLINT: negotiation builds vectors
  [[nodiscard]] const std::vector<Codec>& get() const;
  operator const std::vector<Codec>&() const { return get(); }  // NOLINT
  [[nodiscard]] auto begin() const { return get().begin(); }
  [[nodiscard]] auto end() const { return get().end(); }
  [[nodiscard]] std::size_t size() const { return get().size(); }
  [[nodiscard]] bool empty() const { return block_ == nullptr; }
  [[nodiscard]] const Codec& front() const { return get().front(); }
  [[nodiscard]] const Codec& operator[](std::size_t index) const { return get()[index]; }
  /// One list under two names, or both without codecs. Equal lists may still be two.
  [[nodiscard]] bool is_shared_with(const CodecList& other) const { return block_ == other.block_; }
  /// The codecs for changing; a list that others have too is copied first.
  [[nodiscard]] std::vector<Codec>& edit();

 private:
  friend class CodecLists;
  struct Block {
    std::vector<Codec> codecs;
    std::uint32_t owners = 0;
    friend void intrusive_ptr_add_ref(Block* block) { ++block->owners; }
    friend void intrusive_ptr_release(Block* block) {
      if (--block->owners == 0) delete block;
    }
  };
  boost::intrusive_ptr<Block> block_;  ///< null: no codecs
};

/// The lists that the medias of an engine have now; a few that none has any more stay until it has grown.
class CodecLists {
 public:
  /// Replaces the list by an equal one that is there already, or keeps it for others.
  void share(CodecList& list);
  [[nodiscard]] std::size_t size() const { return lists_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const CodecList& list) const;
  };
  struct Equal {
    bool operator()(const CodecList& left, const CodecList& right) const;
  };
  boost::unordered_flat_set<CodecList, Hash, Equal> lists_;
  std::array<CodecList, 4> recent_;  ///< found without hashing: what an engine is told repeats itself
  std::size_t next_recent_ = 0;
  std::size_t sweep_at_ = 64;  ///< as many lists let unused ones go
};

}  // namespace rtpe::mock
