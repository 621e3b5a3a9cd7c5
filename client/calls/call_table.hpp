// (Call-ID, via-branch) -> node, with Kamailio's lazy expiry (behaviour.md sections 4 and 20).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "client/ng/command.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

/// Row of a Call-ID: the djb2-like hash of section 4, modulo `size`.
[[nodiscard]] std::uint32_t table_row(std::string_view call_id, std::uint32_t size);

class CallTable {
 public:
  CallTable(std::uint32_t size, std::uint32_t lifetime_s);
  ~CallTable();
  CallTable(CallTable&&) noexcept;
  CallTable& operator=(CallTable&&) noexcept;
  /// First match, expired or not; drops expired non-matching entries that it meets.
  Node* lookup(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Command command);
  /// False: an equal key is there already, even an expired one.
  bool insert(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Node& node);
  bool insert(std::uint32_t now_s, std::uint32_t lifetime_s, std::string_view call_id, std::string_view via_branch,
              Node& node);
  bool remove(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Command command);
  /// rtpengine.get_hash_total: counts expired entries too.
  [[nodiscard]] std::uint64_t total() const;
  /// Entries that are past their expiry but still counted (the "leak" that users report).
  [[nodiscard]] std::uint64_t expired(std::uint32_t now_s) const;

 private:
  struct Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace rtpe
