// SRTP of both sides: SDES, DTLS or both (sdp-rewriting.md 8).
#include "mock_engine/rewrite/security.hpp"

#include <algorithm>

#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {
namespace {

void forget_flags(Media& media) {
  media.flags.clear(MediaFlag::sdes);
  media.flags.clear(MediaFlag::dtls);
  set_roles(media, false, false);
}

/// Nothing of the engine's own towards this party, now and until it is asked again.
void end_security(Media& media) {
  forget_flags(media);
  if (!media.security) return;
  media.security->crypto_in.clear();
  media.security->crypto_out.clear();
}

void secure_offer(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  FlagSet<MediaFlag>& to = media.to.flags;
  // Whoever does one of the two already is not offered the other; the wishes count for those who do neither.
  if (!to.has(MediaFlag::sdes) && !to.has(MediaFlag::dtls)) {
    to.assign(MediaFlag::sdes, !options.sdes.has(Sdes::off));
    to.assign(MediaFlag::dtls, !options.dtls_off);
  }
  set_roles(media.to, true, true);
  // Keys are made even for a party that is shown DTLS alone: it may answer with one of them all the same.
  if (to.has(MediaFlag::sdes) || !options.sdes.has(Sdes::off)) build_sdes_offer(media);
}

void secure_answer(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  FlagSet<MediaFlag>& to = media.to.flags;
  choose_role(media.to, options.dtls);
  // One of the two is given back: DTLS, unless it is off. Who has one only keeps it.
  if (to.has(MediaFlag::dtls) && to.has(MediaFlag::sdes))
    to.clear(options.dtls_off ? MediaFlag::dtls : MediaFlag::sdes);
  if (to.has(MediaFlag::sdes)) build_sdes_answer(media);
}

/// Whether a party that did DTLS until now answers with a suite that the other one offered, under the same tag.
bool accepts(const Media& media, const Media* offerer) {
  const MediaSecurity& security = *media.security;
  if (!media.flags.has(MediaFlag::dtls_settled) || offerer == nullptr || !offerer->security ||
      security.crypto_in.empty())
    return false;
  const Crypto& answered = security.crypto_in.front();
  return std::ranges::any_of(offerer->security->crypto_in, [&](const Crypto& offered) {
    return offered.suite == answered.suite && offered.tag == answered.tag;
  });
}

/// Who showed a certificate until now and offers keys alone where all is passed through is left without a suite.
void leave_dtls(MediaNegotiation& media) {
  if (!media.has_lost_certificate || !media.negotiation.is_offer()) return;
  if (MediaSecurity& security = *media.from.security; !security.crypto_in.empty()) security.suites = {};
}

/// The suites that query replies name: of the first key shown, else of the one that `offerer` offered and the party
/// took. They stay while DTLS covers the stream, and when SDES is given up.
void show_suites(Media& media, const Media* offerer = nullptr) {
  if (!media.flags.has(MediaFlag::sdes)) return;
  MediaSecurity& security = security_of(media);
  std::optional<std::uint8_t> suite;
  if (!security.crypto_out.empty())
    suite = security.crypto_out.front().suite;
  else if (accepts(media, offerer))
    suite = security.crypto_in.front().suite;
  auto& [rtp, rtcp] = security.suites;
  const bool dtls = media.flags.has(MediaFlag::dtls);
  if (!dtls || !media.flags.has(MediaFlag::dtls_rtp)) rtp = suite;
  if (!dtls || !media.flags.has(MediaFlag::dtls_rtcp)) rtcp = suite;
}

void secure_receiver(MediaNegotiation& media) {
  // Passthrough counts from the message after the one that asks for it.
  if (media.to.flags.has(MediaFlag::passthrough)) {
    leave_dtls(media);
    forget_flags(media.from);
    end_security(media.to);
  } else if (!is_srtp(media.to)) {
    end_security(media.to);
  } else if (media.negotiation.is_offer()) {
    secure_offer(media);
  } else {
    secure_answer(media);
  }
  if (media.to.flags.has(MediaFlag::dtls)) choose_hash(media);
  show_suites(media.from, media.negotiation.is_offer() ? nullptr : &media.to);
  show_suites(media.to);
}

}  // namespace

MediaSecurity& security_of(Media& media) {
  if (!media.security) media.security = std::make_unique<MediaSecurity>();
  return *media.security;
}

void negotiate_security(MediaNegotiation& media) {
  if (media.part.line.port == 0) {  // a rejected media keeps what it had, but DTLS ends
    for (const MediaFlag covered : {MediaFlag::dtls_rtp, MediaFlag::dtls_rtcp, MediaFlag::dtls_settled})
      media.from.flags.clear(covered);
    return show_suites(media.from);
  }
  read_dtls(media);
  read_sdes(media);
  secure_receiver(media);
}

void show_suites_of_new_ports(Media& media) {
  if (!media.flags.has(MediaFlag::sdes) || !media.security || media.security->crypto_out.empty()) return;
  auto& [rtp, rtcp] = media.security->suites;
  rtp = media.security->crypto_out.front().suite;
  if (!media.flags.has(MediaFlag::rtcp_mux)) rtcp = rtp;
}

void note_coverage(Media& media) {
  const bool dtls = media.flags.has(MediaFlag::dtls);
  const bool is_alone = media.flags.has(MediaFlag::dtls_rtcp) || !media.flags.has(MediaFlag::rtcp_mux);
  media.flags.assign(MediaFlag::dtls_settled, dtls && !media.streams.empty());
  media.flags.assign(MediaFlag::dtls_rtp, dtls);
  media.flags.assign(MediaFlag::dtls_rtcp, dtls && is_alone);
}

void read_listener_keys(MediaNegotiation& media) {
  if (media.part.line.port != 0) read_sdes(media);
}

void read_listener_certificate(MediaNegotiation& media) {
  read_dtls(media);
  show_suites(media.from);
  note_coverage(media.from);
}

void negotiate_listener_security(MediaNegotiation& media) {
  if (media.part.line.port != 0) read_sdes(media);  // certificate and roles of the source stay settled
  secure_receiver(media);
  for (Media* side : {&media.from, &media.to}) note_coverage(*side);
}

}  // namespace rtpe::mock
