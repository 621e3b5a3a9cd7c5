// Which keys each side is offered (sdp-rewriting.md 8 and 16.6).
#include "mock_engine/rewrite/sdes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/security.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// `SDES: only-SUITE` counts more than `no-SUITE`.
bool is_off(const Options& options, std::uint8_t suite) {
  return ((options.suites_only ? ~*options.suites_only : options.suites_off) >> suite & 1U) != 0;
}

/// `SDES: order:A;B`. Each keeps its tag.
void put_first(std::vector<Crypto>& list, const std::vector<std::uint8_t>& suites_first) {
  auto place = list.begin();
  for (const std::uint8_t suite : suites_first) {
    const auto found = std::find_if(place, list.end(), [&](const Crypto& crypto) { return crypto.suite == suite; });
    if (found != list.end()) std::rotate(place++, found, found + 1);
  }
}

Crypto to_crypto(const CryptoLine& line) {
  Crypto crypto;
  std::string key;
  crypto.suite = line.suite;
  crypto.tag = line.tag;
  if (decode_key(line, key)) crypto.key_and_salt = key;
  crypto.master_key_id = line.master_key_id;
  crypto.master_key_id_bytes = line.master_key_id_bytes;
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

/// The first of `list` that has that suite.
std::vector<Crypto>::iterator suite_in(std::vector<Crypto>& list, std::uint8_t suite) {
  return std::ranges::find(list, suite, &Crypto::suite);
}

/// Only the first key with that tag and suite.
void keep_only(std::vector<Crypto>& list, const Crypto& taken) {
  const auto kept = std::ranges::find_if(
      list, [&](const Crypto& crypto) { return crypto.tag == taken.tag && crypto.suite == taken.suite; });
  if (kept == list.end()) return list.clear();
  std::swap(*kept, list.front());
  list.resize(1);
}

}  // namespace

void read_sdes(MediaNegotiation& media) {
  if (media.part.crypto.empty()) {
    if (media.from.security) media.from.security->crypto_in.clear();
    return;
  }
  media.from.flags.set(MediaFlag::sdes);
  if (media.negotiation.is_offer()) media.from.flags.clear(MediaFlag::sdes_answered);
  MediaSecurity& security = security_of(media.from);
  security.crypto_in.clear();
  for (const CryptoLine& line : media.part.crypto)
    if (!is_off(media.negotiation.options, line.suite)) security.crypto_in.push_back(to_crypto(line));
  if (!security.crypto_in.empty()) keep_only(security.crypto_out, security.crypto_in.front());
}

void build_sdes_offer(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  std::vector<Crypto> list;
  std::uint32_t tag = 0;
  const auto add = [&](Crypto crypto) {
    tag = std::max(tag, crypto.tag);
    list.push_back(std::move(crypto));
  };
  // Wishes are for keys that were not shown before, and not for those of listeners.
  const bool heeds_wishes = media.negotiation.opens != Sides::receiver;
  const auto add_new = [&](Crypto crypto) {
    if (heeds_wishes) crypto.parameters = wished_parameters(options, crypto.parameters);
    add(std::move(crypto));
  };
  list.reserve(suites().size());
  if (media.from.security)
    for (const Crypto& crypto : media.from.security->crypto_in) add_new(crypto);
  auto& known = security_of(media.to).crypto_out;
  for (Crypto& crypto : known) {
    if (suite_in(list, crypto.suite) != list.end()) continue;
    crypto.tag = std::max(crypto.tag, tag + 1);
    add(std::move(crypto));
  }
  for (std::uint8_t suite = 0; suite < suites().size() && !options.sdes.has(Sdes::nonew); ++suite)
    if (!is_off(options, suite) && suite_in(list, suite) == list.end())
      add_new(new_crypto(suite, tag + 1, media.negotiation.engine.random));
  put_first(list, options.suites_first);
  known = std::move(list);
  media.to.flags.clear(MediaFlag::sdes_answered);
}

void build_sdes_answer(MediaNegotiation& media) {
  MediaSecurity& to = security_of(media.to);
  auto& used = to.crypto_out;
  // What the first answer to an offer has settled stays, whatever others say; so does what is in use with an offer
  // without keys or SDES-static.
  if (media.to.flags.has(MediaFlag::sdes_answered)) return;
  media.to.flags.set(MediaFlag::sdes_answered);
  if (to.crypto_in.empty() || (!used.empty() && media.negotiation.options.sdes.has(Sdes::is_static))) return;
  // The answerer's own key under the offerer's tag, unless a key of its suite is in use.
  if (media.from.security && !media.from.security->crypto_in.empty()) {
    const Crypto& answered = media.from.security->crypto_in.front();
    const auto offered = suite_in(to.crypto_in, answered.suite);
    if (offered != to.crypto_in.end()) {
      if (!used.empty() && used.front().suite == answered.suite) return;
      Crypto crypto = answered;
      crypto.tag = offered->tag;
      used.assign(1, std::move(crypto));
      return;
    }
  }
  // Else the first suite that was offered.
  const Crypto& first = to.crypto_in.front();
  if (!used.empty() && used.front().suite == first.suite) return;
  used.assign(1, new_crypto(first.suite, first.tag, media.negotiation.engine.random));
  used.front().parameters = first.parameters;
}

void write_sdes(const Negotiation& negotiation, const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::sdes) || to.flags.has(MediaFlag::passthrough) || !to.security) return;
  const FlagSet<Sdes>& wish = negotiation.options.sdes;
  for (const Crypto& crypto : to.security->crypto_out) {
    fmt::format_to(std::back_inserter(out), "a=crypto:{} {} inline:", crypto.tag, suites()[crypto.suite].name);
    append_key(crypto.key_and_salt, wish.has(Sdes::pad) ? KeyPadding::kept : KeyPadding::stripped, out);
    if (wish.has(Sdes::lifetime)) out += "|2^31";
    if (crypto.master_key_id_bytes != 0)
      fmt::format_to(std::back_inserter(out), "|{}:{}", crypto.master_key_id, crypto.master_key_id_bytes);
    append_parameters(crypto.parameters, out);
    out += "\r\n";
  }
}

}  // namespace rtpe::mock
