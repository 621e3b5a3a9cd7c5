// A sequence on Debian's Kamailio: the program records what the module does and what it returns.
#pragma once
#include <cstdint>
#include <string>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

inline constexpr const char* kamailio_program = "/usr/sbin/kamailio";

struct KamailioRun {
  Trace trace;
  double latest_ms = 0;  ///< how much a step began after its time, at worst
};

/// Plays the sequence on the loopback addresses 127.91.`slot`.*; two runs at once need two slots (0..255). Takes as
/// long as the sequence says. Error: Kamailio does not start or stops answering; its log is named and kept.
[[nodiscard]] Expected<KamailioRun> run_on_kamailio(const Sequence& sequence, std::uint8_t slot);

}  // namespace rtpe::lane
