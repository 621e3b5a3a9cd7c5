#include "tests/conformance/rtpengine/random_phones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

namespace rtpe::lane {
namespace {

using bencode::Value;

/// "number encoding format", separated by '|'; a number alone has no rtpmap.
constexpr std::array<std::string_view, 20> phones = {
    // browsers
    "111 opus/48000/2 minptime=10;useinbandfec=1|63 red/48000/2 111/111|9 G722/8000|0 PCMU/8000|8 PCMA/8000|13 CN/8000|"
    "110 telephone-event/48000|126 telephone-event/8000",
    "111 opus/48000/2 minptime=10;useinbandfec=1|103 ISAC/16000|104 ISAC/32000|9 G722/8000|102 ILBC/8000|0 PCMU/8000|"
    "8 PCMA/8000|106 CN/32000|105 CN/16000|13 CN/8000|110 telephone-event/48000|112 telephone-event/32000|"
    "113 telephone-event/16000|126 telephone-event/8000",
    "109 opus/48000/2 maxplaybackrate=48000;stereo=1;useinbandfec=1|9 G722/8000/1|0 PCMU/8000|8 PCMA/8000|"
    "101 telephone-event/8000/1 0-15",
    "111 opus/48000/2 minptime=10;useinbandfec=1|63 red/48000/2 111/111|9 G722/8000|102 ILBC/8000|0 PCMU/8000|"
    "8 PCMA/8000|105 CN/16000|13 CN/8000|110 telephone-event/48000|113 telephone-event/16000|126 telephone-event/8000",
    // soft phones
    "96 opus/48000/2 useinbandfec=1|97 speex/16000 vbr=on|98 speex/8000 vbr=on|0 PCMU/8000|8 PCMA/8000|"
    "101 telephone-event/48000|99 telephone-event/16000|100 telephone-event/8000",
    "106 opus/48000/2 sprop-maxcapturerate=16000; minptime=20; useinbandfec=1|9|98 telephone-event/48000 0-16|"
    "101 telephone-event/8000 0-16|0|8|3",
    "0 PCMU/8000|8 PCMA/8000|3 GSM/8000|97 iLBC/8000 mode=30|110 speex/8000|112 speex/32000|101 telephone-event/8000 "
    "0-16",
    // desk phones
    "9 G722/8000|0 PCMU/8000|8 PCMA/8000|18 G729/8000 annexb=no|101 telephone-event/8000 0-15",
    "0 PCMU/8000|8 PCMA/8000|18 G729/8000|101 telephone-event/8000 0-15",
    "9 G722/8000|102 G7221/16000 bitrate=32000|0 PCMU/8000|8 PCMA/8000|18 G729/8000 annexb=no|127 telephone-event/8000",
    "114 opus/48000/2|9 G722/8000|124 ISAC/16000|0 PCMU/8000|8 PCMA/8000|116 iLBC/8000 mode=20|18 G729/8000 annexb=yes|"
    "101 telephone-event/8000 0-15",
    "99 AAL2-G726-32/8000|2 G726-32/8000|0 PCMU/8000|8 PCMA/8000|4 G723/8000 annexa=no|101 telephone-event/8000 0-16",
    // servers
    "0 PCMU/8000|8 PCMA/8000|3 GSM/8000|111 G726-32/8000|9 G722/8000|101 telephone-event/8000 0-16",
    "102 opus/48000/2 useinbandfec=1; maxaveragebitrate=30000; maxplaybackrate=48000; ptime=20; minptime=10|9 "
    "G722/8000|"
    "0 PCMU/8000|8 PCMA/8000|103 telephone-event/48000|101 telephone-event/8000 0-16|13 CN/8000",
    "8 PCMA/8000|0 PCMU/8000|18 G729/8000 annexb=no|96 telephone-event/8000 0-15",
    // mobile networks
    "104 AMR-WB/16000/1 mode-change-capability=2;max-red=0|110 AMR-WB/16000/1 octet-align=1;mode-change-capability=2|"
    "102 AMR/8000/1 mode-change-capability=2;max-red=0|108 AMR/8000/1 octet-align=1|105 telephone-event/16000 0-15|"
    "100 telephone-event/8000 0-15",
    "98 EVS/16000/1 br=5.9-13.2;bw=nb-swb|104 AMR-WB/16000 mode-set=0,1,2|102 AMR/8000 mode-set=7|8 PCMA/8000|"
    "105 telephone-event/16000|100 telephone-event/8000",
    "96 AMR/8000 mode-set=0,2,4,7|8 PCMA/8000|0 PCMU/8000|97 telephone-event/8000 0-15",
    "96 GSM-EFR/8000|97 AMR/8000|0|8|127 telephone-event/8000 0-15",
    "100 CN/16000|101 L16/8000/1|0|103 telephone-event/8000|104"};

constexpr std::array<std::string_view, 3> cameras = {
    "96 VP8/90000|97 rtx/90000 apt=96|98 VP9/90000 profile-id=0|102 H264/90000 "
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f|116 red/90000|117 ulpfec/90000",
    "99 H264/90000 profile-level-id=42801F|34 H263/90000|31", "103 H264/90000 profile-level-id=428014; max-mbps=72000"};

PhoneCodec read_codec(std::string_view text) {
  PhoneCodec out;
  const auto take = [&] {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view token = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return token;
  };
  out.number = std::atoi(std::string(take()).c_str());
  out.encoding = take();
  out.format = text;
  return out;
}

PhoneCodecs read_codecs(std::string_view text) {
  PhoneCodecs out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('|'), text.size());
    out.push_back(read_codec(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string_view encoding_name_of(const PhoneCodec& codec) {
  return std::string_view(codec.encoding).substr(0, codec.encoding.find('/'));
}

bool is_companion(const PhoneCodec& codec) {
  return codec.encoding.starts_with("telephone-event") || codec.encoding.starts_with("CN/");
}

bool has_number(const PhoneCodecs& codecs, int number) {
  return std::ranges::any_of(codecs, [=](const PhoneCodec& codec) { return codec.number == number; });
}

PhoneCodecs some_of(Dice& dice, const PhoneCodecs& offered) {
  PhoneCodecs out;
  const int chance = dice.percent(40) ? 90 : 35;
  for (const PhoneCodec& codec : offered)
    if (dice.percent(is_companion(codec) ? 60 : chance)) out.push_back(codec);
  if (out.empty() && !offered.empty()) out.push_back(dice.one_of(offered));
  if (out.size() > 1 && dice.percent(20)) std::swap(out[0], out[dice.between<std::size_t>(1, out.size() - 1)]);
  return out;
}

/// Those that the other party named too, as we write them.
PhoneCodecs shared(const PhoneCodecs& own, const PhoneCodecs& offered) {
  PhoneCodecs out;
  for (const PhoneCodec& codec : own)
    if (std::ranges::any_of(offered, [&](const PhoneCodec& other) {
          return codec.number == other.number ? codec.number < 96 : encoding_name_of(codec) == encoding_name_of(other);
        }))
      out.push_back(codec);
  return out;
}

void renumber(Dice& dice, const PhoneCodecs& offered, PhoneCodecs& codecs) {
  std::set<int> taken;
  for (PhoneCodec& codec : codecs) {
    if (codec.number >= 96 && dice.percent(70))
      codec.number = !offered.empty() && dice.percent(30) ? dice.one_of(offered).number : dice.between(96, 127);
    if (codec.number < 96 && !codec.encoding.empty() && dice.percent(8)) codec.number = dice.between(96, 127);
    while (taken.contains(codec.number)) codec.number = codec.number < 127 ? std::max(codec.number + 1, 96) : 96;
    taken.insert(codec.number);
  }
}

void rewrite(Dice& dice, PhoneCodecs& codecs) {
  for (PhoneCodec& codec : codecs) {
    if (dice.percent(15)) codec.format = dice.percent(50) ? "" : "a=1";
    if (dice.percent(5) && codec.number < 96) codec.encoding.clear();
    if (dice.percent(4))
      std::ranges::transform(codec.encoding, codec.encoding.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    if (dice.percent(8)) codec.feedback = {dice.percent(50) ? "transport-cc" : "nack"};
  }
}

}  // namespace

PhoneCodecs random_phone(Dice& dice) {
  PhoneCodecs out = read_codecs(dice.one_of(phones));
  if (dice.percent(30)) out = some_of(dice, out);
  if (dice.percent(4)) out.push_back(read_codec("96 telephone-event/8000 0-15"));
  rewrite(dice, out);
  return out;
}

PhoneCodecs random_camera(Dice& dice) { return read_codecs(dice.one_of(cameras)); }

PhoneCodecs random_answer(Dice& dice, const PhoneCodecs& offered, const PhoneCodecs& own) {
  PhoneCodecs out;
  if (dice.percent(25))
    out = shared(own, offered);
  else if (dice.percent(80))
    out = some_of(dice, offered);
  if (out.empty()) out = own;
  if (dice.percent(6)) std::erase_if(out, [](const PhoneCodec& codec) { return !is_companion(codec); });
  if (dice.percent(40)) renumber(dice, offered, out);
  if (dice.percent(10)) {
    const PhoneCodec& more = dice.one_of(own);
    if (!has_number(out, more.number)) out.insert(out.begin() + (dice.percent(50) ? 0 : std::ssize(out)), more);
  }
  rewrite(dice, out);
  if (out.empty()) out = own;
  return out;
}

PhoneLines random_lines(Dice& dice, const PhoneCodecs& codecs) {
  PhoneLines out;
  const bool is_odd = dice.percent(12);
  for (const PhoneCodec& codec : codecs) {
    out.formats += fmt::format(" {}", codec.number);
    if (is_odd && dice.percent(6)) out.formats += fmt::format(" {}", codec.number);
    const bool has_map = !codec.encoding.empty() && !(is_odd && dice.percent(5));
    const std::string_view blank = is_odd && dice.percent(5) ? "  " : " ";
    const std::string_view end = is_odd && dice.percent(5) ? " " : "";
    if (has_map) out.lines.push_back(fmt::format("rtpmap:{}{}{}{}", codec.number, blank, codec.encoding, end));
    for (const std::string& value : codec.feedback)
      out.lines.push_back(fmt::format("rtcp-fb:{} {}", codec.number, value));
    if (!codec.format.empty()) out.lines.push_back(fmt::format("fmtp:{} {}", codec.number, codec.format));
    if (is_odd && dice.percent(5)) out.lines.push_back(fmt::format("fmtp:{} b=2", codec.number));
  }
  if (is_odd && dice.percent(20)) out.lines.emplace_back("rtpmap:95 unused/8000");
  if (is_odd && dice.percent(20)) out.lines.emplace_back("rtcp-fb:* ccm fir");
  if (is_odd && dice.percent(30) && out.lines.size() > 1) std::swap(out.lines.front(), out.lines.back());
  return out;
}

void add_phone_wishes(Dice& dice, Request& request) {
  static const std::array<std::string_view, 16> names = {
      "PCMU", "PCMA", "G722",  "opus",   "G729", "telephone-event", "GSM",   "AMR",
      "CN",   "iLBC", "speex", "AMR-WB", "pcma", "opus/48000/2",    "G729a", "telephone-event/8000"};
  Request codec;
  const auto list = [&](std::string_view key, int chance, int all) {
    if (!dice.percent(chance)) return;
    Value::List out;
    if (dice.percent(all)) out.emplace_back(dice.percent(75) ? "all" : "full");
    const int count = out.empty() ? dice.between(1, 3) : 0;
    for (int i = 0; i < count; ++i) out.emplace_back(dice.one_of(names));
    codec.emplace_back(key, std::move(out));
  };
  if (dice.percent(45)) {
    list("strip", 30, 40);
    list("offer", 20, 0);
    list("except", 15, 0);
    list("mask", 25, 40);
    list("transcode", 50, 0);
    list("accept", 10, 10);
    list("consume", 10, 0);
  }
  if (!codec.empty()) request.emplace_back("codec", std::move(codec));
  if (dice.percent(12)) request.emplace_back("ptime", 10 * dice.between(1, 6));
  if (dice.percent(8)) request.emplace_back("ptime-reverse", 10 * dice.between(1, 6));
  static constexpr std::array<std::string_view, 8> flags = {
      "always-transcode", "single-codec",         "inject-DTMF",     "allow-transcoding",
      "reuse-codecs",     "codec-transcode-PCMA", "codec-mask-opus", "codec-strip-G729"};
  if (!dice.percent(20)) return;
  Value::List out;
  for (int i = dice.between(1, 2); i > 0; --i) out.emplace_back(dice.one_of(flags));
  request.emplace_back("flags", std::move(out));
}

}  // namespace rtpe::lane
