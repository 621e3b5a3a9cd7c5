// a=fmtp of opus as 12.5 writes it (Personality::rebuilds_opus_format; observed at 12.5.1.31).
#pragma once
#include <string>
#include <string_view>

namespace rtpe::mock {

/// What opus is told that the engine itself adds to an offer.
inline constexpr std::string_view own_opus_format = "useinbandfec=1";

/// Known parameters in the daemon's order, joined by "; ": others are lost. Empty: none is left.
[[nodiscard]] std::string opus_format(std::string_view written);

/// What an offerer of opus with that format is answered where the engine itself encodes: stereo as it wants to send it,
/// else as what is encoded has it.
[[nodiscard]] std::string encoded_opus_format(std::string_view offered, unsigned channels);

}  // namespace rtpe::mock
