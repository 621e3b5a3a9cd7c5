// What an accepted reply changes: message body, variables (behaviour.md 6.3, 6.5, section 10).
#include <fmt/format.h>

#include "client/script/call_state.hpp"
#include "client/script/reply_text.hpp"
#include "client/stats/mos.hpp"

namespace rtpe::script {
namespace {

constexpr std::size_t most_streams = 32;

/// The streams that `tag-medias` lists, one xavp each, the first on top: "$xavp(s)" gets $xavp(s[0]=>leg), 0 for the
/// caller's and 1 for the callee's, =>media, the number of the m= line, and =>label, a number (behaviour.md 6.3 and
/// 22). The fields' names are ours: the description has the values only.
void write_streams(const bencode::View& reply, const sip::Message& message, std::string_view variable, Host& host) {
  if (!variable.starts_with("$xavp(") || !variable.ends_with(')')) return;
  const std::string_view name = variable.substr(0, variable.size() - 1);
  std::size_t streams = 0;
  const bencode::View parties = reply.find("tag-medias");
  if (!parties || parties.kind() != bencode::Kind::list) return;
  for (const bencode::View party : parties) {
    const bool is_caller = party.find_string("tag") == message.from_tag;
    const bencode::View medias = party.find("medias");
    if (!medias || medias.kind() != bencode::Kind::list) continue;
    for (const bencode::View media : medias) {
      if (streams == most_streams) return;
      const auto field = [&](std::string_view key, std::string_view value) {
        host.write(fmt::format("{}[{}]=>{})", name, streams, key), value);
      };
      field("leg", is_caller ? "0" : "1");
      if (const auto index = media.find_integer("index")) field("media", std::to_string(*index));
      if (const auto label = media.find_string("label")) field("label", *label);
      ++streams;
    }
  }
}

}  // namespace

std::string_view Call::State::apply(const bencode::View& reply) {
  switch (kind) {
    case FunctionKind::offer:
    case FunctionKind::answer:
      return apply_sdp(reply);
    case FunctionKind::delete_:
    case FunctionKind::query:
      if (!parameters().mos.empty()) assign_statistics(reply);
      return {};
    case FunctionKind::play_media:
      if (!parameters().media_duration.empty()) {
        value = fmt::format("{}", reply.find_integer("duration").value_or(-1));
        host->write(parameters().media_duration, value);
      }
      return {};
    case FunctionKind::query_v: {
      const auto format = json_format_of(prepared->arguments[0].evaluate(*host, selector_text));
      if (!format) return "rtpengine_query_v knows the formats j and jp only";
      value.clear();
      append_json(reply, *format, value);
      host->write(prepared->arguments[1].single_variable(), value);
      return {};
    }
    case FunctionKind::subscribe_request: {
      const auto sdp = reply.find_string("sdp");
      if (!sdp) return "the reply has no sdp";
      host->write(prepared->arguments[1].single_variable(), *sdp);
      if (const auto tag = reply.find_string("to-tag")) host->write(prepared->arguments[2].single_variable(), *tag);
      write_streams(reply, *message, prepared->arguments[3].single_variable(), *host);
      return {};
    }
    case FunctionKind::statistic:
      value.clear();
      result.value.reset();
      if (!append_totals(reply, value)) return "the reply has no usable totals";
      result.value = value;
      return {};
    default:
      return {};
  }
}

void Call::State::assign_statistics(const bencode::View& reply) {
  const auto label = [this](std::string_view parameter, CachedFormat& format) -> std::string_view {
    const auto found = parameters().mos.find(parameter);
    return found == parameters().mos.end() ? std::string_view{} : format.evaluate(found->second, *host);
  };
  const stats::Labels labels{.a = label("mos_A_label_pv", label_a), .b = label("mos_B_label_pv", label_b)};
  stats::mos_assignments(reply, parameters().mos, labels, personality(),
                         [this](std::string_view variable, std::string_view text) { host->write(variable, text); });
}

std::string_view Call::State::apply_sdp(const bencode::View& reply) {
  const auto sdp = reply.find_string("sdp");
  if (!sdp) return "the reply has no sdp";
  if (more && !second_run && !managed) {
    intermediate = *sdp;
    return {};
  }
  const bool to_variable = !parameters().write_sdp_pv.empty();
  if (to_variable) host->write(parameters().write_sdp_pv, *sdp);
  if (!to_variable || parameters().write_sdp_pv_mode == 1) replace_body(*sdp);
  return {};
}

// Two runs of rtpengine_manage put their SDPs one behind the other (behaviour.md 2.3).
void Call::State::replace_body(std::string_view sdp) {
  applied_sdp += sdp;
  body.clear();
  if (region) {
    const auto part_length =
        personality().rewrite_part_content_length ? sip::PartLength::rewrite : sip::PartLength::keep;
    sip::replace_sdp(*message, *region, applied_sdp, part_length, body);
  } else {
    body = applied_sdp;
  }
  result.new_body = body;
}

}  // namespace rtpe::script
