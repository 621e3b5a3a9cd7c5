// play DTMF (protocol.md section 9). Duration, pause and volume are taken without being checked, as the daemon does.
#include "mock_engine/commands/selector.hpp"

namespace rtpe::mock {
namespace {

/// 0-15 of `code` or `digit`: a number, or one of 0-9 * # A-D.
std::optional<std::int64_t> event_of(bencode::View request) {
  bencode::View code = request.find("code");
  if (!code) code = request.find("digit");
  if (const auto number = code.integer()) return *number >= 0 && *number <= 15 ? number : std::nullopt;
  const auto text = code.string();
  if (!text || text->size() != 1) return std::nullopt;
  constexpr std::string_view digits = "0123456789*#ABCD";
  const std::size_t at = digits.find(text->front());
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::int64_t>(at);
}

Outcome inject(const LiveCall& live, const Leg& leg) {
  for (const Media& media : leg.medias) {
    if (media.type != "audio" || !is_rtp(media.protocol)) continue;
    if (live.media && live.media->ssrc_of(leg.id, media.index, Component::rtp)) return {};
    return refuse({.text = "No SSRC context present for DTMF injection"});
  }
  return refuse({.text = "Monologue has no media capable of DTMF injection"});
}

}  // namespace

Outcome play_dtmf_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  const auto party = select_parties((*live)->call, options);
  if (!party) return refuse(party.error());
  if (party->kind == Selection::Kind::whole_call) return refuse({.text = "No participant party specified"});
  if (!event_of(context.request)) return refuse({.text = "Out of range 'code' specified"});
  for (const LegId leg : party->legs)
    if (const auto injected = inject(**live, (*live)->call.legs[leg]); !injected) return injected;
  // Codec handling is set up anew, so every source address has to be learnt again.
  for (Leg& leg : (*live)->call.legs)
    for (Media& media : leg.medias)
      for (Stream& stream : media.streams) stream.flags.clear(StreamFlag::confirmed);
  return {};
}

}  // namespace rtpe::mock
