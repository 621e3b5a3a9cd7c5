#include "mock_engine/rewrite/identity.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 6> hash_names = {"", "sha-1", "sha-224", "sha-256", "sha-384", "sha-512"};

const EVP_MD* digest_of(FingerprintHash hash) {
  switch (hash) {
    case FingerprintHash::sha_1:
      return EVP_sha1();
    case FingerprintHash::sha_224:
      return EVP_sha224();
    case FingerprintHash::sha_384:
      return EVP_sha384();
    case FingerprintHash::sha_512:
      return EVP_sha512();
    case FingerprintHash::sha_256:
    case FingerprintHash::none:
      break;
  }
  return EVP_sha256();
}

std::string fingerprint_of(std::string_view certificate, FingerprintHash hash) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(certificate.data(), certificate.size(), digest.data(), &length, digest_of(hash), nullptr);
  std::string text(name_of(hash));
  for (unsigned i = 0; i < length; ++i) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    text += i == 0 ? ' ' : ':';
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 0xFU];
  }
  return text;
}

}  // namespace

std::string_view name_of(FingerprintHash hash) { return hash_names[static_cast<std::size_t>(hash)]; }

std::size_t digest_bytes(FingerprintHash hash) {
  static constexpr std::array<std::size_t, 6> bytes = {0, 20, 28, 32, 48, 64};
  return bytes[static_cast<std::size_t>(hash)];
}

FingerprintHash fingerprint_hash_of(std::string_view name) {
  for (std::size_t i = 1; i < hash_names.size(); ++i)
    if (std::ranges::equal(hash_names[i], name, {}, {}, lower)) return static_cast<FingerprintHash>(i);
  return FingerprintHash::none;
}

Identity::Identity(Random& random) {
  random.append_hex(loop_id, 12);
  random.append_bytes(certificate, 64);
  for (std::size_t i = 1; i < fingerprints.size(); ++i)
    fingerprints[i] = fingerprint_of(certificate, static_cast<FingerprintHash>(i));
  fingerprints[0] = fingerprints[static_cast<std::size_t>(FingerprintHash::sha_256)];
}

}  // namespace rtpe::mock
