// What an accepted reply changes: message body, variables (behaviour.md 6.3, 6.5, section 10).
#include <fmt/format.h>

#include <vector>

#include "client/script/call_state.hpp"
#include "client/script/reply_text.hpp"
#include "client/stats/mos.hpp"

namespace rtpe::script {
namespace {

constexpr std::size_t most_parties = 32, most_medias = 32;

std::vector<bencode::View> elements_of(const bencode::View& list, std::size_t most) {
  std::vector<bencode::View> out;
  if (!list || list.kind() != bencode::Kind::list) return out;
  for (const bencode::View element : list) {
    if (out.size() == most) break;
    out.push_back(element);
  }
  return out;
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The parties that `tag-medias` lists as entries of one xavp, the last one on top: $xavp(NAME[0]=>tag) and, per media
/// with a decimal label and the last one on top, $xavp(NAME[0]=>label[0]) (measured on 6.1.5).
void write_parties(const bencode::View& reply, std::string_view name, Host& host) {
  const auto parties = elements_of(reply.find("tag-medias"), most_parties);
  for (std::size_t i = 0; i < parties.size(); ++i) {
    const auto& party = parties[parties.size() - 1 - i];
    if (const auto tag = party.find_string("tag")) host.write(fmt::format("$xavp({}[{}]=>tag)", name, i), *tag);
    const auto medias = elements_of(party.find("medias"), most_medias);
    std::size_t labels = 0;
    for (auto media = medias.rbegin(); media != medias.rend(); ++media)
      if (const auto label = media->find_string("label"); label && is_decimal(*label))
        host.write(fmt::format("$xavp({}[{}]=>label[{}])", name, i, labels++), *label);
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
      const auto tag = reply.find_string("to-tag");
      if (!tag) return "the reply has no to-tag";
      host->write(prepared->arguments[2].single_variable(), *tag);
      write_parties(reply, prepared->arguments[3].evaluate(*host, selector_text), *host);
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
  if (to_variable && parameters().write_sdp_pv_mode == 0) return {};
  if (!region && personality().read_sdp_pv_keeps_body) return "the body has no SDP that the reply's could replace";
  replace_body(*sdp);
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
