// What SDES and DTLS share: the steps of security.cpp.
#pragma once
#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// Keys, certificate and roles a media has room for.
[[nodiscard]] MediaSecurity& security_of(Media& media);

/// dtls.cpp: the party's certificate and roles.
void read_dtls(MediaNegotiation& media);
/// Roles the engine may take towards the party.
void set_roles(Media& media, bool active, bool passive);
/// Takes one of two possible roles.
void choose_role(Media& media, DtlsRole wish);

/// With which hash the certificate is shown; the first choice stays.
void choose_hash(MediaNegotiation& media);

/// tls_id.cpp: what a=tls-id says where the party is reached now; empty: nothing.
[[nodiscard]] std::string_view tls_id_of(const Media& media);

/// sdes.cpp: the party's keys. What it was offered before stays only if it names that very key.
void read_sdes(MediaNegotiation& media);
/// The offerer's keys as they are, then the ones used so far, then every suite that is missing.
void build_sdes_offer(MediaNegotiation& media);
/// One key for the offerer.
void build_sdes_answer(MediaNegotiation& media);

}  // namespace rtpe::mock
