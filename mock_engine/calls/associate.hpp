// Which two legs an offer or answer is about (protocol.md 7.1 and 7.2).
#pragma once
#include <optional>
#include <string_view>

#include "mock_engine/calls/call.hpp"

namespace rtpe::mock {

struct Dialogue {
  std::string_view from_tag, to_tag, via_branch;
  bool has_to_tag = !to_tag.empty();  ///< an empty one is a tag too
};

struct Pair {
  Leg& from;  ///< wrote the SDP
  Leg& to;
};

// Association::by_role
/// `from_tag` wrote the offer. Creates the legs that are missing.
[[nodiscard]] Pair associate_offer(Call& call, const Dialogue& dialogue, Time now);
/// `to_tag` wrote the answer. The first answer names the party that was untagged.
[[nodiscard]] Pair associate_answer(Call& call, const Dialogue& dialogue, Time now);

// Association::by_tags (associate_by_tags.cpp)
/// `writer` wrote the offer or answer, `other` is to get it. Creates the legs that are missing; they are tied by
/// Call::pair() once there are medias. Nothing: the writer is known and has no partner, or answers itself.
struct WriterTags {
  std::string_view writer, other, via_branch;
};
[[nodiscard]] std::optional<Pair> associate_by_tags(Call& call, const WriterTags& tags, Time now);

}  // namespace rtpe::mock
