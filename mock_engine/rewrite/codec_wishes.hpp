// Codecs by name: what `codec` lists name, what the engine can convert, what goes along with the others.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "mock_engine/calls/codec.hpp"

namespace rtpe::mock {

inline constexpr std::string_view comfort_noise = "CN", telephone_event = "telephone-event";

/// "opus" names every opus, "opus/48000" and "opus/48000/1" that with one channel, "opus/48000/2" that with two; with
/// anything behind no codec is named.
[[nodiscard]] bool names(std::string_view wish, const Codec& codec);
[[nodiscard]] bool any_names(std::span<const std::string_view> wishes, const Codec& codec);
/// `all` and `full`, in the lists that know them.
[[nodiscard]] bool names_everything(std::string_view wish);

/// telephone-event and CN: they accompany the other codecs, one per clock rate.
[[nodiscard]] bool is_supplemental(const Codec& codec);
[[nodiscard]] bool is_of_kind(const Codec& codec, std::string_view kind);
/// Whether the engine has a decoder.
[[nodiscard]] bool is_convertible(const Codec& codec);
[[nodiscard]] bool same_encoding(const Codec& one, const Codec& other);
/// The same under the same number.
[[nodiscard]] bool same_payload(const Codec& one, const Codec& other);
/// That, and of what the engine converts the parameters too, as they are written, but those of opus and of companions.
/// Personality::answered_formats_count: without a name, or with other parameters where the daemon compares them as
/// text.
[[nodiscard]] bool differs_from_offered(const Codec& answered, const Codec& offered);
[[nodiscard]] bool same_parameters(const Codec& one, const Codec& other);

/// The codec the engine would add for a wish ("opus/48000/2[/bit rate[/ptime[/format]]]"), spelled as the wish, without
/// its number; nothing when it has no such encoder.
[[nodiscard]] std::optional<Codec> encoder_named(std::string_view wish);
/// What counts of a clock rate that was written: opus has one only, and 0 means the usual one where the name is known.
[[nodiscard]] std::uint32_t clock_rate_of(std::string_view name, std::uint32_t written);
[[nodiscard]] Codec companion_of(std::string_view kind, std::uint32_t clock_rate);
/// The static payload type of an encoder's codec; nothing for dynamic ones.
[[nodiscard]] std::optional<std::uint8_t> own_number(const Codec& codec);

}  // namespace rtpe::mock
