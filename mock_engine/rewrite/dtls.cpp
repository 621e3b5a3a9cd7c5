// DTLS: certificates and roles (sdp-rewriting.md 8).
#include <fmt/format.h>

#include <iterator>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

void set_roles(Media& media, bool active, bool passive) {
  media.flags.assign(MediaFlag::dtls_active, active);
  media.flags.assign(MediaFlag::dtls_passive, passive);
}

bool has_both_roles(const Media& media) {
  return media.flags.has(MediaFlag::dtls_active) && media.flags.has(MediaFlag::dtls_passive);
}

void read_party(MediaExchange& media) {
  Media& from = media.from;
  const SecurityLines& lines = media.part.security;
  const bool actpass = lines.setup == "actpass";
  set_roles(from, actpass || lines.setup == "passive", actpass || lines.setup == "active");
  const bool role = from.flags.has(MediaFlag::dtls_active) || from.flags.has(MediaFlag::dtls_passive);
  const bool dtls = is_srtp(from) && role && !lines.fingerprint.empty();
  from.flags.assign(MediaFlag::dtls, dtls);
  if (!dtls) return;
  if (!from.security) from.security = std::make_unique<MediaSecurity>();
  from.security->fingerprint = lines.fingerprint;
}

/// Takes one of two possible roles.
void choose_role(Media& media, DtlsRole wish) {
  if (!has_both_roles(media)) return;
  const bool passive = wish == DtlsRole::passive;
  set_roles(media, !passive, passive);
}

FingerprintHash hash_for(const Exchange& exchange, const Media& to) {
  if (to.security && !to.security->fingerprint.empty()) {
    const std::string_view text = to.security->fingerprint;
    return fingerprint_hash_of(text.substr(0, text.find(' ')));
  }
  return exchange.options.fingerprint;
}

}  // namespace

void negotiate_dtls(MediaExchange& media) {
  const Options& options = media.exchange.options;
  FlagSet<MediaFlag>& to = media.to.flags;
  read_party(media);
  if (media.exchange.is_offer() && options.dtls_reverse == DtlsRole::passive)
    choose_role(media.from, DtlsRole::passive);
  if (!is_srtp(media.to)) {
    to.clear(MediaFlag::dtls);
    set_roles(media.to, false, false);
    return;
  }
  if (!media.exchange.is_offer()) {
    if (media.to.flags.has(MediaFlag::passthrough)) {
      to.clear(MediaFlag::dtls);
      set_roles(media.to, false, false);
      media.from.flags.clear(MediaFlag::dtls);
      set_roles(media.from, false, false);
    }
    return choose_role(media.to, options.dtls);
  }
  if (!to.has(MediaFlag::initialized)) to.assign(MediaFlag::dtls, options.dtls != DtlsRole::off);
  if (to.has(MediaFlag::initialized) || to.has(MediaFlag::dtls)) set_roles(media.to, true, true);
}

void write_dtls(const Exchange& exchange, const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::dtls) || to.flags.has(MediaFlag::passthrough)) return;
  const std::string_view setup = has_both_roles(to)                     ? "actpass"
                                 : to.flags.has(MediaFlag::dtls_active) ? "active"
                                                                        : "passive";
  fmt::format_to(std::back_inserter(out), "a=setup:{}\r\na=fingerprint:{}\r\n", setup,
                 exchange.engine.identity.fingerprint(hash_for(exchange, to)));
}

}  // namespace rtpe::mock
