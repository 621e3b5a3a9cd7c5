#include "tests/conformance/rtpengine/random_sdp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace rtpe::lane {
namespace {

constexpr std::array<std::string_view, 6> protocols = {"RTP/AVP",  "RTP/SAVP",          "RTP/SAVPF",
                                                       "RTP/AVPF", "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP"};

struct Payload {
  int number;
  std::string_view lines;  ///< separated by '|'
};
constexpr std::array<Payload, 12> audio_payloads = {{{0, "rtpmap:0 PCMU/8000"},
                                                     {8, "rtpmap:8 PCMA/8000"},
                                                     {9, "rtpmap:9 G722/8000"},
                                                     {18, "rtpmap:18 G729/8000|fmtp:18 annexb=no"},
                                                     {3, ""},
                                                     {0, ""},
                                                     {8, ""},
                                                     {96, "rtpmap:96 opus/48000/2|fmtp:96 useinbandfec=1"},
                                                     {97, "rtpmap:97 speex/8000"},
                                                     {13, "rtpmap:13 CN/8000"},
                                                     {101, "rtpmap:101 telephone-event/8000|fmtp:101 0-15"},
                                                     {100, "rtpmap:100 telephone-event/48000"}}};
constexpr std::array<Payload, 3> video_payloads = {{{102, "rtpmap:102 H264/90000|fmtp:102 packetization-mode=1"},
                                                    {34, ""},
                                                    {103, "rtpmap:103 VP8/90000|rtcp-fb:103 nack"}}};
constexpr std::array<std::string_view, 4> other_keys = {
    "crypto:4 AEAD_AES_256_GCM inline:YUJzQ2RFZkdoSWpLbE1uT3BRclN0VXZXeFl6QUJDREVGR0hJSktMTU5PUFE",
    "crypto:5 AES_CM_128_HMAC_SHA1_80 inline:b3RoZXJrZXkgb2YgMzAgYnl0ZXMgaXMgaGVyZSEh UNENCRYPTED_SRTP",
    "crypto:6 NULL_HMAC_SHA1_80 inline:bnVsbCBrZXkgb2YgMzAgYnl0ZXMgaXMgaGVyZSEh UNENCRYPTED_SRTCP UNAUTHENTICATED_SRTP",
    "crypto:7 UNKNOWN_SUITE inline:YUJzQ2RF"};
constexpr std::array<std::string_view, 4> directions = {"sendrecv", "sendonly", "recvonly", "inactive"};

class Body {
 public:
  Body(Dice& dice, Feature feature, Party& party)
      : dice_(dice), feature_(feature), party_(party), address_(address()) {}

  std::string write() {
    const std::string_view family = party_.is_ipv6 ? "IP6" : "IP4";
    out_ = "v=0\r\n";
    line(fmt::format("o=user{} {} {} IN {} {}", party_.number, 1000 + party_.number, party_.version, family, address_));
    line(has(Feature::origin, 30) ? "s=another" : "s=call");
    if (has(Feature::attributes, 20)) line("b=AS:64");
    media_connection_ = has(Feature::medias, 30);
    const bool zero = !party_.is_ipv6 && has(Feature::hold, 30);
    connection_ = fmt::format("c=IN {} {}", family, zero ? "0.0.0.0" : address_);
    if (!media_connection_) line(connection_);
    line("t=0 0");
    session_attributes();
    party_.said.clear();
    for (int media = 0; media < party_.medias; ++media) section(media);
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is(Feature feature) const { return feature_ == feature || feature_ == Feature::mixed; }
  bool has(Feature feature, int chance) {
    return is(feature) && dice_.percent(feature_ == Feature::mixed ? chance / 3 : chance);
  }
  void line(std::string_view text) { out_.append(text).append("\r\n"); }
  void attribute(std::string_view text) { out_.append("a=").append(text).append("\r\n"); }
  [[nodiscard]] std::string address() const {
    return party_.is_ipv6 ? fmt::format("2001:db8::{}", party_.number) : fmt::format("198.51.100.{}", party_.number);
  }

  void session_attributes() {
    if (has(Feature::attributes, 20)) attribute("tool:phone 1.0");
    if (has(Feature::attributes, 20)) attribute("msid-semantic: WMS stream");
    if (has(Feature::attributes, 20)) attribute(dice_.one_of(directions));
    if (has(Feature::attributes, 15)) attribute("group:BUNDLE a0 a1");
    if (has(Feature::attributes, 15)) attribute("extmap-allow-mixed");
    if (has(Feature::dtls, 12)) attribute(dice_.percent(70) ? "setup:actpass" : "setup:active");
    if (has(Feature::dtls, 12)) fingerprint();
    if (party_.has_ice && dice_.percent(10)) attribute("ice-lite");
    session_ice_ = party_.has_ice && dice_.percent(30);
    if (session_ice_) ice_names();
  }

  void section(int media) {
    const bool odd = media > 0 || has(Feature::medias, 15);
    if (is(Feature::t38) && (media > 0 || dice_.percent(35))) return fax(media);
    if (!party_.phone.empty()) return phone(media);
    if (odd && has(Feature::medias, 20)) return other(media);
    const bool video = odd && dice_.percent(40);
    const bool rejected = (media > 0 || is(Feature::hold)) && dice_.percent(12);
    const int port = 4000 + party_.number * 100 + media * 10 + (dice_.percent(8) ? 50 : 0);
    const auto payloads = draw_payloads(video);
    std::string formats;
    for (const Payload* payload : payloads) formats += fmt::format(" {}", payload->number);
    const std::string_view several = has(Feature::medias, 6) ? "/2" : "";
    line(fmt::format("m={} {}{} {}{}", video ? "video" : "audio", rejected ? 0 : port, several,
                     protocols[static_cast<std::size_t>(party_.protocol)], formats));
    if (media_connection_) line(connection_);
    for (const Payload* payload : payloads) payload_lines(payload->lines);
    media_attributes(media, port);
  }

  void phone(int media) {
    const bool video = media > 0 && dice_.percent(80);
    const int port = dice_.percent(4) ? 0 : 4000 + party_.number * 100 + media * 10;
    const PhoneCodecs& own = video ? party_.camera : party_.phone;
    const auto index = static_cast<std::size_t>(media);
    PhoneCodecs codecs = index < party_.heard.size() && !video ? random_answer(dice_, party_.heard[index], own) : own;
    const PhoneLines written = random_lines(dice_, codecs);
    line(fmt::format("m={} {} {}{}", video ? "video" : "audio", port,
                     protocols[static_cast<std::size_t>(party_.protocol)], written.formats));
    if (media_connection_ && feature_ == Feature::mixed) line(connection_);
    for (const std::string& one : written.lines) attribute(one);
    party_.said.push_back(std::move(codecs));
    if (feature_ == Feature::mixed) return media_attributes(media, port);
    if (dice_.percent(60)) attribute(directions[0]);
    if (dice_.percent(15)) attribute(fmt::format("ptime:{}", 10 * dice_.between(1, 4)));
    if (dice_.percent(10)) attribute("maxptime:150");
  }

  std::vector<const Payload*> draw_payloads(bool video) {
    std::vector<const Payload*> out;
    const auto add = [&](const auto& table) {
      const int wanted = dice_.between(1, 4);
      for (int i = 0; i < wanted; ++i) {
        const Payload& one = dice_.one_of(table);
        if (std::ranges::none_of(out, [&](const Payload* had) { return had->number == one.number; }))
          out.push_back(&one);
      }
    };
    if (video)
      add(video_payloads);
    else if (!is(Feature::payloads) && !is(Feature::codecs) && !is(Feature::transcode))
      return common_payloads();
    else
      add(audio_payloads);
    if (!video && dice_.percent(50) && std::ranges::none_of(out, [](auto* had) { return had->number == 101; }))
      out.push_back(&audio_payloads[10]);
    return out;
  }

  /// What every phone has: PCMU first, so that all sides share it.
  std::vector<const Payload*> common_payloads() {
    std::vector<const Payload*> out = {&audio_payloads[0]};
    if (dice_.percent(50)) out.insert(out.begin() + dice_.between(0, 1), &audio_payloads[1]);
    if (dice_.percent(50)) out.push_back(&audio_payloads[10]);
    return out;
  }

  void payload_lines(std::string_view lines) {
    while (!lines.empty()) {
      const std::size_t end = lines.find('|');
      attribute(lines.substr(0, end));
      lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 1);
    }
  }

  void fax(int media) {
    line(fmt::format("m=image {} udptl t38", dice_.percent(10) ? 0 : 4600 + party_.number * 100 + media * 10));
    if (dice_.percent(80)) attribute("T38FaxVersion:0");
    if (dice_.percent(60)) attribute("T38MaxBitRate:9600");
    if (dice_.percent(50)) attribute("T38FaxRateManagement:transferredTCF");
    if (dice_.percent(30)) attribute("T38FaxMaxBuffer:262");
    if (dice_.percent(30)) attribute("T38FaxUdpEC:t38UDPRedundancy");
    if (dice_.percent(20)) attribute("sendrecv");
  }

  void other(int media) {
    static constexpr std::array<std::string_view, 4> shapes = {"m=application {} UDP/BFCP *", "m=message {} TCP/MSRP *",
                                                               "m=image {} udptl t38", "m=audio {} FOO/BAR 0"};
    line(fmt::format(fmt::runtime(dice_.one_of(shapes)),
                     dice_.percent(15) ? 0 : 4700 + party_.number * 100 + media * 10));
    if (media_connection_) line(connection_);
    if (dice_.percent(30)) attribute("setup:actpass");
    if (dice_.percent(30)) attribute(dice_.one_of(directions));
  }

  void media_attributes(int media, int port) {
    if (dice_.percent(60)) attribute(dice_.percent(70) ? directions[0] : dice_.one_of(directions));
    if (has(Feature::ptime, 50)) attribute(fmt::format("ptime:{}", 20 * dice_.between(1, 2)));
    if (has(Feature::attributes, 25)) attribute("maxptime:150");
    if (has(Feature::attributes, 25)) attribute(fmt::format("mid:a{}", media));
    if (has(Feature::attributes, 25)) attribute("extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level");
    if (has(Feature::attributes, 20)) attribute(fmt::format("rtcp:{}", port + 1));
    if (has(Feature::attributes, 20)) attribute("rtcp-fb:* trr-int 100");
    if (has(Feature::attributes, 15)) attribute("ssrc:1234 cname:abc");
    if (has(Feature::mux, 10)) attribute(fmt::format("rtcp:{}", port));
    if (party_.has_mux) attribute("rtcp-mux");
    if (party_.has_ice) ice(port);
    security();
  }

  void ice_names() {
    attribute(fmt::format("ice-ufrag:uf{}x", party_.number));
    attribute(fmt::format("ice-pwd:password-of-the-party-{:04}", party_.number));
  }

  void ice(int port) {
    if (!session_ice_) ice_names();
    if (dice_.percent(20)) attribute("ice-options:trickle");
    attribute(fmt::format("candidate:1 1 UDP 2130706431 {} {} typ host", address_, port));
    if (dice_.percent(70)) attribute(fmt::format("candidate:1 2 UDP 2130706430 {} {} typ host", address_, port + 1));
    if (dice_.percent(30))
      attribute(fmt::format("candidate:2 1 UDP 1694498815 192.0.2.{} {} typ srflx raddr {} rport {}", party_.number,
                            port, address_, port));
    if (dice_.percent(20)) attribute("end-of-candidates");
  }

  void security() {
    const bool secure = party_.protocol == 1 || party_.protocol == 2;
    if ((secure && dice_.percent(90)) || has(Feature::osrtp, 50)) {
      // 40 digits are the 30 bytes of the suite; some keys are too long, which makes the line useless.
      const std::string number = fmt::format("{:02}{}", party_.number % 64, dice_.percent(6) ? "0000" : "");
      attribute(fmt::format("crypto:{} AES_CM_128_HMAC_SHA1_80 inline:{}{}", dice_.between(1, 2),
                            "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG", number));
      if (dice_.percent(40))
        attribute(fmt::format("crypto:3 AES_CM_128_HMAC_SHA1_32 inline:{}{}{}",
                              "NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1", number, dice_.percent(30) ? "|2^31|1:1" : ""));
      if (dice_.percent(15)) attribute(dice_.one_of(other_keys));
    }
    if (party_.protocol >= 4 || has(Feature::dtls, 30)) {
      attribute(fmt::format("setup:{}", dice_.percent(80) ? "actpass" : dice_.percent(50) ? "active" : "passive"));
      fingerprint();
    }
  }

  void fingerprint() {
    const bool old = has(Feature::dtls, 15);
    std::string digits = fmt::format("{:02X}", party_.number);
    for (int i = 1; i < (old ? 20 : 32); ++i) digits += fmt::format(":{:02X}", i * 7 % 256);
    attribute((old ? "fingerprint:sha-1 " : "fingerprint:sha-256 ") + digits);
  }

  Dice& dice_;
  Feature feature_;
  Party& party_;
  std::string address_, connection_, out_;
  bool media_connection_ = false, session_ice_ = false;
};

}  // namespace

Party random_party(Dice& dice, Feature feature, std::string tag, int number) {
  Party out{.tag = std::move(tag), .number = number};
  const bool mixed = feature == Feature::mixed;
  const auto chance = [&](Feature wanted, int percent) {
    return feature == wanted ? dice.percent(percent) : mixed && dice.percent(percent / 3);
  };
  if (chance(Feature::medias, 70)) out.medias = dice.between(2, 3);
  if (chance(Feature::attributes, 20) || chance(Feature::t38, 30)) out.medias = 2;
  if (chance(Feature::sdes, 70)) out.protocol = dice.percent(70) ? 1 : 2;
  if (chance(Feature::dtls, 60)) out.protocol = dice.percent(70) ? 4 : 5;
  if (chance(Feature::medias, 20)) out.protocol = 3;
  if (chance(Feature::subscribe, 20)) out.protocol = dice.percent(60) ? 1 : 4;
  out.has_ice = chance(Feature::ice, 60);
  out.has_mux = chance(Feature::mux, 50) || (out.has_ice && dice.percent(40));
  out.is_ipv6 = chance(Feature::addresses, 30);
  if (feature == Feature::phones || (mixed && dice.percent(35))) {
    out.phone = random_phone(dice);
    out.camera = random_camera(dice);
  }
  if (feature == Feature::phones) {
    if (dice.percent(15)) out.medias = dice.between(2, 3);
    if (dice.percent(10)) out.protocol = 3;
  }
  if (feature == Feature::subscribe) {
    if (dice.percent(25)) out.medias = dice.between(2, 3);
    out.has_ice = dice.percent(20);
    out.has_mux = dice.percent(20);
  }
  return out;
}

std::string random_sdp(Dice& dice, Feature feature, Party& party) { return Body(dice, feature, party).write(); }

std::string broken_sdp(Dice& dice, Party& party) {
  std::string text = random_sdp(dice, Feature::plain, party);
  static constexpr std::array<std::array<std::string_view, 2>, 16> edits = {{{"v=0", "v=1"},
                                                                             {"o=", "x="},
                                                                             {"c=IN IP4", "c=IN IP5"},
                                                                             {"c=IN", "c=XX"},
                                                                             {"m=audio ", "m=audio  "},
                                                                             {"m=audio ", "m=audio x"},
                                                                             {"m=audio ", "m=audio 99"},
                                                                             {"RTP/AVP", "RTP/FOO"},
                                                                             {"RTP/AVP", "rtp/avp"},
                                                                             {"t=0 0\r\n", ""},
                                                                             {"s=call\r\n", ""},
                                                                             {"t=0 0\r\n", "t=0 0\r\n\r\n"},
                                                                             {"t=0 0", "t"},
                                                                             {"s=call", "s=call\ns=again"},
                                                                             {"RTP/AVP ", "RTP/AVP 200 "},
                                                                             {"m=", "w="}}};
  if (dice.percent(15)) return text.substr(0, dice.between<std::size_t>(0, text.size()));
  const auto& edit = dice.one_of(edits);
  if (const std::size_t at = text.find(edit[0]); at != std::string::npos) text.replace(at, edit[0].size(), edit[1]);
  return text;
}

}  // namespace rtpe::lane
