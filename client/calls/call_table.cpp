#include "client/calls/call_table.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "base/text_hash.hpp"
#include "client/calls/call_slots.hpp"

namespace rtpe {
namespace {

constexpr std::uint32_t none = CallSlots::none;

struct Row {
  std::uint32_t head = none, tail = none;
  std::uint32_t head_expiry = 0;  ///< of the head entry: spares the look at it
  bool in_expiry_order = true;    ///< every entry expires no earlier than the one before it
};

}  // namespace

std::uint32_t table_row(std::string_view call_id, std::uint32_t size) {
  // h = h * 33 + c per byte, four bytes a step: the arithmetic is modulo 2^32, so the sum can be regrouped.
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<signed char>(call_id[i])));
  };
  std::uint32_t h = 5381;
  std::size_t i = 0;
  for (; i + 4 <= call_id.size(); i += 4)
    h = h * (33U * 33U * 33U * 33U) + at(i) * (33U * 33U * 33U) + at(i + 1) * (33U * 33U) + at(i + 2) * 33U + at(i + 3);
  for (; i < call_id.size(); ++i) h = h * 33U + at(i);
  return h % std::max(size, 1U);
}

struct CallTable::Rows {
  std::vector<Row> rows;
  CallSlots entries;
  std::vector<std::string> long_keys;
  std::vector<std::uint32_t> free_long_keys;
  std::uint32_t lifetime_s = 0;
  RowHead head = RowHead::dummy;
  std::uint64_t count = 0, next_order = 0;

  /// What one call of the table is about.
  struct Key {
    std::string_view call_id, via_branch;
    bool any_branch = false;  ///< delete without via-branch matches all
    std::uint32_t hash = 0;
  };
  static std::uint32_t hash_of(std::string_view call_id) { return static_cast<std::uint32_t>(text_hash(call_id)); }
  static Key key_of(std::string_view call_id, std::string_view via_branch, bool any_branch) {
    return {call_id, via_branch, any_branch, hash_of(call_id)};
  }
  [[nodiscard]] bool hits_dummy(const Key& key) const {
    return head == RowHead::dummy && key.call_id.empty() && key.via_branch.empty();
  }

  [[nodiscard]] std::string_view text_of(const CallEntry& entry) const {
    if (entry.long_key != none) return long_keys[entry.long_key];
    return {entry.text.data(), entry.call_id_length + entry.via_branch_length};
  }
  [[nodiscard]] bool matches(const CallEntry& entry, const Key& key) const {
    if (entry.call_id_length != key.call_id.size()) return false;
    if (!key.any_branch && entry.via_branch_length != key.via_branch.size()) return false;
    const std::string_view text = text_of(entry);
    return text.starts_with(key.call_id) && (key.any_branch || text.substr(key.call_id.size()) == key.via_branch);
  }

  /// The matching entry that comes first in its row.
  [[nodiscard]] std::uint32_t first_match(const Key& key) const {
    std::uint32_t first = none;
    entries.for_each(key.hash, [&](std::uint32_t at) {
      if (!matches(entries[at], key)) return false;
      if (first == none || entries[at].order < entries[first].order) first = at;
      return !key.any_branch;  // exact keys are unique
    });
    return first;
  }

  /// Drops the expired entries of a row up to `stop` (none: to its end), which itself stays; `stop` follows it.
  void drop_expired(Row& row, std::uint32_t now_s, std::uint32_t& stop) {
    if (row.in_expiry_order) {
      while (row.head != none && row.head_expiry < now_s && row.head != stop) unlink(row.head, {&stop});
      return;
    }
    for (std::uint32_t at = row.head; at != none && at != stop;) {
      std::uint32_t next = entries[at].next;
      if (entries[at].expiry < now_s) unlink(at, {&stop, &next});
      at = next;
    }
  }

  void append(std::uint32_t row_number, const Key& key, std::uint32_t expiry, Node& node) {
    if (entries.full()) grow();
    const std::uint32_t at = entries.insert(key.hash);
    CallEntry& entry = entries[at];
    entry.node = &node;
    entry.order = next_order++;
    entry.expiry = expiry;
    entry.hash = key.hash;
    entry.row = row_number;
    store_text(entry, key);
    link_last(at);
    ++count;
  }

  /// Removes an entry. `kept`: places that the caller goes on with; they follow their entries.
  void unlink(std::uint32_t at, std::initializer_list<std::uint32_t*> kept) {
    const CallEntry& entry = entries[at];
    Row& row = rows[entry.row];
    if (entry.previous != none) {
      entries[entry.previous].next = entry.next;
    } else {
      row.head = entry.next;
      if (entry.next != none) row.head_expiry = entries[entry.next].expiry;
    }
    if (entry.next != none)
      entries[entry.next].previous = entry.previous;
    else
      row.tail = entry.previous;
    if (entry.long_key != none) free_long_keys.push_back(entry.long_key);
    entries.erase(at, [&](std::uint32_t from, std::uint32_t to) {
      relink(to);
      for (std::uint32_t* place : kept)
        if (*place == from) *place = to;
    });
    --count;
  }

 private:
  /// Puts an entry at the end of its row.
  void link_last(std::uint32_t at) {
    CallEntry& entry = entries[at];
    Row& row = rows[entry.row];
    entry.previous = row.tail;
    entry.next = none;
    if (row.tail == none) {
      row.head = at;
      row.head_expiry = entry.expiry;
      row.in_expiry_order = true;
    } else {
      row.in_expiry_order = row.in_expiry_order && entries[row.tail].expiry <= entry.expiry;
      entries[row.tail].next = at;
    }
    row.tail = at;
  }

  /// Its neighbours learn where an entry is now.
  void relink(std::uint32_t at) {
    const CallEntry& entry = entries[at];
    Row& row = rows[entry.row];
    (entry.previous != none ? entries[entry.previous].next : row.head) = at;
    (entry.next != none ? entries[entry.next].previous : row.tail) = at;
  }

  void grow() {
    CallSlots old(entries.capacity() + entries.capacity() / 2);
    std::swap(old, entries);
    for (Row& row : rows) {
      std::uint32_t from = std::exchange(row.head, none);
      row.tail = none;
      while (from != none) {
        const std::uint32_t at = entries.insert(old[from].hash);
        entries[at] = old[from];
        from = old[from].next;
        link_last(at);
      }
    }
  }

  void store_text(CallEntry& entry, const Key& key) {
    entry.call_id_length = static_cast<std::uint32_t>(key.call_id.size());
    entry.via_branch_length = static_cast<std::uint32_t>(key.via_branch.size());
    entry.long_key = none;
    if (key.call_id.size() + key.via_branch.size() <= entry.text.size()) {
      std::ranges::copy(key.call_id, entry.text.begin());
      std::ranges::copy(key.via_branch, entry.text.begin() + entry.call_id_length);
      return;
    }
    if (free_long_keys.empty()) {
      free_long_keys.push_back(static_cast<std::uint32_t>(long_keys.size()));
      long_keys.emplace_back();
    }
    entry.long_key = free_long_keys.back();
    free_long_keys.pop_back();
    long_keys[entry.long_key].assign(key.call_id).append(key.via_branch);
  }
};

CallTable::CallTable(std::uint32_t size, std::uint32_t lifetime_s, RowHead head) : rows_(std::make_unique<Rows>()) {
  rows_->rows.resize(std::max(size, 1U));
  rows_->lifetime_s = lifetime_s;
  rows_->head = head;
}
CallTable::~CallTable() = default;
CallTable::CallTable(CallTable&&) noexcept = default;
CallTable& CallTable::operator=(CallTable&&) noexcept = default;

void CallTable::prefetch(std::string_view call_id) const { rows_->entries.prefetch(Rows::hash_of(call_id)); }

Node* CallTable::lookup(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Command command) {
  const auto key = Rows::key_of(call_id, via_branch, via_branch.empty() && command == Command::delete_);
  if (rows_->hits_dummy(key)) return nullptr;
  std::uint32_t match = rows_->first_match(key);
  // The row of a match need not be computed from the Call-ID again.
  const std::uint32_t row =
      match != none ? rows_->entries[match].row : table_row(call_id, static_cast<std::uint32_t>(rows_->rows.size()));
  rows_->drop_expired(rows_->rows[row], now_s, match);
  return match == none ? nullptr : rows_->entries[match].node;
}

bool CallTable::insert(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Node& node) {
  return insert(now_s, rows_->lifetime_s, call_id, via_branch, node);
}

bool CallTable::insert(std::uint32_t now_s, std::uint32_t lifetime_s, std::string_view call_id,
                       std::string_view via_branch, Node& node) {
  const auto key = Rows::key_of(call_id, via_branch, false);
  if (rows_->hits_dummy(key)) return false;
  std::uint32_t match = rows_->first_match(key);
  const std::uint32_t row = table_row(call_id, static_cast<std::uint32_t>(rows_->rows.size()));
  rows_->drop_expired(rows_->rows[row], now_s, match);
  if (match != none) return false;
  rows_->append(row, key, now_s + lifetime_s, node);
  return true;
}

bool CallTable::remove(std::uint32_t now_s, std::string_view call_id, std::string_view via_branch, Command command) {
  const auto key = Rows::key_of(call_id, via_branch, via_branch.empty() && command == Command::delete_);
  if (rows_->hits_dummy(key)) return false;
  bool found = false;
  std::uint32_t match = none;
  while ((match = rows_->first_match(key)) != none) {
    const std::uint32_t row = rows_->entries[match].row;
    rows_->drop_expired(rows_->rows[row], now_s, match);
    rows_->unlink(match, {});
    found = true;
    if (!key.any_branch) return true;
  }
  const std::uint32_t row = table_row(call_id, static_cast<std::uint32_t>(rows_->rows.size()));
  std::uint32_t stop = none;
  rows_->drop_expired(rows_->rows[row], now_s, stop);
  return found;
}

std::uint64_t CallTable::total() const { return rows_->count; }

std::uint64_t CallTable::expired(std::uint32_t now_s) const {
  std::uint64_t number = 0;
  for (const Row& row : rows_->rows)
    for (std::uint32_t at = row.head; at != none; at = rows_->entries[at].next) {
      if (rows_->entries[at].expiry < now_s)
        ++number;
      else if (row.in_expiry_order)
        break;
    }
  return number;
}

}  // namespace rtpe
