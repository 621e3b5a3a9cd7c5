// Codecs by name: what `codec` lists name, what the engine can convert, what goes along with the others.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "mock_engine/calls/codec.hpp"

namespace rtpe::mock {

/// "opus", "opus/48000" or "opus/48000/2[/bitrate[/...]]": what is not given matches anything. `all` and `full` match
/// every codec.
[[nodiscard]] bool names(std::string_view wish, const Codec& codec);
[[nodiscard]] bool any_names(std::span<const std::string_view> wishes, const Codec& codec);

/// telephone-event and CN: they accompany the other codecs, one per clock rate.
[[nodiscard]] bool is_supplemental(const Codec& codec);
/// Whether the engine has a decoder.
[[nodiscard]] bool is_convertible(const Codec& codec);
[[nodiscard]] bool same_encoding(const Codec& one, const Codec& other);

/// Adds codecs the engine encodes in front of the supplemental ones; names it does not know are skipped, present codecs
/// stay. True when one was added.
bool add_encoders(std::vector<Codec>& list, std::span<const std::string_view> wishes);
/// Gives every clock rate its companions of the kinds that are there.
void add_companions(std::vector<Codec>& list);
/// Companions of clock rates that nobody uses any more, but were used in `before`, go.
void drop_orphans(std::vector<Codec>& list, std::span<const Codec> before);

}  // namespace rtpe::mock
