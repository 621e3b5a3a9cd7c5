// Origin and session name (sdp-rewriting.md 3.1).
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "mock_engine/calls/append.hpp"
#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// As strtoull reads it; no number, 0 and the largest one are replaced.
std::uint64_t first_version(std::string_view written, Random& random) {
  const std::size_t digits = std::min(written.find_first_not_of("0123456789"), written.size());
  std::uint64_t version = sdp::read_number(written.substr(0, digits)).value_or(0);
  while (version == 0 || version == UINT64_MAX) version = random.bits();
  return version;
}

/// The body with that version in all its o= lines.
std::string with_versions(std::string_view body, std::string_view version) {
  std::string out;
  for (std::size_t at = body.find("\no="); at != std::string_view::npos; at = body.find("\no=")) {
    const std::string_view line = body.substr(at + 3, body.find_first_of("\r\n", at + 1) - at - 3);
    const auto origin = sdp::read_origin(line);
    const auto place = static_cast<std::size_t>((origin ? origin->version.data() : line.data()) - body.data());
    out.append(body.substr(0, place)).append(origin ? version : "");
    body.remove_prefix(place + (origin ? origin->version.size() : 0));
  }
  return out.append(body);
}

void remember(std::string_view written, Text& memory, bool& known) {
  if (!std::exchange(known, true)) memory = written;
}

/// Null where there is none.
std::string_view rest_of_line(std::string_view sdp, std::size_t at, std::string_view line_start) {
  if (at == std::string_view::npos) return {};
  const std::string_view rest = sdp.substr(at + line_start.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

std::string_view first_origin(std::string_view sdp) { return rest_of_line(sdp, sdp.find("\no="), "\no="); }
/// Of several names the last one is kept.
std::string_view last_name(std::string_view sdp) { return rest_of_line(sdp, sdp.rfind("\ns="), "\ns="); }

SessionMemory& memory_of(Leg& leg) {
  if (!leg.shown) leg.shown = std::make_unique<SessionMemory>();
  return *leg.shown;
}

/// Begins with the SDP that was shown first, whether or not anybody asked for its names and version then.
SessionMemory& memory_of(const Negotiation& negotiation) {
  Leg& leg = negotiation.to;
  if (memory_of(leg).version != 0) return *leg.shown;
  const std::string_view sdp = leg.first_shown.empty() ? negotiation.session.document.text() : leg.first_shown.view();
  const auto origin = sdp::read_origin(first_origin(sdp));
  if (origin) remember(origin->username, leg.shown->username, leg.shown->has_username);
  if (origin) remember(origin->session_id, leg.shown->session_id, leg.shown->has_session_id);
  if (const std::string_view name = last_name(sdp); name.data() != nullptr)
    remember(name, leg.shown->session_name, leg.shown->has_session_name);
  leg.shown->version = first_version(origin ? origin->version : std::string_view{}, negotiation.engine.random);
  return *leg.shown;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;  // FNV-1a
  return hash;
}

}  // namespace

void write_address(sdp::Editor& editor, std::string_view family, std::string_view address,
                   const PrintedAddress& printed) {
  editor.cut(family);
  editor.output() += printed.family;
  editor.cut(address);
  editor.output() += printed.address;
}

void write_origin(const Negotiation& negotiation, const sdp::Line& line, const LocalAddress* local,
                  sdp::Editor& editor) {
  const auto origin = sdp::read_origin(line.value);
  if (!origin) return;
  if (negotiation.options.replace.has(Replace::username)) {
    SessionMemory& memory = memory_of(negotiation);
    remember(origin->username, memory.username, memory.has_username);
    editor.cut(origin->username);
    editor.output() += memory.username.view();
  }
  if (negotiation.options.replace.has(Replace::session_id)) {
    SessionMemory& memory = memory_of(negotiation);
    remember(origin->session_id, memory.session_id, memory.has_session_id);
    editor.cut(origin->session_id);
    editor.output() += memory.session_id.view();
  }
  if (negotiation.options.replace.has(Replace::origin) && local != nullptr && !relays_only(negotiation.options))
    write_address(editor, origin->address_type, origin->address, printed_address(negotiation.options, *local));
}

void write_session_name(const Negotiation& negotiation, const sdp::Line& line, sdp::Editor& editor) {
  if (!negotiation.options.replace.has(Replace::session_name)) return;
  SessionMemory& memory = memory_of(negotiation);
  remember(line.value, memory.session_name, memory.has_session_name);
  editor.cut(line.value);
  editor.output() += memory.session_name.view();
}

void note_session_name(const Negotiation& negotiation) {
  const std::string_view first = negotiation.to.first_shown.view();
  if (first.empty() || first.find("\ns=") != std::string_view::npos) return;
  if (const std::string_view name = last_name(negotiation.session.document.text()); name.data() != nullptr) {
    SessionMemory& memory = memory_of(negotiation);
    remember(name, memory.session_name, memory.has_session_name);
  }
}

OwnOrigin own_origin(const Negotiation& negotiation) {
  SessionMemory& memory = negotiation.to.first_shown.empty() ? memory_of(negotiation.to) : memory_of(negotiation);
  if (memory.own_id == 0) {
    const std::int64_t now_us = microseconds_of(negotiation.now);
    // Seconds in the upper half, microseconds in the lower (protocol.md 9).
    memory.own_id = ((now_us / 1'000'000) << 32) + now_us % 1'000'000;
  }
  if (memory.version == 0) memory.version = static_cast<std::uint64_t>(memory.own_id);
  return {.id = memory.own_id, .version = memory.version};
}

void write_source_origin(const Negotiation& negotiation, const PrintedAddress& printed, std::string& out) {
  const bool is_listener = negotiation.is_offer();
  const std::string_view sdp = is_listener ? negotiation.from.last_sdp.view() : negotiation.options.sdp;
  if (const auto origin = sdp::read_origin(first_origin(sdp))) {
    const bool replaces = !is_listener || negotiation.options.replace.has(Replace::origin);
    const std::string_view family = replaces ? printed.family : origin->address_type;
    const std::string_view address = replaces ? printed.address : origin->address;
    append(out, "o=", origin->username, " ", origin->session_id, " ", origin->version, " IN ", family, " ", address,
           "\r\n");
  } else {
    const OwnOrigin own = own_origin(negotiation);
    append(out, "o=- ", own.id, " ", own.version, " IN ", printed.family, " ", printed.address, "\r\n");
  }
  const std::string_view name = is_listener ? last_name(sdp) : std::string_view{};
  append(out, "s=", name.data() != nullptr ? name : software_id(negotiation.engine.config), "\r\n");
}

bool shows_source(const Negotiation& negotiation) {
  return negotiation.engine.config.personality->listeners_get_session && negotiation.is_offer() &&
         negotiation.opens == Sides::receiver;
}

void count_version(const Negotiation& negotiation, std::string& body) {
  const bool is_forced = negotiation.options.replace.has(Replace::force_sdp_version);
  if (!is_forced && !negotiation.options.replace.has(Replace::sdp_version)) return;
  SessionMemory& memory = memory_of(negotiation);
  const std::uint64_t hash = hash_of(with_versions(body, ""), 1);
  const bool is_another = std::exchange(memory.has_body, true) && memory.body_hash != hash;
  if (is_another || is_forced) ++memory.version;
  memory.body_hash = hash;
  body = with_versions(body, fmt::format("{}", memory.version));
}

}  // namespace rtpe::mock
