// Texts that nearly every call holds.
#include "mock_engine/calls/text.hpp"

#include <algorithm>
#include <array>

namespace rtpe::mock {

struct Text::Common {
  static constexpr std::size_t longest = 16;
  Block block;
  std::array<char, longest> characters;

  static constexpr std::size_t slots = 64;
  static constexpr std::size_t slot(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    return (text.size() * 5 + byte(0) * 3U + byte(text.size() - 1) * 7U + byte(text.size() / 2) * 11U) % slots;
  }
  static constexpr std::array<Common, slots> table() {
    constexpr auto texts = std::to_array<std::string_view>(
        {"audio", "video",   "image", "application", "message",        "PCMU", "PCMA", "G722", "G729", "GSM",
         "iLBC",  "opus",    "AMR",   "AMR-WB",      "speex",          "CN",   "H264", "VP8",  "0-15", "0-16",
         "t38",   "RTP/AVP", "DVI4",  "G723",        "telephone-event"});
    std::array<Common, slots> result{};
    for (const std::string_view text : texts) {
      Common& entry = result[slot(text)];
      if (entry.block.length != 0) continue;  // two of the same slot: the second is as good as any other text
      entry.block = {.owners = shared_by_all, .length = static_cast<std::uint32_t>(text.size())};
      std::copy(text.begin(), text.end(), entry.characters.begin());
    }
    return result;
  }
};

Text::Block* Text::make(std::string_view text) {
  static constinit std::array<Common, Common::slots> table = Common::table();
  if (text.empty()) return nullptr;
  if (text.size() <= Common::longest) {
    Common& common = table[Common::slot(text)];
    if (std::string_view(common.characters.data(), common.block.length) == text) return &common.block;
  }
  void* memory = ::operator new(sizeof(Block) + text.size());
  auto* block = new (memory) Block{.owners = 1, .length = static_cast<std::uint32_t>(text.size())};
  std::memcpy(block + 1, text.data(), text.size());
  return block;
}

}  // namespace rtpe::mock
