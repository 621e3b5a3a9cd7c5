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

/// Whether rows start with a dummy element of empty key and no node, as before 6.1: a lookup of the empty Call-ID stops
/// there, and an insert of it is refused.
enum class RowHead : std::uint8_t { none, dummy };

/// Observably the module's rows: insertion order, lazy expiry by whoever walks past. A hash index finds the entry and a
/// row's expired entries are a prefix of it (lifetimes are equal), so nothing is walked in the usual case. Steady state
/// does not allocate.
class CallTable {
 public:
  /// size: rows, 0 counts as 1.
  CallTable(std::uint32_t size, std::uint32_t lifetime_s, RowHead head = RowHead::dummy);
  ~CallTable();
  CallTable(CallTable&&) noexcept;
  CallTable& operator=(CallTable&&) noexcept;
  /// Tells the processor that this call will be looked up soon: among very many calls a look-up costs what its cache
  /// misses cost, and they are over when something else was done in between. Changes nothing.
  void prefetch(std::string_view call_id) const;
  /// First match, expired or not; drops expired non-matching entries that it meets. An empty via_branch with delete
  /// matches every branch.
  Node* lookup(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Command command);
  /// False: an equal key is there already, even an expired one.
  bool insert(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Node& node);
  bool insert(std::uint32_t now_s, std::uint32_t lifetime_s, std::string_view call_id, std::string_view via_branch,
              Node& node);
  /// Delete with an empty via_branch removes all branches of the call, otherwise the one entry. False: not found.
  /// The dummy head is never removed (the module frees it and corrupts its memory).
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
