#include "client/script/dictionary.hpp"

#include "client/bencode/writer.hpp"

namespace rtpe::script {
namespace {

/// Commands that name a party only when asked to (`directional`).
bool about_one_party(Command command) {
  switch (command) {
    case Command::block_dtmf:
    case Command::unblock_dtmf:
    case Command::block_media:
    case Command::unblock_media:
    case Command::silence_media:
    case Command::unsilence_media:
    case Command::start_forwarding:
    case Command::stop_forwarding:
      return true;
    default:
      return false;
  }
}

std::string_view family_of(std::string_view address) {
  return address.find(':') != std::string_view::npos ? "IP6" : "IP4";
}

struct Builder {
  const DictionaryInput& input;
  const Flags& flags;
  const sip::Message& message;
  const Personality& personality;
  bencode::Writer out;

  void words() {
    const bool fragment = input.fragment && (flags.given || !personality.fragment_needs_flags);
    const bool directional = personality.directional_flag_sent && flags.directional && about_one_party(input.command);
    if (flags.words.empty() && !fragment && !directional) return;
    out.key("flags").begin_list().raw(flags.words);
    if (fragment) out.string("fragment");
    if (directional) out.string("directional");
    out.end();
  }

  void received_from() {
    const std::string_view address =
        flags.received_from.empty() ? message.source_address : std::string_view(flags.received_from);
    out.key("received-from").begin_list().string(family_of(address)).string(address).end();
  }

  void call() { out.pair("call-id", input.call_id); }
  void branch() {
    if (!input.via_branch.empty()) out.pair("via-branch", input.via_branch);
  }

  void head() {
    out.begin_dictionary().key("supports").begin_list().string("load limit").end();
    if (input.sdp) out.pair("sdp", *input.sdp);
    out.raw(flags.items);
    if (input.media_lists) out.raw(flags.direction);
  }

  void media_tail() {
    if (input.media_lists) out.raw(flags.replace_and_codec);
    out.raw(flags.transport);
    if (input.media_lists) out.raw(flags.mux_sdes_t38);
  }

  void tags_and_command() {
    if (input.tags.from) out.pair("from-tag", *input.tags.from);
    if (input.tags.to) out.pair("to-tag", *input.tags.to);
    out.pair("command", wire_name(input.command));
  }

  void until_5_8() {
    head();
    words();
    media_tail();
    call();
    branch();
    received_from();
    tags_and_command();
  }

  void from_6_0() {
    head();
    if (personality.flags_place == FlagsPlace::after_direction) words();
    media_tail();
    if (flags.given) received_from();
    call();
    branch();
    tags_and_command();
    out.pair("sip-message-type", message.is_request ? "sip_request" : "sip_reply");
    if (personality.flags_place == FlagsPlace::at_the_end) words();
    if (input.raw_flags) out.pair("rtpp-flags", *input.raw_flags);
  }
};

}  // namespace

std::optional<Tags> tags_of(Command command, const sip::Message& message, const Flags& flags,
                            const Personality& personality) {
  const std::string_view from = flags.from_tag.given ? std::string_view(flags.from_tag.text) : message.from_tag;
  const std::string_view to = flags.to_tag.given ? std::string_view(flags.to_tag.text) : message.to_tag;
  Tags tags;
  if (about_one_party(command)) {
    if (!flags.directional) return tags;
    tags.from = from;
    if (personality.to_tag_for_media_commands && !to.empty()) tags.to = to;
    return tags;
  }
  if (command == Command::unsubscribe || command == Command::subscribe_answer) {
    if (!to.empty()) tags.to = to;
    return tags;
  }
  if (command == Command::subscribe_request) {
    if (flags.use_to_tag && !to.empty()) tags.to = to;
    return tags;
  }
  const bool as_request = message.is_request || command == Command::connect;
  const bool caller_first =
      as_request ? command != Command::answer : command == Command::delete_ || command == Command::answer;
  if (caller_first || flags.directional) {
    tags.from = from;
    const bool use_to = command != Command::delete_ || flags.use_to_tag;
    if (use_to && !to.empty()) tags.to = to;
    return tags;
  }
  if (to.empty()) return std::nullopt;
  tags.from = to;
  tags.to = from;
  return tags;
}

void build_dictionary(const DictionaryInput& input, const Flags& flags, const sip::Message& message,
                      const Personality& personality, std::string& out) {
  Builder builder{
      .input = input, .flags = flags, .message = message, .personality = personality, .out = bencode::Writer(out)};
  if (personality.sip_message_type) {
    builder.from_6_0();
  } else {
    builder.until_5_8();
  }
  builder.out.end();
}

}  // namespace rtpe::script
