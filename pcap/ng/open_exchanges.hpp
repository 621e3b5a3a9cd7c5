// NG exchanges of which something may still come, small and in the order of their first packets: what a long capture
// has open at once does not fit into the processor's caches otherwise.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/huge_pages.hpp"
#include "pcap/ng/ng_message.hpp"
#include "pcap/ng/text_blocks.hpp"
#include "pcap/ng/wire_exchange.hpp"

namespace rtpe::capture {

/// What only some readers ask for.
struct ExchangeExtras {
  SdpMedia request_sdp, reply_sdp;
  std::shared_ptr<const EngineReport> report;
};

/// A WireExchange that is not finished. The fields mean the same.
struct TextLengths {
  std::uint16_t cookie_bytes = 0, command_bytes = 0;
  std::uint16_t call_id_bytes = 0, from_tag_bytes = 0, to_tag_bytes = 0;
  std::uint16_t result_bytes = 0, error_reason_bytes = 0, warning_bytes = 0;
};
struct OpenExchange : ExchangeNumbers, TextLengths {
  std::uint64_t key = 0;            ///< of cookie, client and node
  std::uint32_t older = 0;          ///< number of the one before with the same place in the index
  TextBlocks::Block request_texts;  ///< cookie, command, call_id, from_tag, to_tag
  TextBlocks::Block reply_texts;    ///< result, error_reason, warning
  std::unique_ptr<ExchangeExtras> extras;

  [[nodiscard]] std::string_view cookie() const { return {request_texts.at, cookie_bytes}; }
  [[nodiscard]] std::string_view command() const { return {request_texts.at + cookie_bytes, command_bytes}; }
  ExchangeExtras& with_extras() {
    if (extras == nullptr) extras = std::make_unique<ExchangeExtras>();
    return *extras;
  }
};

/// First in, first out.
class OpenExchanges {
 public:
  /// `text_bytes_at_most`: longer texts end in "..." (but cookies).
  explicit OpenExchanges(std::size_t text_bytes_at_most)
      : text_bytes_at_most_(std::min(text_bytes_at_most, longest_text)) {}

  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  /// 0: the oldest.
  [[nodiscard]] OpenExchange& at(std::size_t place) { return at_number(begin_ + static_cast<std::uint32_t>(place)); }
  [[nodiscard]] OpenExchange& oldest() { return at_number(begin_); }

  /// A new one; its texts are empty.
  OpenExchange& open(std::uint64_t key);
  /// A find() or open() with that key comes soon.
  void announce(std::uint64_t key) { __builtin_prefetch(&place_of(key), 1); }
  /// The newest with that key, cookie and ends; null: there is none.
  OpenExchange* find(std::uint64_t key, std::string_view cookie, const Endpoint& client, const Endpoint& node);
  void remove_oldest();

  void set_request_texts(OpenExchange& exchange, const NgMessage& message);
  void set_reply_texts(OpenExchange& exchange, const NgMessage& message);
  /// The exchange as it is given out; valid until the next call.
  const WireExchange& whole(const OpenExchange& exchange);

 private:
  template <class T>
  using Table = std::vector<T, HugePages<T>>;
  // Numbers count up and may wrap around.
  [[nodiscard]] OpenExchange& at_number(std::uint32_t number) { return ring_[number & (ring_.size() - 1)]; }
  [[nodiscard]] bool is_open(std::uint32_t number) const { return number - begin_ < end_ - begin_; }
  /// Of the exchanges with one place the newest, and what spares a look at it when it is another one's.
  struct Place {
    std::uint32_t number = 0;
    std::uint32_t tag = 0;  ///< of its key; the last bit: an older one was open then
  };
  [[nodiscard]] Place& place_of(std::uint64_t key) { return places_[key >> (64 - index_bits_)]; }
  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t key) { return static_cast<std::uint32_t>(key) & ~1U; }
  /// Makes it the one that find() comes to first.
  void enter(OpenExchange& exchange, std::uint32_t number);
  [[gnu::noinline]] void grow();
  void expect_next();
  /// Bytes that are kept of a text.
  [[nodiscard]] std::uint16_t kept(std::string_view text) const {
    return static_cast<std::uint16_t>(text.size() <= text_bytes_at_most_ ? text.size() : text_bytes_at_most_ + 3);
  }
  /// Writes what is kept of a text and returns its end.
  [[gnu::always_inline]] inline char* append(char* to, std::string_view text) const;

  static constexpr std::size_t longest_text = 32768;  ///< lengths are 16 bits
  std::size_t text_bytes_at_most_;
  Table<OpenExchange> ring_ = Table<OpenExchange>(64);  ///< a power of two
  std::uint32_t begin_ = 1, end_ = 1;                   ///< numbers
  /// Two places for each exchange that the ring can hold: an index that is larger than it must be is read from further
  /// away.
  unsigned index_bits_ = 7;
  Table<Place> places_ = Table<Place>(std::size_t{1} << index_bits_);
  TextBlocks texts_;
  WireExchange whole_;
  bool has_extras_ = false;  ///< whole_ has
};

}  // namespace rtpe::capture
