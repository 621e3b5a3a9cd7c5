// Origin and session name (sdp-rewriting.md 3.1).
#include <fmt/format.h>

#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

SessionMemory& memory_of(Leg& leg) {
  if (!leg.shown) leg.shown = std::make_unique<SessionMemory>();
  return *leg.shown;
}

/// The value shown first stays.
std::string_view first_shown(Text& memory, std::string_view written) {
  if (memory.empty()) memory = written;
  return memory;
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

void write_origin(const Exchange& exchange, const sdp::Line& line, const LocalAddress* local, sdp::Editor& editor) {
  const auto origin = sdp::read_origin(line.value);
  if (!origin) return;
  if (exchange.options.replace.has(Replace::username)) {
    editor.cut(origin->username);
    editor.output() += first_shown(memory_of(exchange.to).username, origin->username);
  }
  if (exchange.options.replace.has(Replace::origin) && local != nullptr && !relays_only(exchange.options))
    write_address(editor, origin->address_type, origin->address, printed_address(exchange.options, *local));
}

void write_session_name(const Exchange& exchange, const sdp::Line& line, sdp::Editor& editor) {
  if (!exchange.options.replace.has(Replace::session_name)) return;
  editor.cut(line.value);
  editor.output() += first_shown(memory_of(exchange.to).session_name, line.value);
}

void remember_version(const Exchange& exchange, std::string_view body) {
  SessionMemory& memory = memory_of(exchange.to);
  const std::size_t begin = body.find("o=");
  const auto origin = begin == std::string_view::npos ? std::nullopt : sdp::read_origin(body.substr(begin + 2));
  if (origin && memory.version == 0) memory.version = sdp::read_number(origin->version).value_or(0);
}

OwnOrigin own_origin(const Exchange& exchange) {
  SessionMemory& memory = memory_of(exchange.to);
  if (memory.own_id == 0) {
    const std::int64_t now_us = microseconds_of(exchange.now);
    // Seconds in the upper half, microseconds in the lower (protocol.md 9).
    memory.own_id = ((now_us / 1'000'000) << 32) + now_us % 1'000'000;
  }
  if (memory.version == 0) memory.version = static_cast<std::uint64_t>(memory.own_id);
  return {.id = memory.own_id, .version = memory.version};
}

void count_version(const Exchange& exchange, std::string& body) {
  // The first o= line; the text in front of it is v= and what else the SDP put there.
  const std::size_t begin = body.starts_with("o=") ? 0 : body.find("\no=") + 1;
  const auto origin = begin == 0 ? std::nullopt : sdp::read_origin(std::string_view(body).substr(begin + 2));
  if (!origin) return;
  SessionMemory& memory = memory_of(exchange.to);
  const auto place = static_cast<std::size_t>(origin->version.data() - body.data());
  const std::size_t length = origin->version.size();
  const std::string_view text = body;
  const std::uint64_t hash = hash_of(text.substr(place + length), hash_of(text.substr(0, place), 1));
  if (memory.version == 0)
    memory.version = sdp::read_number(origin->version).value_or(0);
  else if (memory.body_hash != hash)
    ++memory.version;
  if (memory.version == 0) memory.version = exchange.engine.random.bits() >> 1U;
  memory.body_hash = hash;
  body.replace(place, length, fmt::format("{}", memory.version));
}

}  // namespace rtpe::mock
