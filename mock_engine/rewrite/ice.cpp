// ICE: who does it, credentials, candidates (sdp-rewriting.md 9).
#include "mock_engine/rewrite/ice.hpp"

#include <fmt/format.h>

#include <iterator>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

MediaSecurity& security_of(Media& media) {
  if (!media.security) media.security = std::make_unique<MediaSecurity>();
  return *media.security;
}

/// What the party's SDP says about ICE; new credentials of the party restart ICE towards it.
void read_party(MediaExchange& media) {
  Media& from = media.from;
  const SecurityLines& lines = media.part.security;
  const bool ice = lines.ice && !media.exchange.options.flags.has(Flag::reject_ice);
  from.flags.assign(MediaFlag::ice, ice);
  from.flags.assign(MediaFlag::trickle_ice, ice && lines.trickle);
  from.flags.assign(MediaFlag::ice_lite_peer, ice && lines.ice_lite);
  if (!ice) return;
  MediaSecurity& security = security_of(from);
  const bool restarts = !security.ufrag.empty() && !(security.ufrag == lines.ufrag);
  security.ufrag = lines.ufrag;
  if (restarts) security.local_ufrag = security.local_password = std::string_view{};
}

void decide_for_receiver(MediaExchange& media) {
  const IceMode mode = media.exchange.options.ice;
  FlagSet<MediaFlag>& to = media.to.flags;
  if (mode == IceMode::remove) return to.clear(MediaFlag::ice);
  if (!media.exchange.is_offer()) return;
  if (mode != IceMode::automatic)
    to.set(MediaFlag::ice);
  else if (!to.has(MediaFlag::initialized))
    to.assign(MediaFlag::ice, media.part.security.ice);
}

/// Whether this message asks for ICE and keys to be left alone.
bool asks_for_passthrough(const MediaExchange& media) {
  const Options& options = media.exchange.options;
  if (options.flags.has(Flag::passthrough)) return true;
  const bool both = media.from.flags.has(MediaFlag::ice) && media.to.flags.has(MediaFlag::ice);
  return both && (options.ice == IceMode::optional || options.ice == IceMode::force_relay);
}

void decide_passthrough(MediaExchange& media) {
  const bool asked = asks_for_passthrough(media);
  const bool off = media.exchange.options.flags.has(Flag::no_passthrough);
  for (Media* side : {&media.from, &media.to}) {
    if (asked) side->flags.set(MediaFlag::passthrough);
    if (off) side->flags.clear(MediaFlag::passthrough);
  }
  if (asked) return;
  // Whoever a first offer goes to controls, ICE or not, and stays so; a party that only ever answered does too.
  if (media.exchange.is_offer()) {
    if (!media.from.flags.has(MediaFlag::initialized)) media.from.flags.clear(MediaFlag::ice_controlling);
    if (!media.to.flags.has(MediaFlag::initialized)) media.to.flags.set(MediaFlag::ice_controlling);
  } else if (!media.from.flags.has(MediaFlag::initialized)) {
    media.from.flags.set(MediaFlag::ice_controlling);
  }
}

void decide_lite(MediaExchange& media) {
  if (!media.exchange.is_offer()) return;
  const IceLite lite = media.exchange.options.ice_lite;
  const bool forward = lite == IceLite::forward || lite == IceLite::both;
  media.to.flags.assign(MediaFlag::ice_lite, forward);
  media.from.flags.assign(MediaFlag::ice_lite, lite == IceLite::backward || lite == IceLite::both);
  if (forward) media.to.flags.clear(MediaFlag::ice_controlling);
}

/// A candidate's preferences as priorities hold them (RFC 8445 5.1.2).
struct Preference {
  int type, local;
};

/// Room above the peer's least preferred candidates of our type; below everything when there is none (sdp-rewriting.md
/// 9; overflow takes one off the type preference).
Preference preference_beside(const MediaPart& part, std::string_view type, int type_preference) {
  Preference free{.type = type_preference, .local = 65535};
  for (const CandidateLine& candidate : part.candidates) {
    if (candidate.type != type) continue;
    const Preference taken{.type = static_cast<int>(candidate.priority >> 24U),
                           .local = static_cast<int>(candidate.priority >> 8U & 0xFFFFU)};
    if (taken.type > free.type || (taken.type == free.type && taken.local > free.local)) continue;
    free = {.type = taken.type, .local = taken.local + 1};
    if (free.local <= 65535) continue;
    free.local = 0;
    if (free.type > 0) --free.type;
  }
  return free;
}

struct Candidates {
  unsigned component;
  Preference first;  ///< of the first address; each further one is less preferred
  bool relay;
};

/// One candidate per local address. Preferences are put together as the daemon does: below 0 all bits are set.
void write_candidates(const Exchange& exchange, const Media& to, const Candidates& wanted, std::string& out) {
  int local_preference = wanted.first.local;
  for (const PortSet& set : open_sets(to)) {
    const auto priority = static_cast<std::uint32_t>(wanted.first.type) << 24U |
                          static_cast<std::uint32_t>(local_preference) << 8U | (256U - wanted.component);
    --local_preference;
    const PrintedAddress printed = printed_address(exchange.options, *set.local);
    const unsigned port = set.leases.front().first() + wanted.component - 1;
    fmt::format_to(std::back_inserter(out), "a=candidate:{} {} UDP {} {} {} typ {}", set.local->foundation,
                   wanted.component, priority, printed.address, port, wanted.relay ? "relay" : "host");
    if (wanted.relay) fmt::format_to(std::back_inserter(out), " raddr {} rport {}", printed.address, port);
    out += "\r\n";
  }
}

}  // namespace

void negotiate_ice(MediaExchange& media) {
  read_party(media);
  decide_for_receiver(media);
  decide_passthrough(media);
  decide_lite(media);
  if (media.exchange.options.flags.has(Flag::trickle_ice) && media.to.flags.has(MediaFlag::ice))
    media.to.flags.set(MediaFlag::trickle_ice);
  if (!media.to.flags.has(MediaFlag::ice) || media.to.flags.has(MediaFlag::passthrough)) return;
  MediaSecurity& security = security_of(media.to);
  if (!security.local_ufrag.empty()) return;
  std::string text;
  media.exchange.engine.random.append_alphanumeric(text, 8);
  security.local_ufrag = text;
  text.clear();
  media.exchange.engine.random.append_alphanumeric(text, 26);
  security.local_password = text;
}

bool relays_only(const Options& options) { return options.ice == IceMode::force_relay; }

void write_ice(const Exchange& exchange, const MediaPart& part, const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::ice)) return;
  const bool passthrough = to.flags.has(MediaFlag::passthrough);
  const auto end = std::back_inserter(out);
  if (!passthrough && to.security)
    fmt::format_to(end, "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", to.security->local_ufrag.view(),
                   to.security->local_password.view());
  if (to.flags.has(MediaFlag::trickle_ice)) out += "a=ice-options:trickle\r\n";
  const bool relay = relays_only(exchange.options);
  Preference preference{.type = relay ? 0 : 126, .local = 65535};
  if (passthrough) preference = preference_beside(part, relay ? "relay" : "host", preference.type);
  const unsigned components = to.streams.size() < 2 || is_single_port(exchange, to) ? 1 : 2;
  for (unsigned component = 1; component <= components; ++component)
    write_candidates(exchange, to, {.component = component, .first = preference, .relay = relay}, out);
}

}  // namespace rtpe::mock
