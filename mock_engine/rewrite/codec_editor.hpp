// The codecs of one side while a request is applied to them.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mock_engine/calls/codec.hpp"

namespace rtpe::mock {

/// Not those that are lost.
[[nodiscard]] bool holds_number(std::span<const Codec> list, std::uint8_t payload_type);

/// Whether `reuse-codecs` is asked for: what is known under a number that is written again stands in front, as it was.
enum class KnownCodecs : std::uint8_t { remembered, reused };

/// Whether adding a codec that was written puts that back, or adds one of the engine's.
enum class Stripped : std::uint8_t { comes_back, stays_away };

/// Whether the companions of what goes are to be settled.
enum class Companions : std::uint8_t { touched, left_alone };

class CodecEditor {
 public:
  /// `known`: what the side had before, which is remembered.
  /// `touched`: what is to be settled already.
  CodecEditor(std::vector<Codec> written, std::span<const Codec> known, KnownCodecs use, TouchedRates touched = {});

  [[nodiscard]] const std::vector<Codec>& list() const { return list_; }
  [[nodiscard]] const TouchedRates& touched() const { return touched_; }

  /// What the engine added or promised of `known` stays so here too, under its number.
  void remember(std::span<const Codec> known);
  /// More that was written, to be restored only.
  void may_restore(std::span<const Codec> written);
  /// What `known` has may be restored too, and stands in front where the list is refilled.
  void may_return(std::span<const Codec> known);
  /// Takes away what `known` has no number of.
  void keep_numbers(std::span<const Codec> known);
  /// Takes away what is another codec than the one that `known` has under its number (differs_from_offered()).
  void keep_offered(std::span<const Codec> known);
  /// `strip`; `except` counts against `all` and `full`, not against names.
  void strip(std::span<const std::string_view> wishes, std::span<const std::string_view> except);
  /// Puts written codecs that are missing back, in the order of the wishes; not where one of that name is there.
  void restore(std::span<const std::string_view> wishes);
  /// Adds codecs: written ones that are missing, else of the engine's encoders, under their own number or one that was
  /// not written. Names without encoder are skipped, present codecs stay.
  void encode(std::span<const std::string_view> wishes, Stripped stripped = Stripped::comes_back);
  /// Marks codecs as promised.
  void accept(std::span<const std::string_view> wishes);
  /// Notes what strip() would take away; `all` and `full` touch all rates, whatever is there.
  void touch(std::span<const std::string_view> wishes, std::span<const std::string_view> except);
  /// A list without codecs becomes what was written; of that only codecs with the mark `touching` are touched then.
  void refill(bool Codec::* touching);
  /// Codecs that the engine cannot convert go, unless nothing else is there.
  void keep_convertible(Companions companions = Companions::touched);
  /// Touched clock rates that are in use get their companions of the kinds that are there, others lose them.
  void settle_companions();

 private:
  void touch(const Codec& codec);
  void insert(Codec codec);
  void erase(std::vector<Codec>::iterator codec);
  void take_out(std::vector<Codec>::iterator codec);
  void mark_first_companion();
  void reuse(std::span<const Codec> known);
  void settle(std::string_view kind);

  KnownCodecs use_;
  std::vector<Codec> written_, list_;
  TouchedRates touched_;
  /// New codecs stand in front of this payload type: the first companion, or what followed it when it was taken away.
  std::optional<std::uint8_t> mark_;
  std::size_t copies_of_mark_ = 0;  ///< added in front of it under the same number
};

}  // namespace rtpe::mock
