// a=tls-id beside certificates (Personality::tls_id): each port towards a party has one. Where the handshake has to
// begin anew the port in use gets another: when the party shows another certificate or a=tls-id or none any more, when
// the engine's role becomes or ceases to be the active one, and when DTLS comes back.
#include <functional>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/security.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t tls_id_digits = 32;

TlsIds& ids_of(Media& media) {
  auto& ids = security_of(media).tls_ids;
  if (!ids) ids = std::make_unique<TlsIds>();
  return *ids;
}

const TlsIds::OfPort* find_id(const Media& media) {
  if (!media.security || !media.security->tls_ids || media.streams.empty()) return nullptr;
  const Stream& stream = media.streams.front();
  for (const TlsIds::OfPort& shown : media.security->tls_ids->shown)
    if (shown.local == stream.local && shown.port == stream.local_port) return &shown;
  return nullptr;
}

std::size_t certificate_of(const SecurityLines& lines) {
  if (lines.fingerprint.empty()) return 0;
  const std::hash<std::string_view> hash;
  return (hash(lines.fingerprint) * 31 + hash(lines.tls_id)) | 1;
}

/// Whether the party is another one than before.
bool takes_certificate(TlsIds& ids, const SecurityLines& lines) {
  const std::size_t before = ids.certificate;
  ids.certificate = certificate_of(lines);
  return before != 0 && before != ids.certificate;
}

/// Which role was taken, where it is settled.
bool takes_role(TlsIds& ids, const Media& media) {
  const bool active = media.flags.has(MediaFlag::dtls_active), passive = media.flags.has(MediaFlag::dtls_passive);
  if (active == passive || active == ids.was_active) return false;
  ids.was_active = active;
  return true;
}

void follow(Media& media, TlsIds& ids, bool begins_anew, Random& random) {
  const bool dtls = media.flags.has(MediaFlag::dtls);
  begins_anew |= dtls && !ids.was_dtls;
  begins_anew |= dtls && takes_role(ids, media);
  ids.was_dtls = dtls;
  if (!dtls || media.streams.empty() || media.streams.front().local == nullptr) return;
  const TlsIds::OfPort* known = find_id(media);
  if (known != nullptr && !begins_anew) return;
  std::string id;
  random.append_hex(id, tls_id_digits);
  const Stream& stream = media.streams.front();
  if (known == nullptr)
    ids.shown.push_back({.local = stream.local, .port = stream.local_port, .id = Text(id)});
  else
    ids.shown[static_cast<std::size_t>(known - ids.shown.data())].id = std::string_view(id);
}

bool concerns(const MediaNegotiation& media, const Media& side) {
  if (!media.negotiation.engine.config.personality->tls_id) return false;
  return side.flags.has(MediaFlag::dtls) || (side.security && side.security->tls_ids);
}

}  // namespace

std::string_view tls_id_of(const Media& media) {
  const TlsIds::OfPort* found = find_id(media);
  return found == nullptr ? std::string_view{} : found->id.view();
}

void follow_handshakes(MediaNegotiation& media) {
  Random& random = media.negotiation.engine.random;
  if (concerns(media, media.from)) {
    TlsIds& ids = ids_of(media.from);
    const bool is_another = takes_certificate(ids, media.part.security);
    follow(media.from, ids, is_another, random);
  }
  if (concerns(media, media.to)) follow(media.to, ids_of(media.to), false, random);
}

void follow_listener_handshake(MediaNegotiation& media, Media& listener) {
  if (!concerns(media, listener)) return;
  TlsIds& ids = ids_of(listener);
  const bool is_another = &listener == &media.from && takes_certificate(ids, media.part.security);
  follow(listener, ids, is_another, media.negotiation.engine.random);
}

}  // namespace rtpe::mock
