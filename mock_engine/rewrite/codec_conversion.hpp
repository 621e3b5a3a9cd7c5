// What the codecs that one party sends become for the other (observed at 10.5.3.5).
#pragma once
#include <span>
#include <string_view>

#include "mock_engine/calls/codec.hpp"

namespace rtpe::mock {

class Conversion {
 public:
  /// Both lists must outlive the conversion.
  Conversion(std::span<const Codec> sent, std::span<const Codec> wanted);

  /// Whether anything that is sent is decoded. When the other party wants nothing that the engine encodes, all passes.
  [[nodiscard]] bool converts() const;
  /// Whether it could, if there was a reason: both sides have something that the engine converts.
  [[nodiscard]] bool can_convert() const;
  [[nodiscard]] bool passes(const Codec& codec) const;
  /// What a codec becomes that does not pass: the same under the other party's number, else what it prefers.
  [[nodiscard]] const Codec& target_of(const Codec& codec) const;
  /// The same codec of the other list, under its number where it has it there; null without.
  [[nodiscard]] const Codec* namesake_of(const Codec& codec) const;
  /// The first of its encoding in the other list, whatever the number; null without.
  [[nodiscard]] const Codec* first_namesake_of(const Codec& codec) const;
  /// Whether converting `codec` gives the other party companions of that kind: its own are converted along, and
  /// promised ones are made up.
  [[nodiscard]] bool brings(const Codec& codec, std::string_view kind) const;
  /// Whether the other party is promised a companion of the codec's clock rate that the sender has not got.
  [[nodiscard]] bool makes_up_companion(const Codec& codec) const;

 private:
  std::span<const Codec> sent_, wanted_;
  const Codec* preferred_ = nullptr;
  bool is_forced_ = false;  ///< the preferred codec was promised: everything else is converted to it
};

}  // namespace rtpe::mock
