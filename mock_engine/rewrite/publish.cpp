// publish: one party sends, the engine answers it with an SDP of its own (protocol.md 9; observed at 10.5.3.5).
#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// The answer of a listener that takes everything but brings no keys of its own.
Session willing_listener(const Session& session) {
  Session answer = session;
  for (MediaPart& part : answer.medias) part.crypto.clear();
  return answer;
}

/// What reading the publisher's SDP heeds of a request: no packet times, interfaces, families, fax, refusals of
/// multiplexing; ICE and passthrough are decided for its answer.
Options heeded_when_read(const Options& options) {
  Options heeded = options;
  heeded.ptime = heeded.ptime_reverse = 0;
  heeded.direction_from = options.interface;
  heeded.direction_to = {};
  heeded.address_family.reset();
  heeded.codec = {};
  heeded.t38 = {};
  heeded.rtcp_mux.clear(RtcpMux::reject);
  heeded.ice = IceMode::automatic;
  heeded.flags.clear(Flag::passthrough);
  return heeded;
}

/// The first that `accept` names, in the order of the wishes, else the first.
std::optional<Codec> choose_codec(const std::vector<Codec>& written, const CodecWishes& wishes) {
  for (const std::string_view wish : wishes.accept)
    for (const Codec& codec : written)
      if (is_convertible(codec) && names(wish, codec)) return codec;
  const auto first = std::ranges::find_if(written, is_convertible);
  return first == written.end() ? std::nullopt : std::optional(*first);
}

enum class Published : std::uint8_t { yes, nothing_usable, no_ports };

class Publication {
 public:
  Publication(const Negotiation& published, const Negotiation& answered) : published_(published), answered_(answered) {}

  /// Only a codec that can be converted is taken; a media without ends the reading of the SDP.
  Published take(std::size_t index) {
    Media& publisher = published_.from.medias[index];
    Media& listener = published_.to.medias[index];
    MediaNegotiation own{published_, published_.session.medias[index], publisher, listener};
    read_transport(own);
    publisher.codecs = is_rtp(publisher.protocol) ? written_codecs(own, publisher) : std::vector<Codec>{};
    MediaNegotiation answer{answered_, answered_.session.medias[index], listener, publisher};
    const auto chosen = choose_codec(publisher.codecs, answered_.options.codec);
    if (!chosen) {
      read_unusable(own);
      return Published::nothing_usable;
    }
    if (own.part.line.port == 0) {
      negotiate_ice(answer);
      reject(own);
    } else {
      if (!negotiate_media(own)) return Published::no_ports;
      negotiate_security(answer);
      negotiate_ice(answer);
      negotiate_rtcp_mux(answer);
      if (!open_ports(answer)) return Published::no_ports;
      follow_handshakes(own);
    }
    publisher.flags.clear(MediaFlag::send);  // nobody speaks to a publisher
    publisher.codecs = std::vector<Codec>{*chosen};
    return Published::yes;
  }

 private:
  /// What is looked at before the codecs.
  static void read_unusable(MediaNegotiation& own) {
    if (own.part.line.port == 0) return;
    negotiate_rtcp_mux(own);
    read_listener_keys(own);
    negotiate_ice(own);
  }

  /// It gives up its ports, and nothing more is read of it.
  static void reject(MediaNegotiation& own) {
    negotiate_ptime(own);
    negotiate_direction(own);
    resize_streams(own, own.from);
    own.from.flags.set(MediaFlag::initialized);
    leave_ports(own.from);
  }

  const Negotiation& published_;
  const Negotiation& answered_;
};

}  // namespace

std::expected<void, NgError> publish(const Negotiator& engine, Call& call, const Options& options,
                                     const Session& session, Time now, std::string& out) {
  out.clear();
  call.last_signal = now;
  Leg* known = call.find_tag(options.from_tag);
  Leg& publisher = known != nullptr ? *known : call.add_leg(options.from_tag, now);
  if (!options.label.empty()) publisher.label = options.label;
  Leg listener;
  publisher.medias.reserve(session.medias.size());  // they stay in place
  listener.medias.grow(session.medias.size());
  const Options read_options = heeded_when_read(options);
  const Negotiation published{engine, read_options, session, publisher, listener, now, Sides::none};
  Options answer_options = options;
  answer_options.mode = OperationMode::answer;
  const Session echo = willing_listener(session);
  const Negotiation answered{engine, answer_options, echo, listener, publisher, now, Sides::receiver};
  Publication publication(published, answered);
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    add_medias(call, publisher, i + 1);
    const Published taken = publication.take(i);
    if (taken == Published::no_ports) return std::unexpected(out_of_ports);
    if (taken == Published::nothing_usable) break;
  }
  // All that the publisher has, also what it did not mention again.
  const auto has_no_port = [](const Media& media) {
    return media.streams.empty() || media.streams.front().local == nullptr;
  };
  if (std::ranges::any_of(publisher.medias, has_no_port)) return std::unexpected(sdp_not_created);
  const auto written = write_all_medias(answered, out);
  if (!written) return written;
  publisher.last_sdp = options.sdp;
  publisher.said_family = options.address_family;
  publisher.said_inject_dtmf = false;
  return {};
}

}  // namespace rtpe::mock
