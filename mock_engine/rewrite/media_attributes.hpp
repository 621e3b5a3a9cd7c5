// What the attribute lines of a section say.
#pragma once
#include <expected>

#include "mock_engine/personality.hpp"
#include "mock_engine/rewrite/ng_error.hpp"
#include "mock_engine/rewrite/session.hpp"

namespace rtpe::mock {

void read_attributes(const Session& session, const Personality& personality, SessionPart& part);
/// Refused: a payload type that is no number up to 127.
[[nodiscard]] std::expected<void, NgError> read_attributes(const Session& session, MediaPart& media);
/// The payload types of an RTP media's m= line; refused as above.
[[nodiscard]] std::expected<void, NgError> read_formats(MediaPart& media);
/// Whether the value of an a=rtcp line begins with a port; lines without are dropped wherever they stand.
[[nodiscard]] bool has_rtcp_port(std::string_view value);
/// Whether the line could be read: such lines are replaced by the generated ones, others stay as they are.
[[nodiscard]] bool is_readable(const sdp::Line& line);

}  // namespace rtpe::mock
