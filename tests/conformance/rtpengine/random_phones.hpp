// The codec lists of real phones, browsers and gateways, and what answers make of the lists they were offered.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/kamailio/dice.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {

/// One number of an m= line, and the lines about it.
struct PhoneCodec {
  int number = 0;
  std::string encoding;               ///< "opus/48000/2"; empty: no rtpmap
  std::string format;                 ///< value of fmtp; empty: none
  std::vector<std::string> feedback;  ///< values of rtcp-fb
};
using PhoneCodecs = std::vector<PhoneCodec>;

/// All codecs of a phone as it offers them.
[[nodiscard]] PhoneCodecs random_phone(Dice& dice);
[[nodiscard]] PhoneCodecs random_camera(Dice& dice);
/// What a party answers to an offer: of its codecs or its own, under its numbers or others.
[[nodiscard]] PhoneCodecs random_answer(Dice& dice, const PhoneCodecs& offered, const PhoneCodecs& own);
/// The numbers of an m= line, and its a= lines: now and then in an odd but legal way.
struct PhoneLines {
  std::string formats;             ///< with a blank in front of each
  std::vector<std::string> lines;  ///< without "a="
};
[[nodiscard]] PhoneLines random_lines(Dice& dice, const PhoneCodecs& codecs);

/// Keys and flags about codecs and packets, as proxies set them for phones.
void add_phone_wishes(Dice& dice, Request& request);

}  // namespace rtpe::lane
