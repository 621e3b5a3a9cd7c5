// The grammar of the flags string (behaviour.md section 8). Private to client/script.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/ng/command.hpp"
#include "client/personality.hpp"
#include "client/script/via_branch.hpp"

namespace rtpe::script {

enum class FlagFault : std::uint8_t {
  none,
  value_missing,       ///< to-tag, from-tag, call-id, via-branch, repacketize without the value they need
  bare_direction,      ///< `direction` without value: guarded, the module aborts there
  via_branch_unknown,  ///< a value outside the table of section 6.4
  repacketize_not_positive,
};
[[nodiscard]] std::string_view describe(FlagFault fault);

/// A tag or Call-ID that a flag may replace.
struct Replacement {
  bool given = false;
  std::string text;
};

/// One flags string, read. What goes into the dictionary is bencoded already, so that a constant string is read once
/// and then only copied. parse() reuses the buffers.
struct Flags {
  FlagFault fault = FlagFault::none;
  std::string offending;  ///< the token of the fault
  bool given = false;     ///< the script function had a flags argument

  std::string items;      ///< key and value pairs in flag order
  std::string direction;  ///< whole pair, or empty; likewise the next ones
  std::string words;      ///< elements of the `flags` list, without key and list marks
  std::string replace_and_codec;
  std::string transport;
  std::string mux_sdes_t38;
  std::string received_from;  ///< [>=5.7] literal address that ends the string; empty: the source address

  Replacement from_tag, to_tag, call_id;
  bool use_to_tag = false;   ///< `to-tag` seen
  bool directional = false;  ///< `directional` or `from-tag=`
  std::uint32_t force_answers = 0;
  ViaSelector via_branch = ViaSelector::none;

  void parse(std::string_view text, const Personality& personality);
  void clear();

 private:
  struct Reader;
  std::array<std::string, 13> lists_;  ///< scratch of parse()
};

}  // namespace rtpe::script
