// One media section: the m= line, what is removed, the generated block (sdp-rewriting.md 4 to 6).
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "mock_engine/calls/append.hpp"
#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/media_attributes.hpp"
#include "mock_engine/rewrite/opus_format.hpp"
#include "mock_engine/rewrite/sdes.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/t38.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

using sdp::Attribute;

struct MediaWriter {
  const MediaNegotiation& media;
  const Negotiation& negotiation;
  const MediaPart& part;
  const Media& to;
  sdp::Editor& editor;
  std::string& out;
  const Personality& personality = *negotiation.engine.config.personality;
  bool is_own = false;                               ///< no m= line is edited: the engine's own ones reject nothing
  std::vector<const sdp::Line*> behind_codecs = {};  ///< with Personality::unknown_behind_codecs
  [[nodiscard]] bool has_codecs() const { return is_rtp(to.protocol) && !media.codecs.empty(); }
  [[nodiscard]] bool is_gateway() const { return to.flags.has(MediaFlag::generator); }
  [[nodiscard]] bool is_rejected() const { return part.line.port == 0 && !is_own; }
};

void write_media_line(MediaWriter& writer) {
  const sdp::MediaLine& line = writer.part.line;
  sdp::Editor& editor = writer.editor;
  if (relays_only(writer.negotiation.options)) return;
  if (writer.to.type != line.type) {
    editor.cut(line.type);
    writer.out.append(writer.to.type);
  }
  if (!writer.is_rejected() && !writer.to.streams.empty()) {
    editor.cut(line.port_text);
    append(writer.out, writer.to.streams.front().local_port);
    if (line.port_count > 1) append(writer.out, "/", line.port_count);
  }
  if (writer.to.protocol == Protocol::udptl) {
    editor.cut(line.protocol);
    writer.out.append(name_of(writer.to.protocol));
    editor.cut(line.formats);
    writer.out.append(writer.to.formats);
    return;
  }
  if (writer.to.protocol == Protocol::unknown) return;
  editor.cut(line.protocol);
  writer.out += name_of(writer.to.protocol);
  editor.cut(line.formats);  // an empty one stands behind the blank, or behind the protocol where there is none
  bool first = true;
  for (const Codec& codec : writer.media.codecs) {
    if (!std::exchange(first, false)) writer.out += ' ';
    append(writer.out, codec.payload_type);
  }
}

/// There is a codec list, shown or not.
bool has_list(const MediaWriter& writer) { return writer.has_codecs() || !writer.to.codecs.empty(); }

bool is_removed(const MediaWriter& writer, const sdp::Line& line) {
  if (writer.is_gateway()) return is_readable(line);
  const bool relay = relays_only(writer.negotiation.options);
  const bool passthrough = writer.to.flags.has(MediaFlag::passthrough);
  const bool keeps_ice = passthrough || keeps_party_lines(writer.negotiation.options);
  switch (line.attribute) {
    case Attribute::rtcp:
      return !has_rtcp_port(line.value) || (!relay && is_readable(line));
    case Attribute::rtcp_mux:
      return !relay && is_readable(line);
    case Attribute::mid:
    case Attribute::end_of_candidates:
      return is_readable(line);
    case Attribute::ptime:
      return writer.media.ptime != 0 && is_readable(line);
    case Attribute::candidate:
      return is_readable(line) && (!keeps_ice || (relay && line.value.find(" typ relay") != std::string_view::npos));
    case Attribute::crypto: {
      const auto crypto = read_crypto(line.value);
      return crypto ? !passthrough : crypto.error() == CryptoFault::unusable;
    }
    case Attribute::fingerprint:
    case Attribute::setup:
      if (writer.to.protocol == Protocol::unknown && writer.personality.keeps_foreign_certificates) return false;
      return !passthrough && is_readable(line);
    case Attribute::tls_id:
      return writer.personality.tls_id;
    case Attribute::ice_ufrag:
    case Attribute::ice_pwd:
    case Attribute::ice_options:
    case Attribute::ice_lite:
    case Attribute::ice_mismatch:
    case Attribute::remote_candidates:
      return !keeps_ice;
    case Attribute::sendrecv:
    case Attribute::sendonly:
    case Attribute::recvonly:
    case Attribute::inactive:
      return !writer.negotiation.options.flags.has(Flag::original_sendrecv);
    case Attribute::rtpmap:
    case Attribute::fmtp:
    case Attribute::rtcp_fb:
      return has_list(writer) && is_readable(line);
    case Attribute::extmap:
      return !passthrough && writer.negotiation.options.flags.has(Flag::strip_extmap);
    default:
      return false;
  }
}

/// Lines that the engine does not know stand behind the codecs, in the order in which they were written.
bool is_moved(const sdp::Line& line) {
  switch (line.attribute) {
    case Attribute::other:
    case Attribute::extmap:
      return true;
    default:
      return false;
  }
}

void write_format(MediaWriter& writer, const Codec& codec) {
  if (writer.personality.rebuilds_opus_format && equal_ignoring_case(codec.name, "opus")) {
    const bool is_own = codec.transcoded && codec.format.empty();
    const std::string format = is_own ? std::string(own_opus_format) : opus_format(codec.format);
    if (!format.empty()) append(writer.out, "a=fmtp:", codec.payload_type, " ", format, "\r\n");
  } else if (!codec.format.empty()) {
    append(writer.out, "a=fmtp:", codec.payload_type, " ", codec.format, "\r\n");
  }
}

void write_codecs(MediaWriter& writer) {
  if (!writer.has_codecs()) return;
  for (const Codec& codec : writer.media.codecs) {
    append(writer.out, "a=rtpmap:", codec.payload_type, " ");
    append_encoding(codec, writer.out);
    writer.out += "\r\n";
    write_format(writer, codec);
    for (std::string_view rest = codec.feedback; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      append(writer.out, "a=rtcp-fb:", codec.payload_type, " ", rest.substr(0, end), "\r\n");
      rest.remove_prefix(end + 1);
    }
  }
}

std::string_view direction_line(const Media& media) {
  const bool send = media.flags.has(MediaFlag::send);
  const bool recv = media.flags.has(MediaFlag::recv);
  if (send) return recv ? "a=sendrecv\r\n" : "a=sendonly\r\n";
  return recv ? "a=recvonly\r\n" : "a=inactive\r\n";
}

void write_rtcp(MediaWriter& writer) {
  const Options& options = writer.negotiation.options;
  const Media& to = writer.to;
  if (!is_rtp(to.protocol) || to.streams.size() < 2) return;
  const bool mux = to.flags.has(MediaFlag::rtcp_mux);
  const bool single = is_single_port(writer.negotiation, to);
  if (relays_only(options) && !single) return;
  if (!options.flags.has(Flag::no_rtcp_attribute)) {
    append(writer.out, "a=rtcp:", single ? to.streams[0].local_port : to.streams[1].local_port);
    if (options.flags.has(Flag::full_rtcp_attribute) && to.streams[0].local != nullptr) {
      const PrintedAddress printed = printed_address(options, *to.streams[0].local);
      append(writer.out, " IN ", printed.family, " ", printed.address);
    }
    writer.out += "\r\n";
  }
  if (mux) writer.out += "a=rtcp-mux\r\n";
}

bool ends_candidates(const MediaWriter& writer) { return writer.part.end_of_candidates || shows_trickling(writer.to); }

void write_names(MediaWriter& writer) {
  if (!writer.to.mid.empty()) append(writer.out, "a=mid:", writer.to.mid, "\r\n");
  if (writer.to.siprec_label != 0 && writer.negotiation.options.flags.has(Flag::siprec))
    append(writer.out, "a=label:", writer.to.siprec_label - 1, "\r\n");
}

/// A message media is not touched, but keeps the address it had.
void write_message(MediaWriter& writer) {
  const auto& lines = writer.negotiation.session.document.lines();
  const auto& connection = writer.negotiation.session.sessions[writer.part.session].connection_line;
  if (!writer.part.connection && !connection.empty()) {
    std::uint32_t place = writer.part.lines.first + 1;
    while (place < writer.part.lines.last &&
           std::string_view("abk").find(lines[place].letter) == std::string_view::npos)
      ++place;
    writer.editor.keep(lines[place - 1]);
    writer.out.append(connection).append("\n");
  }
  // Where the copy has come to: in front of the media that has an address of its own.
  writer.editor.keep_until(lines[writer.part.lines.first].begin);
  write_names(writer);
  if (ends_candidates(writer)) writer.out += "a=end-of-candidates\r\n";
  writer.editor.keep(lines[writer.part.lines.last - 1]);
}

void write_block(MediaWriter& writer) {
  write_names(writer);
  if (writer.is_rejected()) {
    if (ends_candidates(writer)) writer.out += "a=end-of-candidates\r\n";
    return;
  }
  write_codecs(writer);
  for (const sdp::Line* line : writer.behind_codecs) append(writer.out, line->text, "\r\n");
  write_t38(writer.to, writer.out);
  if (!writer.negotiation.options.flags.has(Flag::original_sendrecv)) writer.out += direction_line(writer.to);
  write_rtcp(writer);
  write_sdes(writer.negotiation, writer.to, writer.out);
  write_dtls(writer.negotiation, writer.to, writer.out);
  if (writer.media.ptime != 0 && is_rtp(writer.to.protocol)) append(writer.out, "a=ptime:", writer.media.ptime, "\r\n");
  write_ice(writer.negotiation, writer.part, writer.to, writer.out);
  if (ends_candidates(writer)) writer.out += "a=end-of-candidates\r\n";
}

}  // namespace

void write_media(const MediaNegotiation& media, sdp::Editor& editor) {
  const Negotiation& negotiation = media.negotiation;
  const MediaPart& part = media.part;
  const Media& to = media.to;
  const LocalAddress* local = local_address(to);
  const auto& lines = negotiation.session.document.lines();
  const sdp::Line& last = lines[part.lines.last - 1];
  MediaWriter writer{media, negotiation, part, to, editor, editor.output()};
  if (part.is_message || to.type == "message") return write_message(writer);
  write_media_line(writer);
  const bool shows_connection = shows_source(negotiation) && local != nullptr;
  if (shows_connection) {
    editor.keep(lines[part.lines.first]);
    const PrintedAddress printed = printed_connection(
        negotiation, to, &media.from, negotiation.to.medias[negotiation.session.sessions[part.session].first_media]);
    append(writer.out, "c=IN ", printed.family, " ", printed.address, "\r\n");
  }
  for (std::uint32_t i = part.lines.first + 1; i < part.lines.last; ++i) {
    const sdp::Line& line = lines[i];
    if (line.letter == 'c' && shows_connection) {
      editor.drop(line);
    } else if (line.letter == 'c' && part.connection && local != nullptr && !relays_only(negotiation.options)) {
      write_address(editor, part.connection->address_type, part.connection->address,
                    printed_connection(negotiation, to, &media.from,
                                       negotiation.to.medias[negotiation.session.sessions[part.session].first_media]));
    } else if (line.letter == 'a' && is_removed(writer, line)) {
      editor.drop(line);
    } else if (line.letter == 'a' && writer.personality.unknown_behind_codecs && is_moved(line)) {
      editor.drop(line);
      if (!writer.is_rejected()) writer.behind_codecs.push_back(&line);
    }
  }
  editor.keep(last);
  write_block(writer);
}

void write_new_media(const MediaNegotiation& media, std::string& out) {
  const Media& to = media.to;
  sdp::Editor editor({}, out);
  MediaWriter writer{media, media.negotiation, media.part, to, editor, out};
  writer.is_own = true;
  const bool open = !to.streams.empty() && to.streams.front().local != nullptr;
  append(out, "m=", to.type, " ", open ? to.streams.front().local_port : 0, " ",
         to.protocol == Protocol::unknown ? to.protocol_text.view() : name_of(to.protocol));
  if (is_rtp(to.protocol)) {
    if (media.codecs.empty()) out += ' ';
    for (const Codec& codec : media.codecs) append(out, " ", codec.payload_type);
  } else {
    append(out, " ", to.formats);
  }
  out += "\r\n";
  if (open) {
    const PrintedAddress printed = printed_address(media.negotiation.options, *to.streams.front().local);
    append(out, "c=IN ", printed.family, " ", printed.address, "\r\n");
  }
  write_block(writer);
}

}  // namespace rtpe::mock
