#include "tests/conformance/rtpengine/random_flags.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/rtpengine/random_phones.hpp"
#include "tests/conformance/rtpengine/random_spellings.hpp"

namespace rtpe::lane {
namespace {

using bencode::Value;
using Words = std::vector<std::string_view>;

class Flags {
 public:
  Flags(Dice& dice, Turn turn, Request& request) : dice_(dice), turn_(turn), request_(request) {}

  void add(Feature feature) {
    switch (feature) {
      case Feature::origin:
        return list("replace",
                    {"origin", "session-connection", "session-name", "username", "SDP-version", "zero-address"}, 80);
      case Feature::addresses:
        return addresses();
      case Feature::attributes:
        return flags({"generate-mid", "strip-extmap", "no-rtcp-attribute", "full-rtcp-attribute", "original-sendrecv",
                      "loop-protect"});
      case Feature::mux:
        return list("rtcp-mux", {"offer", "require", "demux", "accept", "reject"}, 75);
      case Feature::ice:
        return ice();
      case Feature::sdes:
        return sdes();
      case Feature::dtls:
        return dtls();
      case Feature::osrtp:
        transport(40);
        return list("OSRTP", {"offer", "accept"}, 60);
      case Feature::phones:
        return add_phone_wishes(dice_, request_);
      case Feature::codecs:
        return codecs();
      case Feature::transcode:
        return transcode();
      case Feature::ptime:
        word("ptime", {"20", "30", "40", "60"}, 50);
        return word("ptime-reverse", {"20", "30", "40", "60"}, 30);
      case Feature::t38:
        return list(
            "T.38",
            {"decode", "force", "stop", "no-ECM", "no-V.17", "no-V.27ter", "no-V.29", "no-V.34", "no-IAF", "FEC"}, 70);
      case Feature::quiet:
        return quiet();
      case Feature::subscribe:
        return subscribe();
      default:
        return;
    }
  }

  void finish() {
    if (!flags_.empty()) request_.emplace_back("flags", std::move(flags_));
  }

 private:
  void flags(const Words& names) {
    const int count = dice_.between(0, 2);
    for (int i = 0; i < count; ++i) flags_.emplace_back(dice_.one_of(names));
  }
  void flag(std::string_view name, int percent) {
    if (dice_.percent(percent)) flags_.emplace_back(name);
  }
  void list(std::string_view key, const Words& names, int percent) {
    if (!dice_.percent(percent)) return;
    Value::List out;
    const int count = dice_.between(1, 2);
    for (int i = 0; i < count; ++i) out.emplace_back(dice_.one_of(names));
    request_.emplace_back(key, std::move(out));
  }
  void word(std::string_view key, const Words& names, int percent) {
    if (dice_.percent(percent)) request_.emplace_back(key, dice_.one_of(names));
  }
  void transport(int percent) {
    const bool answer = turn_ == Turn::answer;
    if (!answer || dice_.percent(10))
      word("transport-protocol",
           {"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "nonsense"},
           percent);
  }

  void addresses() {
    word("media-address", {"192.0.2.77", "2001:db8::77", "0.0.0.0", "", "garbage"}, 20);
    word("address-family", {"IP4", "IP6", "IP5"}, 30);
    if (dice_.percent(50)) {
      const Words names = {"internal", "external", "nowhere"};
      Value::List both;
      const int count = dice_.percent(90) ? 2 : dice_.between(1, 3);
      for (int i = 0; i < count; ++i) both.emplace_back(dice_.one_of(names));
      request_.emplace_back("direction", std::move(both));
    }
    if (dice_.percent(30)) request_.emplace_back("received-from", Value::List{"IP4", "192.0.2.99"});
    flags({"SIP-source-address", "trust-address", "port-latching", "no-port-latching"});
  }

  void ice() {
    word("ICE", {"remove", "force", "default", "optional", "force-relay"}, 60);
    word("ICE-lite", {"off", "forward", "backward", "both"}, 20);
    flags({"trickle-ICE", "ICE-reject", "no-port-latching", "port-latching"});
  }

  void sdes() {
    transport(60);
    word("DTLS", {"off"}, 60);
    list("SDES",
         {"off", "no-AES_CM_128_HMAC_SHA1_32", "no-AEAD_AES_256_GCM", "unencrypted_srtp", "unencrypted_srtcp",
          "unauthenticated_srtp", "lifetime", "pad", "static"},
         40);
    flags({"passthrough", "pad-crypto", "SDES-no-NULL_HMAC_SHA1_80"});
  }

  void dtls() {
    transport(60);
    word("DTLS", {"passive", "active", "off"}, 40);
    word("DTLS-reverse", {"passive", "active"}, 25);
    word("DTLS-fingerprint", {"sha-1", "sha-224", "sha-256", "sha-384", "sha-512", "md5", "SHA-1"}, 25);
    if (dice_.percent(50)) request_.emplace_back("SDES", Value::List{"off"});
  }

  void codec_list(Request& codec, std::string_view key, const Words& names) {
    Value::List out;
    const int count = dice_.between(1, 2);
    for (int i = 0; i < count; ++i) out.emplace_back(dice_.one_of(names));
    codec.emplace_back(key, std::move(out));
  }

  void codecs() {
    static const Words names = {"PCMU", "PCMA", "G722", "opus", "G729", "telephone-event",      "all",
                                "full", "pcma", "CN",   "GSM",  "H264", "telephone-event/8000", "opus/48000/2"};
    Request codec;
    if (dice_.percent(60)) codec_list(codec, "strip", names);
    if (dice_.percent(30)) codec_list(codec, "offer", names);
    if (dice_.percent(30)) codec_list(codec, "except", names);
    if (!codec.empty()) request_.emplace_back("codec", std::move(codec));
    flags({"single-codec", "reuse-codecs", "allow-transcoding", "codec-strip-PCMU", "codec-offer-PCMA"});
  }

  void transcode() {
    static const Words names = {"PCMU", "PCMA", "G722",     "opus",         "G729", "telephone-event",
                                "GSM",  "AMR",  "nonsense", "opus/48000/2", "speex"};
    Request codec;
    if (dice_.percent(20)) codec_list(codec, "strip", {"PCMU", "PCMA", "opus", "all", "telephone-event"});
    if (dice_.percent(50)) codec_list(codec, "transcode", names);
    if (dice_.percent(20)) codec_list(codec, "mask", names);
    if (dice_.percent(20)) codec_list(codec, "accept", names);
    if (dice_.percent(20)) codec_list(codec, "consume", names);
    if (dice_.percent(10)) codec_list(codec, "set", {"opus/48000/2/24000", "PCMA"});
    if (!codec.empty()) request_.emplace_back("codec", std::move(codec));
    flag("always-transcode", 15);
    flag("single-codec", 10);
    flag("transcode-PCMA", 10);
    flag("inject-DTMF", 5);
  }

  /// Also of offers and answers: what they are asked, listeners inherit.
  void subscribe() {
    transport(15);
    word("DTLS", {"off", "passive"}, 10);
    if (dice_.percent(10)) request_.emplace_back("SDES", Value::List{"off"});
    list("replace", {"origin", "session-connection"}, 10);
    flags({"allow-transcoding", "generate-mid", "no-rtcp-attribute", "nonsense"});
  }

  void quiet() {
    flags({"asymmetric", "unidirectional", "strict-source", "media-handover", "reset", "debug", "pierce-NAT",
           "NAT-wait", "generate-RTCP", "RTCP-mirror", "no-redis-update", "no-jitter-buffer", "record-call",
           "asymmetric-codecs", "symmetric-codecs", "reorder-codecs", "nonsense"});
    word("record call", {"yes", "no", "on", "off", "perhaps"}, 20);
    word("generate RTCP", {"on", "off"}, 10);
    word("media-echo", {"blackhole", "forward", "backward", "both"}, 10);
    word("drop-traffic", {"start", "stop"}, 10);
    word("label", {"one", "two"}, 10);
    word("metadata", {"some|text"}, 10);
    list("endpoint-learning", {"off", "immediate", "delayed", "heuristic"}, 10);
    list("supports", {"load limit", "more"}, 20);
    if (dice_.percent(10)) request_.emplace_back("TOS", dice_.between(-1, 300));
    if (dice_.percent(10)) request_.emplace_back("delay-buffer", 100);
  }

  Dice& dice_;
  Turn turn_;
  Request& request_;
  Value::List flags_;
};

}  // namespace

void add_random_flags(Dice& dice, Feature feature, Turn turn, Request& request) {
  if (feature == Feature::spellings) return add_respelt_flags(dice, turn, request);
  if (feature == Feature::lines) return add_flags_of_odd_lines(dice, request);
  Flags out(dice, turn, request);
  if (feature != Feature::mixed) {
    out.add(feature);
  } else {
    for (const Feature one : all_features())
      if (one <= Feature::mixed && dice.percent(20)) out.add(one);
  }
  out.finish();
}

}  // namespace rtpe::lane
