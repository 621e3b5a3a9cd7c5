"""Flag strings of real Kamailio configurations, the keys that the proxy makes of them, and what the callee then sees."""

from dataclasses import dataclass, replace

from sdp import STATIC, Codec

PROTOCOLS = ("RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF")
LISTS = {"rtcp-mux-": "rtcp-mux", "SDES-": "SDES", "OSRTP-": "OSRTP", "T38-": "T.38", "T.38-": "T.38",
    "replace-": "replace"}
VALUES = ("ICE", "DTLS", "transport-protocol", "media-address", "address-family", "TOS", "delete-delay", "record-call",
    "via-branch", "label",
          "ptime", "ptime-reverse", "DTLS-reverse", "DTLS-fingerprint", "ICE-lite", "metadata", "call-id",
              "generate-RTCP", "delay-buffer", "media-echo",
          "from-tag", "to-tag", "xmlrpc-callback")
CODEC_LISTS = ("strip", "offer", "except", "transcode", "mask", "set", "accept", "consume")
COMMON = "replace-origin replace-session-connection"


def keys(flags):
    """The keys that a string of flags becomes in a request."""
    result = {}
    for flag in flags.split():
        name, _, value = flag.partition("=")
        codec = name.removeprefix("codec-").partition("-")
        if flag in PROTOCOLS:
            result["transport-protocol"] = flag
        elif name == "direction":
            result.setdefault("direction", []).append(value)
        elif name.startswith("transcode-"):
            result.setdefault("codec", {}).setdefault("transcode", []).append(name.removeprefix("transcode-"))
        elif name.startswith("codec-") and codec[0] in CODEC_LISTS:
            result.setdefault("codec", {}).setdefault(codec[0], []).append(value or codec[2])
        elif value and name in VALUES:
            result[name.replace("record-call", "record call").replace("generate-RTCP", "generate RTCP")] = value
        else:
            prefix = next((prefix for prefix in LISTS if flag.startswith(prefix)), "")
            result.setdefault(LISTS.get(prefix, "flags"), []).append(flag.removeprefix(prefix))
    return result


@dataclass
class Seen:
    """What one side's offer looks like behind the daemon, as far as an answerer cares."""
    request: dict

    def protocol(self, offered):
        if offered.type not in ("audio", "video"):
            return offered.protocol
        return self.request.get("transport-protocol", offered.protocol)

    def mid(self, index):
        return str(index + 1) if "generate-mid" in self.request.get("flags", []) else ""

    def mux(self, offered):
        asked = self.request.get("rtcp-mux", [])
        return "offer" in asked or "require" in asked or (offered.mux and "demux" not in asked)

    def ice(self, offered):
        return self.request.get("ICE") in ("force", "optional") or (offered.ice and self.request.get("ICE") != "remove")

    def dtls(self, offered):
        return self.request.get("DTLS") != "off"

    def codecs(self, offered):
        """The list that the callee is offered, roughly: without what is stripped or masked, with what is transcoded."""
        asked = self.request.get("codec", {})
        gone = [name.split("/")[0].lower() for name in asked.get("strip", []) + asked.get("mask",
            []) + asked.get("consume", [])]
        kept = [name.split("/")[0].lower() for name in asked.get("except", []) + asked.get("offer", [])]
        whole = bool({"all", "full"} & set(gone))
        left = [codec for codec in offered.codecs if codec.name in kept or not (codec.name in gone or whole
            and not (codec.is_event() and "full" not in gone))]
        for name in asked.get("transcode", []) if offered.type == "audio" else []:
            encoding = name.upper() + "/8000" if "/" not in name else "/".join(name.split("/")[:3])
            encoding = {"OPUS/8000": "opus/48000/2", "TELEPHONE-EVENT/8000": "telephone-event/8000"}.get(encoding,
                encoding)
            if not any(codec.name == name.split("/")[0].lower() for codec in left):
                used = {codec.number for codec in left + offered.codecs}
                left.insert(0, Codec(STATIC.get(encoding, next(number for number in range(96, 128)
                    if number not in used)), encoding))
        return left or offered.codecs


@dataclass
class Configuration:
    """Flags for offers and for answers of the caller's direction, and for those that the callee starts; names of callers and callees it is meant for."""
    name: str
    weight: float
    offer: str
    answer: str
    back_offer: str = None
    back_answer: str = None
    callers: tuple = ()
    callees: tuple = ()

    def flags(self, answer, back):
        if back:
            chosen = self.back_answer if answer else self.back_offer
            if chosen is not None:
                return chosen
        return self.answer if answer else self.offer


WEB = ("chrome", "chrome-video", "chrome-old", "firefox", "safari", "jssip-savpf", "sip-js-node")
SIP = ("asterisk", "asterisk-pjsip", "freeswitch", "yealink", "cisco-cucm", "grandstream", "sonus", "audiocodes",
    "twilio", "linphone", "microsip", "acme", "zoiper", "snom")
FAX = ("asterisk", "asterisk-pjsip", "freeswitch", "cisco-gateway", "sonus", "acme", "audiocodes", "grandstream",
    "fax-machine", "ims-gateway")
MOBILE = ("handset", "handset-evs", "ims-gateway")
SECURE = ("yealink", "snom", "audiocodes", "twilio", "polycom", "avaya", "room-system", "teams", "teams-sbc")
TO_WEB = f"trust-address {COMMON} ICE=force UDP/TLS/RTP/SAVPF"
TO_SIP = f"trust-address {COMMON} ICE=remove RTP/AVP"


def symmetric(name, weight, flags, callers=SIP, callees=SIP):
    return Configuration(name, weight, flags, flags, callers=callers, callees=callees)


def web_to_sip(name, weight, to_sip, to_web):
    return Configuration(name, weight, to_sip, to_web, to_web, to_sip, WEB, SIP)


def sip_to_web(name, weight, to_web, to_sip):
    return Configuration(name, weight, to_web, to_sip, to_sip, to_web, SIP, WEB)


CONFIGURATIONS = [
    symmetric("plain", 16, COMMON, (), ()),
    symmetric("trusting", 10, f"trust-address {COMMON}", (), ()),
    symmetric("no flags", 3, "", (), ()),
    symmetric("remove ice", 8, f"{COMMON} ICE=remove", (), ()),
    symmetric("sip source", 6, f"SIP-source-address {COMMON}"),
    symmetric("force ice", 3, f"force trust-address {COMMON} ICE=force", (), ()),
    symmetric("asymmetric", 3, f"{COMMON} ICE=remove RTP/AVP asymmetric trust-address delete-delay=0"),
    symmetric("rtcp", 2, f"SIP-source-address {COMMON} generate-RTCP=on"),
    symmetric("strict", 2, f"trust-address {COMMON} strict-source media-handover TOS=184 ICE=remove"),
    symmetric("latching", 2, f"trust-address {COMMON} rtcp-mux-offer port-latching ICE=remove RTP/AVP"),
    symmetric("looping", 2, f"{COMMON} loop-protect ICE=remove"),
    symmetric("recording", 2, f"record-call=yes metadata=from:alice|to:bob trust-address {COMMON}"),
    symmetric("version", 2,
        f"trust-address {COMMON} replace-SDP-version replace-username replace-session-name ICE=remove"),
    Configuration("inside out", 6, f"{COMMON} ICE=remove direction=external direction=internal",
        f"{COMMON} direction=internal direction=external",
                  f"{COMMON} ICE=remove direction=internal direction=external",
                      f"{COMMON} direction=external direction=internal", SIP, SIP),
    Configuration("outside", 3, f"{COMMON} trust-address direction=internal direction=external RTP/AVP",
        f"{COMMON} trust-address direction=internal direction=external RTP/AVP", callers=SIP, callees=SIP),
    Configuration("six", 3, f"{COMMON} address-family=IP6 ICE=remove", f"{COMMON} address-family=IP4 ICE=remove",
        f"{COMMON} address-family=IP4", f"{COMMON} address-family=IP6", SIP, SIP),
    Configuration("family only on branches", 2, f"{COMMON} trust-address via-branch=extra address-family=IP4",
        f"{COMMON} trust-address via-branch=extra", callers=MOBILE, callees=SIP),
    symmetric("advertised", 3, f"{COMMON} media-address=198.51.100.9 ICE=remove"),
    web_to_sip("web to sip", 8, f"{TO_SIP} rtcp-mux-demux", f"{TO_WEB} rtcp-mux-offer"),
    web_to_sip("web to sip, quiet", 4, f"{COMMON} RTP/AVP ICE=remove DTLS=off SDES-off rtcp-mux-demux",
        f"{COMMON} RTP/SAVPF ICE=force DTLS=passive SDES-off"),
    web_to_sip("web to sip, manage", 4, f"rtcp-mux-demux DTLS=off SDES-off ICE=remove RTP/AVP {COMMON}",
        f"rtcp-mux-offer generate-mid DTLS=passive SDES-off ICE=force RTP/SAVPF {COMMON}"),
    web_to_sip("web to pcm", 3,
        f"{COMMON} codec-strip=all codec-offer=PCMU codec-offer=telephone-event ICE=remove rtcp-mux-demux SDES-off RTP/AVP", f"{COMMON} ICE=force UDP/TLS/RTP/SAVPF DTLS=passive SDES-off rtcp-mux-offer"),
    web_to_sip("web transcoded", 3, f"{TO_SIP} rtcp-mux-demux codec-mask-opus codec-transcode-PCMA",
        f"{TO_WEB} rtcp-mux-offer SDES-off"),
    sip_to_web("sip to web", 7, f"{TO_WEB} rtcp-mux-offer", f"{TO_SIP} rtcp-mux-demux"),
    sip_to_web("sip to web, manage", 4,
        f"rtcp-mux-offer generate-mid DTLS=passive SDES-off ICE=force RTP/SAVPF {COMMON}",
        f"rtcp-mux-demux DTLS=off SDES-off ICE=remove RTP/AVP {COMMON}"),
    sip_to_web("sip to web, require", 3,
        f"trust-address {COMMON} rtcp-mux-require ICE=force transcode-PCMU transcode-opus SDES-off UDP/TLS/RTP/SAVPF",
        f"{TO_SIP} rtcp-mux-demux"),
    sip_to_web("sip to web, accept", 2, f"{TO_WEB} rtcp-mux-accept rtcp-mux-offer generate-mid",
        f"{TO_SIP} rtcp-mux-accept"),
    sip_to_web("sip to web, unmasked", 2,
        f"{COMMON} RTP/SAVPF ICE=force DTLS=passive SDES-off rtcp-mux-offer codec-mask-G729 codec-transcode-opus",
        f"{COMMON} RTP/AVP ICE=remove rtcp-mux-demux"),
    symmetric("web to web", 4, f"{COMMON} trust-address ICE=force rtcp-mux-accept", WEB, WEB),
    symmetric("web to web, relay", 2, "ICE=force-relay", WEB, WEB),
    symmetric("web to web, optional", 2, f"ICE=optional trust-address {COMMON}", WEB, WEB),
    symmetric("web to web, default", 2, f"{COMMON}", WEB, WEB),
    symmetric("web passthrough", 1, "passthrough trust-address", WEB, WEB),
    Configuration("srtp to rtp", 4, f"{COMMON} RTP/AVP ICE=remove SDES-off", f"{COMMON} RTP/SAVP DTLS=off",
        f"{COMMON} RTP/SAVP DTLS=off", f"{COMMON} RTP/AVP", SECURE, SIP),
    Configuration("rtp to srtp", 4, f"trust-address {COMMON} RTP/SAVP DTLS=off ICE=remove",
        f"trust-address {COMMON} RTP/AVP", f"{COMMON} RTP/AVP", f"{COMMON} RTP/SAVP DTLS=off", SIP, SECURE),
    Configuration("rtp to srtp, one suite", 2,
        f"{COMMON} ICE=default DTLS=off SDES-only-AES_CM_128_HMAC_SHA1_80 RTP/SAVP", f"{COMMON} RTP/AVP", callers=SIP,
        callees=SECURE),
    Configuration("rtp to srtp, no suites", 2,
        f"{COMMON} DTLS=off SDES-no-AEAD_AES_256_GCM SDES-no-AEAD_AES_128_GCM SDES-no-F8_128_HMAC_SHA1_80 SDES-no-NULL_HMAC_SHA1_80 SDES-pad SDES-lifetime RTP/SAVP", f"{COMMON} RTP/AVP", callers=SIP, callees=SECURE),
    symmetric("srtp both", 3, f"{COMMON} ICE=remove", SECURE, SECURE),
    symmetric("teams", 2, f"{COMMON} RTP/SAVP DTLS=off SDES-lifetime ICE-lite=forward rtcp-mux-offer", ("sonus",
        "audiocodes", "twilio"), ("teams", "teams-sbc")),
    symmetric("opportunistic", 2, f"via-branch=extra {COMMON} strict-source SDES-pad OSRTP-offer RTP/AVP ICE=remove",
        SIP, SECURE),
    Configuration("transcoding g729", 3,
        f"{COMMON} codec-strip-all codec-except-telephone-event codec-except-g729 codec-transcode-g729 ICE=remove",
        f"{COMMON} ICE=remove", callers=SIP, callees=SIP),
    Configuration("transcoding pcma", 3, f"{COMMON} codec-mask=all codec-transcode=PCMA RTP/AVP", f"{COMMON} RTP/AVP",
        callers=SIP, callees=SIP),
    symmetric("transcoding pcma, manage", 2,
        f"{COMMON} trust-address codec-mask-all codec-transcode-PCMA codec-transcode-telephone-event", SIP, SIP),
    Configuration("transcoding list", 2,
        f"{COMMON} symmetric-codecs codec-transcode-g729 codec-transcode-pcma codec-transcode-pcmu codec-transcode-gsm", f"{COMMON}", callers=(), callees=SIP),
    Configuration("mobile to pcm", 3,
        f"{COMMON} trust-address codec-strip-EVS codec-mask-AMR-WB codec-transcode-PCMA ICE=remove",
        f"{COMMON} trust-address ICE=remove", callers=MOBILE, callees=SIP),
    symmetric("mobile", 5, f"{COMMON} trust-address ICE=remove via-branch=extra", MOBILE, MOBILE),
    Configuration("pcm to mobile", 2, f"{COMMON} trust-address codec-transcode-AMR-WB codec-transcode-AMR ICE=remove",
        f"{COMMON} trust-address", callers=SIP, callees=MOBILE),
    symmetric("stripping", 3, f"{COMMON} trust-address codec-strip-G722 codec-strip-opus codec-strip-speex", (), SIP),
    symmetric("one codec", 2, f"{COMMON} always-transcode single-codec inject-DTMF", SIP, SIP),
    Configuration("packets", 2, f"{COMMON} ptime=30 ICE=remove", f"{COMMON} ICE=remove", callers=SIP, callees=SIP),
    Configuration("packets, both", 1, f"{COMMON} ptime=20 ptime-reverse=20 ICE=remove", f"{COMMON} ICE=remove",
        callers=SIP, callees=SIP),
    symmetric("fax", 3, f"{COMMON} trust-address ICE=remove DTLS=off", FAX, FAX),
    Configuration("fax decoded", 2, f"{COMMON} trust-address T.38-decode", f"{COMMON} trust-address", callers=FAX,
        callees=FAX),
    Configuration("fax forced", 1, f"{COMMON} trust-address T.38-force", f"{COMMON} trust-address", callers=FAX,
        callees=FAX),
    symmetric("conference", 3, f"{COMMON} trust-address ICE=remove no-rtcp-attribute", ("room-system", "yealink",
        "cisco-phone", "polycom"), ("room-system", "yealink", "cisco-phone")),
    Configuration("named ends", 2, f"force internal external {COMMON}", f"force external internal {COMMON} ICE=remove",
        callers=SIP, callees=SIP),
    symmetric("no such flags", 1, f"trust-addres {COMMON} WebRTC out-iface=198.51.100.4 early-media egress SDES=off",
        SIP, SIP),
    Configuration("manual codecs", 2,
        f"{COMMON} ICE=remove codec-mask-all codec-transcode-G722 codec-transcode-AMR-WB/16000/1///mode-set--0,1,2;mode-change-period--2/dtx--1 codec-transcode-AMR codec-transcode-PCMA codec-offer-telephone-event",
                  f"{COMMON} ICE=remove codec-strip-all codec-transcode-AMR codec-offer-telephone-event",
                      callers=MOBILE, callees=SIP + MOBILE),
    Configuration("answer settled", 2, f"{COMMON} trust-address codec-transcode-PCMA codec-transcode-PCMU",
        f"{COMMON} trust-address codec-strip-G722 codec-strip-opus codec-except-PCMA", callers=SIP, callees=SIP),
    Configuration("more codecs", 2,
        f"{COMMON} trust-address rtcp-mux-require ICE=force transcode-PCMU transcode-G722 SDES-off RTP/SAVP",
        f"{COMMON} ICE=remove RTP/AVP", callers=SIP, callees=WEB + SECURE),
    Configuration("opus for the web", 2,
        f"{COMMON} RTP/SAVPF ICE=force DTLS=passive SDES-off rtcp-mux-offer codec-transcode-opus/48000/2 codec-strip-G729 codec-set-PCMA/8000", f"{COMMON} RTP/AVP ICE=remove rtcp-mux-demux", callers=SIP, callees=WEB),
    symmetric("all accepted", 1, f"{COMMON} trust-address codec-accept-all codec-transcode-PCMU ptime=20", SIP, SIP),
    symmetric("consumed", 1,
        f"{COMMON} trust-address codec-consume-all codec-offer-PCMA codec-transcode-telephone-event", SIP, SIP),
    symmetric("open keys", 1,
        f"{COMMON} RTP/SAVP SDES-unencrypted_srtp SDES-unencrypted_srtcp SDES-unauthenticated_srtp DTLS=off", SIP,
        SECURE),
    symmetric("avpf", 2, f"{COMMON} RTP/AVPF ICE=remove", SIP, SIP),
    symmetric("original direction", 1, f"{COMMON} original-sendrecv full-rtcp-attribute rtcp-mux-demux", (), ()),
]
SPRINKLES = ["asymmetric", "port-latching", "no-port-latching", "strict-source", "media-handover", "generate-mid",
    "no-rtcp-attribute", "full-rtcp-attribute",
             "loop-protect", "reset", "replace-zero-address", "replace-SDP-version", "record-call=on",
                 "rtcp-mux-offer", "rtcp-mux-accept", "rtcp-mux-reject",
             "rtcp-mux-require", "rtcp-mux-demux", "strip-extmap", "trickle-ICE", "ICE-reject", "original-sendrecv",
                 "single-codec", "always-transcode", "inject-DTMF",
             "TOS=46", "label=leg", "SDES-off", "DTLS=off", "DTLS=passive", "DTLS=active", "DTLS-reverse=passive",
                 "ptime=20", "ptime=40", "codec-strip-G729", "codec-mask-PCMU", "codec-mask-opus",
             "transcode-PCMA", "transcode-opus", "transcode-G722", "transcode-telephone-event", "codec-accept-PCMA",
                 "codec-consume-PCMU", "codec-offer-PCMA", "codec-except-PCMU", "codec-strip-all", "allow-transcoding",
             "pierce-NAT", "NAT-wait", "symmetric-codecs", "reuse-codecs", "no-codec-renegotiation", "unidirectional",
                 "SDES-static", "OSRTP-accept", "delay-buffer=100", "media-echo=backward",
             "no-jitter-buffer", "RTCP-mirror", "detect-DTMF", "xmlrpc-callback=192.0.2.9", "DTLS-fingerprint=sha-1",
                 "address-family=IP6", "address-family=IP4", "debug", "early-media"]
