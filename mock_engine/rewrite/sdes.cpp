// Which keys each side is offered (sdp-rewriting.md 8 and 16.6).
#include "mock_engine/rewrite/sdes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

bool is_off(const Options& options, std::uint8_t suite) { return (options.suites_off >> suite & 1U) != 0; }

Crypto to_crypto(const CryptoLine& line) {
  Crypto crypto;
  std::string key;
  crypto.suite = line.suite;
  crypto.tag = line.tag;
  if (decode_key(line, key)) crypto.key_and_salt = key;
  crypto.master_key_id = line.master_key_id;
  crypto.parameters = line.parameters;
  return crypto;
}

Crypto new_crypto(std::uint8_t suite, std::uint32_t tag, Random& random) {
  Crypto crypto;
  std::string key;
  random.append_bytes(key, suites()[suite].key_and_salt_bytes);
  crypto.suite = suite;
  crypto.tag = tag;
  crypto.key_and_salt = key;
  return crypto;
}

const Crypto* find_suite(const std::vector<Crypto>& list, std::uint8_t suite) {
  const auto found = std::ranges::find(list, suite, &Crypto::suite);
  return found == list.end() ? nullptr : &*found;
}

MediaSecurity& security_of(Media& media) {
  if (!media.security) media.security = std::make_unique<MediaSecurity>();
  return *media.security;
}

void read_party(MediaExchange& media) {
  if (media.part.crypto.empty()) {
    if (media.from.security) media.from.security->crypto_in.clear();
    return;
  }
  if (is_srtp(media.from)) media.from.flags.set(MediaFlag::sdes);
  auto& list = security_of(media.from).crypto_in;
  list.clear();
  for (const CryptoLine& line : media.part.crypto) list.push_back(to_crypto(line));
}

std::uint8_t wished_parameters(const Options& options, std::uint8_t bits) {
  const auto apply = [&](Sdes set, Sdes clear, std::uint8_t bit) {
    if (options.sdes.has(set)) bits |= bit;
    if (options.sdes.has(clear)) bits &= static_cast<std::uint8_t>(~bit);
  };
  apply(Sdes::unencrypted_srtp, Sdes::encrypted_srtp, unencrypted_srtp);
  apply(Sdes::unencrypted_srtcp, Sdes::encrypted_srtcp, unencrypted_srtcp);
  apply(Sdes::unauthenticated_srtp, Sdes::authenticated_srtp, unauthenticated_srtp);
  return bits;
}

/// The offerer's keys as they are, then the ones used so far, then every suite that is missing.
void build_offer(MediaExchange& media) {
  const Options& options = media.exchange.options;
  std::vector<Crypto> list;
  std::uint32_t tag = 0;
  const auto add = [&](Crypto crypto) {
    tag = std::max(tag, crypto.tag);
    list.push_back(std::move(crypto));
  };
  list.reserve(suites().size());
  if (media.from.security)
    for (const Crypto& crypto : media.from.security->crypto_in)
      if (!is_off(options, crypto.suite)) add(crypto);
  auto& known = security_of(media.to).crypto_out;
  for (Crypto& crypto : known) {
    if (is_off(options, crypto.suite) || find_suite(list, crypto.suite) != nullptr) continue;
    if (!list.empty()) crypto.tag = tag + 1;
    add(std::move(crypto));
  }
  for (std::uint8_t suite = 0; suite < suites().size(); ++suite)
    if (!is_off(options, suite) && find_suite(list, suite) == nullptr)
      add(new_crypto(suite, tag + 1, media.exchange.engine.random));
  for (Crypto& crypto : list) crypto.parameters = wished_parameters(options, crypto.parameters);
  known = std::move(list);
}

/// The answerer took one of the keys we offered it; the others are forgotten.
void settle_answerer(Media& from) {
  if (!from.security || from.security->crypto_in.empty()) return;
  const Crypto& taken = from.security->crypto_in.front();
  std::erase_if(from.security->crypto_out,
                [&](const Crypto& offered) { return offered.tag != taken.tag || offered.suite != taken.suite; });
}

/// One key for the offerer: the answerer's own where the suite allows, else the first suite it offered.
void build_answer(MediaExchange& media) {
  MediaSecurity& to = security_of(media.to);
  if (to.crypto_in.empty()) return;
  if (media.from.security) {
    for (const Crypto& answered : media.from.security->crypto_in) {
      const Crypto* offered = find_suite(to.crypto_in, answered.suite);
      if (offered == nullptr) continue;
      Crypto crypto = answered;
      crypto.tag = offered->tag;
      to.crypto_out.clear();
      to.crypto_out.push_back(std::move(crypto));
      return;
    }
  }
  const Crypto& first = to.crypto_in.front();
  const Crypto* used = find_suite(to.crypto_out, first.suite);
  Crypto crypto = used != nullptr ? *used : new_crypto(first.suite, first.tag, media.exchange.engine.random);
  crypto.tag = first.tag;
  crypto.parameters = first.parameters;
  to.crypto_out.clear();
  to.crypto_out.push_back(std::move(crypto));
}

}  // namespace

void negotiate_sdes(MediaExchange& media) {
  FlagSet<MediaFlag>& to = media.to.flags;
  read_party(media);
  if (!is_srtp(media.to)) return to.clear(MediaFlag::sdes);
  if (media.exchange.is_offer()) {
    if (!to.has(MediaFlag::initialized)) to.assign(MediaFlag::sdes, !media.exchange.options.sdes.has(Sdes::off));
    if (to.has(MediaFlag::sdes)) build_offer(media);
    return;
  }
  if (to.has(MediaFlag::passthrough)) {
    to.clear(MediaFlag::sdes);
    media.from.flags.clear(MediaFlag::sdes);
  }
  settle_answerer(media.from);
  if (to.has(MediaFlag::dtls)) return to.clear(MediaFlag::sdes);
  if (to.has(MediaFlag::sdes)) build_answer(media);
}

void write_sdes(const Exchange& exchange, const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::sdes) || to.flags.has(MediaFlag::passthrough) || !to.security) return;
  const FlagSet<Sdes>& wish = exchange.options.sdes;
  for (const Crypto& crypto : to.security->crypto_out) {
    fmt::format_to(std::back_inserter(out), "a=crypto:{} {} inline:", crypto.tag, suites()[crypto.suite].name);
    append_key(crypto.key_and_salt, wish.has(Sdes::pad) ? KeyPadding::kept : KeyPadding::stripped, out);
    if (wish.has(Sdes::lifetime)) out += "|2^31";
    if (!crypto.master_key_id.empty()) out.append("|").append(crypto.master_key_id.view());
    append_parameters(crypto.parameters, out);
    out += "\r\n";
  }
}

}  // namespace rtpe::mock
