// What an engine process invents once and repeats: loop-protect id and certificate fingerprints (protocol.md 11).
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "mock_engine/calls/media.hpp"
#include "mock_engine/random.hpp"

namespace rtpe::mock {

[[nodiscard]] std::string_view name_of(FingerprintHash hash);
/// Whatever the case, in SDP and in `DTLS-fingerprint` (observed at 10.5.3.5); none for an unknown name.
[[nodiscard]] FingerprintHash fingerprint_hash_of(std::string_view name);

/// 0 for none.
[[nodiscard]] std::size_t digest_bytes(FingerprintHash hash);

struct Identity {
  explicit Identity(Random& random);
  std::string loop_id;      ///< 12 hexadecimal digits of a=rtpengine:
  std::string certificate;  ///< stands for the DER bytes; only its digests are ever shown
  /// "sha-256 AB:CD:..."; sha-256 for none.
  [[nodiscard]] std::string_view fingerprint(FingerprintHash hash) const {
    return fingerprints[static_cast<std::size_t>(hash)];
  }

 private:
  std::array<std::string, 6> fingerprints;  ///< by FingerprintHash
};

}  // namespace rtpe::mock
