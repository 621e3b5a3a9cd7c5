// DTLS: certificates and roles (sdp-rewriting.md 8).
#include <fmt/format.h>

#include <iterator>

#include "mock_engine/calls/append.hpp"
#include "mock_engine/rewrite/security.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// Who was passive stays so when it offers both roles again; when it answers with both it has both.
bool is_only_passive(const Media& media) {
  return media.flags.has(MediaFlag::dtls_passive) && !media.flags.has(MediaFlag::dtls_active);
}

FingerprintHash hash_of(std::string_view fingerprint) {
  return fingerprint_hash_of(fingerprint.substr(0, fingerprint.find(' ')));
}

bool has_both_roles(const Media& media) {
  return media.flags.has(MediaFlag::dtls_active) && media.flags.has(MediaFlag::dtls_passive);
}

}  // namespace

void set_roles(Media& media, bool active, bool passive) {
  media.flags.assign(MediaFlag::dtls_active, active);
  media.flags.assign(MediaFlag::dtls_passive, passive);
}

void choose_role(Media& media, DtlsRole wish) {
  if (!has_both_roles(media)) return;
  const bool passive = wish == DtlsRole::passive;
  set_roles(media, !passive, passive);
}

void read_dtls(MediaNegotiation& media) {
  Media& from = media.from;
  const bool is_foreign = media.part.protocol == Protocol::unknown;
  if (is_foreign && media.negotiation.engine.config.personality->keeps_foreign_certificates) return;
  const SecurityLines& lines = media.part.security;
  if (lines.setup == "actpass")
    set_roles(from, !media.negotiation.is_offer() || !is_only_passive(from), true);
  else
    set_roles(from, lines.setup == "passive", lines.setup == "active");
  const bool role = from.flags.has(MediaFlag::dtls_active) || from.flags.has(MediaFlag::dtls_passive);
  const bool dtls = role && !lines.fingerprint.empty();
  from.flags.assign(MediaFlag::dtls, dtls);
  media.has_lost_certificate =
      from.security && from.security->fingerprint_hash != FingerprintHash::none && lines.fingerprint.empty();
  if (!lines.fingerprint.empty())
    security_of(from).fingerprint_hash = hash_of(lines.fingerprint);
  else if (from.security)
    from.security->fingerprint_hash = FingerprintHash::none;
  if (media.negotiation.options.dtls_reverse == DtlsRole::passive) choose_role(from, DtlsRole::passive);
}

void choose_hash(MediaNegotiation& media) {
  MediaSecurity& security = security_of(media.to);
  if (security.shown_hash != FingerprintHash::none) return;
  if (media.negotiation.is_offer()) security.shown_hash = media.negotiation.options.fingerprint;
  if (security.shown_hash == FingerprintHash::none) security.shown_hash = security.fingerprint_hash;
  if (security.shown_hash == FingerprintHash::none) security.shown_hash = FingerprintHash::sha_256;
}

void write_dtls(const Negotiation& negotiation, const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::dtls) || to.flags.has(MediaFlag::passthrough) || !to.security) return;
  const std::string_view setup = has_both_roles(to)                     ? "actpass"
                                 : to.flags.has(MediaFlag::dtls_active) ? "active"
                                                                        : "passive";
  fmt::format_to(std::back_inserter(out), "a=setup:{}\r\na=fingerprint:{}\r\n", setup,
                 negotiation.engine.identity.fingerprint(to.security->shown_hash));
  if (const std::string_view id = tls_id_of(to); !id.empty()) append(out, "a=tls-id:", id, "\r\n");
}

}  // namespace rtpe::mock
