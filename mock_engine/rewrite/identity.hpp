// What an engine process invents once and repeats: loop-protect id and certificate fingerprints (protocol.md 11).
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "mock_engine/random.hpp"

namespace rtpe::mock {

/// Hash functions of certificate fingerprints. `DTLS-fingerprint` is case-sensitive (sdp-rewriting.md 16.16).
enum class FingerprintHash : std::uint8_t { none, sha_1, sha_224, sha_256, sha_384, sha_512 };
[[nodiscard]] std::string_view name_of(FingerprintHash hash);
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
