// Replies as text: JSON of rtpengine_query_v, totals of $rtpstat (behaviour.md 6.3). Private to client/script.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/bencode/reader.hpp"

namespace rtpe::script {

enum class JsonFormat : std::uint8_t { compact, pretty };
/// First character j or J, second p or P: pretty. nullopt: another format.
[[nodiscard]] std::optional<JsonFormat> json_format_of(std::string_view format);
/// Appends the value as Kamailio's JSON printer writes it. Nesting is bounded by the reader's limits.
void append_json(const bencode::View& value, JsonFormat format, std::string& out);

/// Appends "RTP: B bytes, P packets, E errors; RTCP: ..." from `totals`. False: RTP or RTCP is missing there.
bool append_totals(const bencode::View& reply, std::string& out);

}  // namespace rtpe::script
