// Editing codec lists (sdp-rewriting.md 10; the places and numbers of added codecs as observed at 10.5.3.5).
#include "mock_engine/rewrite/codec_editor.hpp"

#include "mock_engine/rewrite/codec_wishes.hpp"

namespace rtpe::mock {
namespace {

/// The encoder's own number unless it means something else, else the first free dynamic one; nothing when all are
/// taken.
std::optional<std::uint8_t> free_number(std::span<const Codec> list, std::span<const Codec> written,
                                        const Codec& codec) {
  const auto own = own_number(codec);
  if (own && std::ranges::none_of(
                 list, [&](const Codec& known) { return known.payload_type == *own && !same_encoding(known, codec); }))
    return own;
  for (std::uint8_t number = 96; number < 128; ++number)
    if (!holds_number(list, number) && !holds_number(written, number)) return number;
  return std::nullopt;
}

bool holds_named(std::span<const Codec> list, std::string_view wish) {
  return std::ranges::any_of(list, [=](const Codec& codec) { return names(wish, codec) && !codec.lost; });
}

bool names_any(std::span<const std::string_view> wishes, std::span<const std::string_view> except, const Codec& codec) {
  return any_names(wishes, codec) || (std::ranges::any_of(wishes, names_everything) && !any_names(except, codec));
}

}  // namespace

bool holds_number(std::span<const Codec> list, std::uint8_t payload_type) {
  return std::ranges::any_of(list,
                             [=](const Codec& codec) { return codec.payload_type == payload_type && !codec.lost; });
}

CodecEditor::CodecEditor(std::vector<Codec> written, std::span<const Codec> known, KnownCodecs use,
                         TouchedRates touched)
    : use_(use), written_(std::move(written)), touched_(std::move(touched)) {
  if (use == KnownCodecs::reused)
    reuse(known);
  else
    list_ = written_;
  if (!mark_) mark_first_companion();
  remember(known);
  for (const Codec& codec : list_)
    if (codec.accepted || codec.transcoded) touch(codec);
}

void CodecEditor::remember(std::span<const Codec> known) {
  for (std::vector<Codec>* list : {&written_, &list_}) {
    if (use_ == KnownCodecs::reused && list == &written_) continue;  // what is put back comes as it is written
    for (Codec& codec : *list)
      for (const Codec& old : known) {
        if (old.payload_type != codec.payload_type) continue;
        codec.accepted |= old.accepted;
        codec.transcoded |= old.transcoded;
      }
  }
}

void CodecEditor::may_restore(std::span<const Codec> written) {
  for (const Codec& codec : written)
    if (!holds_number(written_, codec.payload_type)) written_.push_back(codec);
}

void CodecEditor::may_return(std::span<const Codec> known) {
  std::vector<Codec> all(known.begin(), known.end());
  for (const Codec& codec : written_)
    if (!holds_number(all, codec.payload_type)) all.push_back(codec);
  written_ = std::move(all);
}

void CodecEditor::mark_first_companion() {
  mark_.reset();
  if (const auto first = std::ranges::find_if(list_, is_supplemental); first != list_.end())
    mark_ = first->payload_type;
}

/// Known codecs in their old order, then new ones; what is written no more is taken away from there.
void CodecEditor::reuse(std::span<const Codec> known) {
  bool marks_next = false;
  const auto append = [&](const Codec& codec) {
    list_.push_back(codec);
    if (std::exchange(marks_next, false)) mark_ = codec.payload_type;
  };
  for (const Codec& codec : known) {
    const bool is_first_companion = !mark_ && is_supplemental(codec);
    if (holds_number(written_, codec.payload_type)) {
      if (is_first_companion) mark_ = codec.payload_type;
      append(codec);
    } else {
      marks_next |= is_first_companion;
    }
  }
  for (const Codec& codec : written_)
    if (!holds_number(list_, codec.payload_type)) append(codec);
}

void CodecEditor::touch(const Codec& codec) {
  if (is_supplemental(codec))
    touched_.all = true;
  else if (!touched_.has(codec.clock_rate))
    touched_.rates.push_back(codec.clock_rate);
}

void CodecEditor::touch(std::span<const std::string_view> wishes, std::span<const std::string_view> except) {
  for (const Codec& codec : list_)
    if (names_any(wishes, except, codec)) touch(codec);
  touched_.all |= std::ranges::any_of(wishes, names_everything);
}

void CodecEditor::insert(Codec codec) {
  auto place = list_.end();
  if (mark_) {
    const auto is_mark = [this](const Codec& known) { return known.payload_type == *mark_; };
    place = std::ranges::find_if(list_, is_mark);
    for (std::size_t i = 0; i < copies_of_mark_; ++i) place = std::find_if(place + 1, list_.end(), is_mark);
    if (codec.payload_type == *mark_) ++copies_of_mark_;
  } else if (is_supplemental(codec))
    mark_ = codec.payload_type;
  list_.insert(place, std::move(codec));
}

void CodecEditor::keep_numbers(std::span<const Codec> known) {
  std::erase_if(list_, [&](const Codec& codec) { return !holds_number(known, codec.payload_type); });
  if (use_ == KnownCodecs::remembered) mark_first_companion();
  if (mark_ && !holds_number(list_, *mark_)) mark_.reset();
}

void CodecEditor::keep_offered(std::span<const Codec> known) {
  std::erase_if(list_, [&](const Codec& codec) {
    return std::ranges::any_of(known, [&](const Codec& one) {
      return one.payload_type == codec.payload_type && differs_from_offered(codec, one);
    });
  });
  if (mark_ && !holds_number(list_, *mark_)) mark_.reset();
}

void CodecEditor::erase(std::vector<Codec>::iterator codec) {
  touch(*codec);
  take_out(codec);
}

void CodecEditor::take_out(std::vector<Codec>::iterator codec) {
  const std::uint8_t number = codec->payload_type;
  const bool is_mark = mark_ == number && std::none_of(list_.begin(), codec, [=](const Codec& known) {
                         return known.payload_type == number;  // the mark is the first of them
                       });
  codec = list_.erase(codec);
  if (!is_mark) return;
  mark_.reset();
  if (codec != list_.end()) mark_ = codec->payload_type;
}

void CodecEditor::strip(std::span<const std::string_view> wishes, std::span<const std::string_view> except) {
  if (std::ranges::any_of(wishes, names_everything)) {
    for (std::size_t i = 0; i < list_.size();)
      if (names_any(wishes, except, list_[i]))
        erase(list_.begin() + static_cast<std::ptrdiff_t>(i));
      else
        ++i;
    return;
  }
  // Of a number that is there twice only the last goes, and the others are not found any more.
  std::vector<std::uint8_t> numbers;
  for (const Codec& codec : list_)
    if (any_names(wishes, codec) && !codec.lost && std::ranges::find(numbers, codec.payload_type) == numbers.end())
      numbers.push_back(codec.payload_type);
  for (const std::uint8_t number : numbers) {
    const auto has_number = [=](const Codec& codec) { return codec.payload_type == number; };
    erase(std::find_if(list_.rbegin(), list_.rend(), has_number).base() - 1);
    for (Codec& codec : list_) codec.lost |= has_number(codec);
  }
}

void CodecEditor::restore(std::span<const std::string_view> wishes) {
  for (const std::string_view wish : wishes) {
    if (holds_named(list_, wish)) continue;
    for (const Codec& codec : written_) {
      if (!names(wish, codec) || holds_number(list_, codec.payload_type)) continue;
      touch(codec);
      insert(codec);
    }
  }
}

void CodecEditor::encode(std::span<const std::string_view> wishes, Stripped stripped) {
  for (const std::string_view wish : wishes) {
    if (holds_named(list_, wish)) continue;
    if (stripped == Stripped::comes_back && holds_named(written_, wish)) {
      restore(std::span(&wish, 1));
      continue;
    }
    auto codec = encoder_named(wish);
    if (!codec) continue;
    const auto number = free_number(list_, written_, *codec);
    if (!number) continue;
    codec->payload_type = *number;
    touch(*codec);
    insert(std::move(*codec));
  }
}

void CodecEditor::accept(std::span<const std::string_view> wishes) {
  for (Codec& codec : list_) {
    if (!names_any(wishes, {}, codec)) continue;
    codec.accepted = true;
    touch(codec);
  }
}

void CodecEditor::refill(bool Codec::* touching) {
  if (!list_.empty()) return;
  list_ = written_;
  mark_first_companion();
  touched_ = {};
  for (const Codec& codec : list_)
    if (codec.*touching) touch(codec);
}

void CodecEditor::keep_convertible(Companions companions) {
  if (std::ranges::none_of(list_, is_convertible)) return;
  for (const Codec& codec : list_)
    if (companions == Companions::touched && !is_convertible(codec)) touch(codec);
  std::erase_if(list_, [](const Codec& codec) { return !is_convertible(codec); });
}

void CodecEditor::settle_companions() {
  settle(comfort_noise);
  settle(telephone_event);
}

void CodecEditor::settle(std::string_view kind) {
  const auto is_kind = [=](const Codec& codec) { return is_of_kind(codec, kind); };
  const auto first = std::ranges::find_if(list_, is_kind);
  if (first == list_.end()) return;
  const Text spelling = first->name;
  const auto is_unknown = [](const Codec& codec) { return !is_supplemental(codec) && codec.clock_rate == 0; };
  const auto is_known = [](const Codec& codec) { return !is_supplemental(codec) && codec.clock_rate != 0; };
  if (std::ranges::any_of(list_, is_unknown) && std::ranges::none_of(list_, is_known)) return;
  std::vector<std::uint32_t> used;
  for (const Codec& codec : list_)
    if (!is_supplemental(codec) && std::ranges::find(used, codec.clock_rate) == used.end())
      used.push_back(codec.clock_rate);
  std::ranges::sort(used);
  const std::vector<Codec> before = list_;
  for (const std::uint32_t rate : used) {
    const auto fits = [=](const Codec& codec) { return is_kind(codec) && codec.clock_rate == rate; };
    if (!touched_.has(rate) || std::ranges::any_of(before, fits)) continue;
    Codec companion = companion_of(kind, rate);
    companion.name = spelling;
    const auto number = free_number(list_, {}, companion);
    if (!number) continue;
    companion.payload_type = *number;
    insert(std::move(companion));
  }
  for (std::size_t i = 0; i < list_.size();)
    if (is_kind(list_[i]) && touched_.has(list_[i].clock_rate) &&
        std::ranges::find(used, list_[i].clock_rate) == used.end())
      take_out(list_.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
}

}  // namespace rtpe::mock
