// Static payload types and printing.
#include "mock_engine/calls/codec.hpp"

#include <array>

#include "mock_engine/calls/append.hpp"

namespace rtpe::mock {

void append_encoding(const Codec& codec, std::string& out) {
  append(out, codec.name, "/", codec.clock_rate);
  if (codec.channels > 1) append(out, "/", codec.channels);
}

StaticCodec static_codec(std::uint8_t payload_type) {
  static constexpr std::array<StaticCodec, 35> table = [] {
    std::array<StaticCodec, 35> codecs{};
    codecs[0] = {"PCMU", 8000};
    codecs[3] = {"GSM", 8000};
    codecs[4] = {"G723", 8000};
    codecs[5] = {"DVI4", 8000};
    codecs[6] = {"DVI4", 16000};
    codecs[7] = {"LPC", 8000};
    codecs[8] = {"PCMA", 8000};
    codecs[9] = {"G722", 8000};
    codecs[10] = {"L16", 44100};
    codecs[11] = {"L16", 44100, 2};
    codecs[12] = {"QCELP", 8000};
    codecs[13] = {"CN", 8000};
    codecs[14] = {"MPA", 90000};
    codecs[15] = {"G728", 8000};
    codecs[16] = {"DVI4", 11025};
    codecs[17] = {"DVI4", 22050};
    codecs[18] = {"G729", 8000};
    codecs[25] = {"CelB", 90000};
    codecs[26] = {"JPEG", 90000};
    codecs[28] = {"nv", 90000};
    codecs[31] = {"H261", 90000};
    codecs[32] = {"MPV", 90000};
    codecs[33] = {"MP2T", 90000};
    codecs[34] = {"H263", 90000};
    return codecs;
  }();
  return payload_type < table.size() ? table[payload_type] : StaticCodec{};
}

}  // namespace rtpe::mock
