// ICE: who does it, credentials, candidates (sdp-rewriting.md 9).
#include "mock_engine/rewrite/ice.hpp"

#include <fmt/format.h>

#include <iterator>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/security.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

bool speaks_ice(const FlagSet<MediaFlag>& flags) {
  return flags.has(MediaFlag::ice) && !flags.has(MediaFlag::passthrough);
}

/// It counts as spoken where the party is reached now.
void place_agent(Media& media) {
  MediaSecurity& security = security_of(media);
  security.agent_interface = media.interface;
  security.agent_family = family_in_use(media);
}

/// ICE is spoken with the party from now on.
void settle_agent(Media& media) {
  if (!speaks_ice(media.flags)) return;
  media.flags.set(MediaFlag::ice_agent);
  place_agent(media);
}

/// What is passed through makes an end of ICE of our own.
void end_agent(Media& media) {
  media.flags.clear(MediaFlag::ice_agent);
  forget_credentials(media);
}

/// Another interface than ICE was spoken on, or another family is wanted than was to be had there.
bool has_moved(const Media& media) {
  if (!media.flags.has(MediaFlag::ice_agent) || !media.security) return false;
  return media.security->agent_interface != media.interface || media.security->agent_family != media.family;
}

/// True: ICE restarts, for other credentials than before or because the party is spoken to from elsewhere.
bool read_party(MediaNegotiation& media) {
  Media& from = media.from;
  const SecurityLines& lines = media.part.security;
  from.flags.assign(MediaFlag::ice, says_ice(media) && !media.negotiation.options.flags.has(Flag::reject_ice));
  if (media.part.line.port != 0) {
    from.flags.assign(MediaFlag::trickle_ice, lines.ice && media.part.trickle);
    from.flags.assign(MediaFlag::ice_lite_peer, lines.ice && media.part.ice_lite);
  }
  const bool has_agent = from.flags.has(MediaFlag::ice_agent);
  const bool may_move = media.negotiation.opens != Sides::receiver &&  // not the source of a listener
                        !from.flags.has(MediaFlag::passthrough);
  if (may_move && has_moved(from)) {
    if (media.negotiation.is_offer()) {
      forget_credentials(from);
      place_agent(from);
    }
    if (lines.ice) security_of(from).ufrag = lines.ufrag;
    return true;
  }
  if (!lines.ice || from.flags.has(MediaFlag::passthrough)) return false;
  if (!from.flags.has(MediaFlag::ice) && !has_agent) return false;
  MediaSecurity& security = security_of(from);
  const bool restarts = has_agent && !security.ufrag.empty() && !(security.ufrag == lines.ufrag);
  security.ufrag = lines.ufrag;
  if (restarts && media.negotiation.is_offer()) forget_credentials(from);
  return restarts;
}

/// Whether the request says itself if ICE and keys are left alone.
bool decides_passthrough(const Options& options) {
  return options.flags.has(Flag::passthrough) || options.flags.has(Flag::no_passthrough);
}

/// The receiver is a publisher, whom nobody but the engine answers.
bool is_publication(const MediaNegotiation& media) {
  return !media.negotiation.is_offer() && media.negotiation.opens == Sides::receiver;
}

void decide_for_receiver(MediaNegotiation& media, bool sender_says_ice) {
  const IceMode mode = media.negotiation.options.ice;
  const bool is_offer = media.negotiation.is_offer();
  FlagSet<MediaFlag>& to = media.to.flags;
  if (is_publication(media) && media.negotiation.options.flags.has(Flag::reject_ice)) return to.clear(MediaFlag::ice);
  switch (mode) {
    case IceMode::remove:
      return to.clear(MediaFlag::ice);
    case IceMode::force:
      return to.set(MediaFlag::ice);
    case IceMode::optional:
    case IceMode::force_relay: {
      const bool own = to.has(MediaFlag::ice_agent) && !to.has(MediaFlag::passthrough);
      const bool other = media.from.flags.has(MediaFlag::ice) || decides_passthrough(media.negotiation.options);
      return to.assign(MediaFlag::ice, is_offer || is_publication(media) || other || own);
    }
    case IceMode::automatic:
      if (!to.has(MediaFlag::initialized)) to.assign(MediaFlag::ice, sender_says_ice);
  }
}

/// Whether this message asks for ICE and keys to be left alone.
bool asks_for_passthrough(const MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  if (options.flags.has(Flag::passthrough)) return true;
  if (options.flags.has(Flag::no_passthrough)) return false;
  const bool both =
      media.to.flags.has(MediaFlag::ice) && (media.from.flags.has(MediaFlag::ice) || is_publication(media));
  return keeps_party_lines(options) && both;
}

/// Returns whether this message says anything about it: roles and trickling are then left as they are.
bool decide_passthrough(MediaNegotiation& media) {
  const bool asked = asks_for_passthrough(media);
  const bool off = media.negotiation.options.flags.has(Flag::no_passthrough);
  for (Media* side : {&media.from, &media.to}) {
    if (asked)
      side->flags.set(MediaFlag::passthrough);
    else if (off)
      side->flags.clear(MediaFlag::passthrough);
  }
  return asked || off;
}

void decide_lite(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  if (!media.negotiation.is_offer() || !options.ice_lite) return;
  const IceLite lite = *options.ice_lite;
  media.to.flags.assign(MediaFlag::ice_lite, lite == IceLite::forward || lite == IceLite::both);
  media.from.flags.assign(MediaFlag::ice_lite, lite == IceLite::backward || lite == IceLite::both);
}

/// Who controls: the engine towards those it sends the first offer to, ICE or not, and towards those who answer before
/// they offered, unless it is lite; then it stays so until ICE restarts. Towards a lite party it always does.
void decide_roles(MediaNegotiation& media, bool restarts, bool receiver_did_ice) {
  FlagSet<MediaFlag>& from = media.from.flags;
  FlagSet<MediaFlag>& to = media.to.flags;
  const bool first = restarts || !from.has(MediaFlag::initialized);
  if (media.negotiation.is_offer()) {
    if (restarts || !to.has(MediaFlag::initialized))
      to.assign(MediaFlag::ice_controlling, !to.has(MediaFlag::ice_lite));
    const bool is_source = media.negotiation.opens == Sides::receiver;  // it says nothing new to a listener
    if (first && !is_source) from.clear(MediaFlag::ice_controlling);
  } else {
    const bool ice = from.has(MediaFlag::ice) || receiver_did_ice || to.has(MediaFlag::ice);
    if (!ice && media.negotiation.options.ice != IceMode::automatic) return;
    // In this order, for a party that answers itself is both.
    if (restarts || !to.has(MediaFlag::initialized)) to.clear(MediaFlag::ice_controlling);
    if (first && media.negotiation.engine.config.personality->first_answer_controls)
      from.assign(MediaFlag::ice_controlling, !from.has(MediaFlag::ice_lite));
  }
  for (FlagSet<MediaFlag>* side : {&from, &to})
    if (side->has(MediaFlag::ice_lite_peer) && !side->has(MediaFlag::ice_lite)) side->set(MediaFlag::ice_controlling);
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
    if (candidate.type != type || candidate.component != 1) continue;
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

/// Where a component is reached on one of the local addresses.
struct Place {
  const LocalAddress* local;
  unsigned port;
  int preference;
};
Place place_of(const PortSet& set, const Media& to, const Candidates& wanted, int preference) {
  const PortLease& lease = set.leases.front();
  if (wanted.component <= lease.count())
    return {.local = set.local, .port = lease.first() + wanted.component - 1, .preference = preference};
  // The daemon shows a port of before, if the new ones are too few, for every address.
  const Stream& stream = to.streams[wanted.component - 1];
  if (stream.local_port == 0) return {.local = set.local, .port = 0, .preference = preference};
  const bool counted = to.flags.has(MediaFlag::passthrough);
  return {.local = stream.local, .port = stream.local_port, .preference = counted ? preference : wanted.first.local};
}

/// One candidate per local address. Preferences are put together as the daemon does: below 0 all bits are set.
void write_candidates(const Negotiation& negotiation, const Media& to, const Candidates& wanted, std::string& out) {
  int next_preference = wanted.first.local;
  const auto sets = open_sets(to);
  for (const PortSet& set : sets) {
    const auto [local, port, preference] = place_of(set, to, wanted, next_preference--);
    const auto priority = static_cast<std::uint32_t>(wanted.first.type) << 24U |
                          static_cast<std::uint32_t>(preference) << 8U | (256U - wanted.component);
    const bool ipv6_first = sets.front().local->address.family == Family::ipv6;
    const std::string_view foundation = ipv6_first ? local->foundation_behind_ipv6 : local->foundation;
    // Relays are not where `media-address` says.
    const std::string_view address =
        wanted.relay ? std::string_view(local->advertised) : printed_address(negotiation.options, *local).address;
    fmt::format_to(std::back_inserter(out), "a=candidate:{} {} UDP {} {} {} typ {}", foundation, wanted.component,
                   priority, address, port, wanted.relay ? "relay" : "host");
    if (wanted.relay) fmt::format_to(std::back_inserter(out), " raddr {} rport {}", address, port);
    out += "\r\n";
  }
}

}  // namespace

bool says_ice(const MediaNegotiation& media) {
  return media.part.line.port == 0 ? media.from.flags.has(MediaFlag::ice) : media.part.security.ice;
}

void negotiate_ice(MediaNegotiation& media) {
  const bool sender_says_ice = says_ice(media);
  const bool receiver_did_ice = speaks_ice(media.to.flags);
  const bool restarts = read_party(media);
  decide_for_receiver(media, sender_says_ice);
  if (!decide_passthrough(media)) {
    decide_lite(media);
    decide_roles(media, restarts, receiver_did_ice);
    if (media.negotiation.is_offer() && media.negotiation.options.flags.has(Flag::trickle_ice))
      media.to.flags.set(MediaFlag::trickle_ice);
  }
  for (Media* side : {&media.from, &media.to}) {
    if (side->flags.has(MediaFlag::passthrough)) end_agent(*side);
    if (!side->flags.has(MediaFlag::ice_agent)) settle_agent(*side);
  }
  // Whoever is shown an offer has come along, also without ICE; an answer moves only who gets other ports by it.
  if (media.part.line.port != 0 && media.negotiation.is_offer() && has_moved(media.to)) place_agent(media.to);
}

bool relays_only(const Options& options) { return options.ice == IceMode::force_relay; }

bool keeps_party_lines(const Options& options) {
  return options.ice == IceMode::optional || options.ice == IceMode::force_relay;
}

bool shows_trickling(const Media& to) {
  return to.flags.has(MediaFlag::ice_agent) && to.flags.has(MediaFlag::trickle_ice) &&
         !to.flags.has(MediaFlag::passthrough);
}

void follow_ports(Media& media) {
  if (media.flags.has(MediaFlag::ice_agent) && speaks_ice(media.flags)) place_agent(media);
}

void settle_listener_ice(Media& listener) {
  if (!listener.flags.has(MediaFlag::ice_agent)) settle_agent(listener);
}

void forget_credentials(Media& media) {
  if (media.security) media.security->local_ufrag = media.security->local_password = std::string_view{};
}

void name_agent(Media& media, Random& random) {
  if (!speaks_ice(media.flags)) return;
  MediaSecurity& security = security_of(media);
  if (!security.local_ufrag.empty()) return;
  std::string text;
  random.append_alphanumeric(text, 8);
  security.local_ufrag = text;
  text.clear();
  random.append_alphanumeric(text, 26);
  security.local_password = text;
}

void write_ice(const Negotiation& negotiation, const MediaPart& part, const Media& to, std::string& out) {
  const bool passthrough = to.flags.has(MediaFlag::passthrough);
  const auto end = std::back_inserter(out);
  if (speaks_ice(to.flags) && to.security)
    fmt::format_to(end, "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", to.security->local_ufrag.view(),
                   to.security->local_password.view());
  if (shows_trickling(to)) out += "a=ice-options:trickle\r\n";
  if (!to.flags.has(MediaFlag::ice)) return;
  const bool relay = relays_only(negotiation.options);
  Preference preference{.type = relay ? 0 : 126, .local = 65535};
  if (passthrough) preference = preference_beside(part, relay ? "relay" : "host", preference.type);
  const unsigned components = !is_rtp(to.protocol) || to.streams.size() < 2 || is_single_port(negotiation, to) ? 1 : 2;
  for (unsigned component = 1; component <= components; ++component)
    write_candidates(negotiation, to, {.component = component, .first = preference, .relay = relay}, out);
}

}  // namespace rtpe::mock
