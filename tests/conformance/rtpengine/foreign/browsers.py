"""Endpoints of the web, of mobile networks and of conferences: BUNDLE, ICE, DTLS, wide codecs."""

from kinds import COMFORT, G722, PCMA, PCMU, PHONES, Kind, events
from sdp import Codec

FEEDBACK = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
CHROME_AUDIO = [Codec(111, "opus/48000/2", "minptime=10;useinbandfec=1", ("transport-cc",)), Codec(63, "red/48000/2",
    "111/111"), G722, PCMU, PCMA,
                COMFORT, Codec(110, "telephone-event/48000"), Codec(126, "telephone-event/8000")]
OLD_CHROME_AUDIO = [Codec(111, "opus/48000/2", "minptime=10;useinbandfec=1", ("transport-cc",)), Codec(103,
    "ISAC/16000"), Codec(104, "ISAC/32000"), G722, PCMU, PCMA,
                    Codec(106, "CN/32000"), Codec(105, "CN/16000"), COMFORT, Codec(110, "telephone-event/48000"),
                        Codec(112, "telephone-event/32000"),
                    Codec(113, "telephone-event/16000"), Codec(126, "telephone-event/8000")]
CHROME_VIDEO = [Codec(96, "VP8/90000", "", FEEDBACK), Codec(97, "rtx/90000", "apt=96"), Codec(102, "H264/90000",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", FEEDBACK),
                Codec(103, "rtx/90000", "apt=102"), Codec(98, "VP9/90000", "profile-id=0", FEEDBACK), Codec(99,
                    "rtx/90000", "apt=98"), Codec(114, "red/90000"), Codec(116, "ulpfec/90000")]
FIREFOX_AUDIO = [Codec(109, "opus/48000/2", "maxplaybackrate=48000;stereo=1;useinbandfec=1"), Codec(9, "G722/8000/1"),
    PCMU, PCMA, Codec(101, "telephone-event/8000/1", "0-15")]
FIREFOX_VIDEO = [Codec(120, "VP8/90000", "max-fs=12288;max-fr=60", ("nack", "nack pli", "ccm fir", "goog-remb",
    "transport-cc")), Codec(124, "rtx/90000", "apt=120"),
                 Codec(121, "VP9/90000", "max-fs=12288;max-fr=60", ("nack", "nack pli", "ccm fir", "goog-remb")),
                     Codec(126, "H264/90000", "profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1",
                     ("nack", "nack pli", "ccm fir"))]
AUDIO_EXTENSIONS = ("a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                    "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
                        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid")
VIDEO_EXTENSIONS = ("a=extmap:14 urn:ietf:params:rtp-hdrext:toffset",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                    "a=extmap:13 urn:3gpp:video-orientation", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
                        "a=rtcp-rsize")
CHROME_ORDER = ("rtcp", "transport", "mid", "lines", "direction", "msid", "mux", "codecs", "ssrc")
AMR_WB = Codec(104, "AMR-WB/16000/1", "mode-change-capability=2;max-red=0")

BROWSERS = [
    Kind("chrome", 9, "-", "-", CHROME_AUDIO, protocol="UDP/TLS/RTP/SAVPF", ice="trickle", dtls=True, mux=True,
         rtcp=True, media_address=True, bundle=True, mid="number", ssrc=True,
         session=("a=extmap-allow-mixed", "a=msid-semantic: WMS 0b5c"), audio_lines=AUDIO_EXTENSIONS,
             numeric_identity=19, order=CHROME_ORDER),
    Kind("chrome-video", 6, "-", "-", CHROME_AUDIO, CHROME_VIDEO, protocol="UDP/TLS/RTP/SAVPF", ice="full", dtls=True,
         mux=True, rtcp=True, media_address=True, bundle=True, mid="number",
         ssrc=True, session=("a=extmap-allow-mixed", "a=msid-semantic: WMS 0b5c"), audio_lines=AUDIO_EXTENSIONS,
             video_lines=VIDEO_EXTENSIONS, numeric_identity=19, order=CHROME_ORDER),
    Kind("chrome-old", 4, "-", "-", OLD_CHROME_AUDIO, CHROME_VIDEO[:3], protocol="UDP/TLS/RTP/SAVPF", ice="full",
         dtls=True, mux=True, rtcp=True, media_address=True, bundle=True, mid="name",
         ssrc=True, session=("a=msid-semantic: WMS",), audio_lines=AUDIO_EXTENSIONS[:1], numeric_identity=19,
             order=CHROME_ORDER),
    Kind("firefox", 5, "mozilla...THIS_IS_SDPARTA-99.0", "-", FIREFOX_AUDIO, FIREFOX_VIDEO,
         protocol="UDP/TLS/RTP/SAVPF", ice="trickle", session_keys=True, dtls=True, mux=True, media_address=True,
         bundle=True,
         mid="number", ssrc=True, audio_lines=("a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
             "a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level"),
         video_lines=("a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid",), session=("a=msid-semantic:WMS *",),
             numeric_identity=18,
         order=("direction", "lines", "codecs", "transport", "mid", "msid", "mux", "rtcp", "ssrc")),
    Kind("safari", 3, "-", "-", OLD_CHROME_AUDIO[:1] + OLD_CHROME_AUDIO[3:6] + OLD_CHROME_AUDIO[7:], [CHROME_VIDEO[2],
         CHROME_VIDEO[3], CHROME_VIDEO[0], CHROME_VIDEO[1]], protocol="UDP/TLS/RTP/SAVPF",
         ice="full", dtls=True, mux=True, rtcp=True, media_address=True, bundle=True, mid="number", ssrc=True,
             audio_lines=AUDIO_EXTENSIONS, video_lines=VIDEO_EXTENSIONS, numeric_identity=19, order=CHROME_ORDER),
    Kind("jssip-savpf", 2, "-", "-", OLD_CHROME_AUDIO, protocol="RTP/SAVPF", ice="full", dtls=True, mux=True,
         rtcp=True, media_address=True, bundle=True, mid="name", ssrc=True, numeric_identity=19, order=CHROME_ORDER),
    Kind("teams", 4, "-", "session", [Codec(104, "SILK/16000"), G722, Codec(103, "SILK/8000"), Codec(111,
         "SIREN/16000", "bitrate=16000"), PCMU, PCMA, Codec(97, "RED/8000"), COMFORT, Codec(118, "CN/16000"),
         events(101, fmtp="0-16")],
         protocol="RTP/SAVP", suites=("AES_CM_128_HMAC_SHA1_80",), lifetime="|2^31", ice="full", rtcp=True, mux=True,
             ptime=20, both_addresses=True, before=("b=CT:10000000",),
         audio_lines=("a=x-ssrc-range:1-1", "a=label:main-audio", "a=x-candidate-info:1 network-type=wired"),
             order=("rtcp", "transport", "lines", "crypto", "mux", "direction", "codecs", "ptime")),
    Kind("teams-sbc", 3, "sbc", "pstn", [PCMU, PCMA, Codec(104, "SILK/16000"), events(101)], protocol="RTP/SAVP",
         suites=("AES_CM_128_HMAC_SHA1_80",), lifetime="|2^31|1:1", ice="lite", mux=True, ptime=20, rtcp=True,
         order=("codecs", "ptime", "direction", "rtcp", "mux", "crypto", "transport", "lines")),
    Kind("handset", 6, "+18885550100", "-", [AMR_WB, Codec(110, "AMR-WB/16000/1",
         "octet-align=1;mode-change-capability=2;max-red=0"), Codec(102, "AMR/8000/1",
         "mode-change-capability=2;max-red=0"),
         Codec(108, "AMR/8000/1", "octet-align=1;mode-change-capability=2;max-red=0"), Codec(105,
             "telephone-event/16000", "0-15"), Codec(100, "telephone-event/8000", "0-15")],
         [Codec(113, "H265/90000", "profile-id=1; level-id=93"), Codec(114, "H264/90000",
             "profile-level-id=42C01E; packetization-mode=1; sprop-parameter-sets=Z0LAHukBQHsg,aM4G4g==", ("nack",
             "nack pli", "ccm fir", "ccm tmmbr"))],
         bandwidth=("b=AS:41", "b=RS:0", "b=RR:0"), video_bandwidth=("b=AS:960", "b=RS:8000", "b=RR:6000"), ptime=20,
             both_addresses=True, numeric_identity=3,
         audio_lines=("a=maxptime:240", "a=curr:qos local none", "a=curr:qos remote none",
             "a=des:qos mandatory local sendrecv", "a=des:qos optional remote sendrecv"),
         video_lines=("a=extmap:7 urn:3gpp:video-orientation",), order=("codecs", "ptime", "lines", "direction",
             "rtcp", "crypto", "transport"), hold=("sendonly",)),
    Kind("handset-evs", 4, "-", "QC VOIP", [Codec(127, "EVS/16000/1", "br=5.9-24.4;bw=nb-swb;ch-aw-recv=3;max-red=0"),
         Codec(96, "AMR-WB/16000", "octet-align=0; max-red=0; mode-change-capability=2"),
         Codec(97, "AMR/8000", "octet-align=0; max-red=0"), Codec(98, "telephone-event/16000", "0-15"), Codec(99,
             "telephone-event/8000", "0-15")], bandwidth=("b=AS:49", "b=RS:600", "b=RR:2000"),
         session=("a=tcap:1 RTP/AVPF",), ptime=20, audio_lines=("a=pcfg:1 t=1", "a=maxptime:240",
             "a=curr:qos local sendrecv", "a=curr:qos remote none", "a=des:qos mandatory local sendrecv",
             "a=des:qos mandatory remote sendrecv", "a=conf:qos remote sendrecv"),
         order=("codecs", "lines", "ptime", "direction", "rtcp", "crypto", "transport")),
    Kind("ims-gateway", 4, "-", "-", [AMR_WB, Codec(102, "AMR/8000", "mode-set=0,2,4,7;mode-change-period=2"), PCMA,
         Codec(18, "G729/8000", "annexb=no"), Codec(101, "telephone-event/8000", "0-15"), Codec(105,
         "telephone-event/16000", "0-15")],
         bandwidth=("b=AS:82", "b=RR:1025", "b=RS:341"), ptime=20, audio_lines=("a=maxptime:40", "a=3gOoBTC"),
             fax=True, fax_lines=("a=T38FaxVersion:0", "a=T38FaxRateManagement:transferredTCF",
             "a=T38FaxUdpEC:t38UDPRedundancy", "a=T38MaxBitRate:14400"),
         order=("codecs", "direction", "ptime", "lines", "rtcp", "crypto", "transport")),
    Kind("room-system", 3, "tandberg", "-", [Codec(100, "MP4A-LATM/90000",
         "profile-level-id=25;object=23;bitrate=128000"), G722, Codec(102, "G7221/32000", "bitrate=48000"), Codec(103,
         "G7221/16000", "bitrate=32000"), PCMU, PCMA, events()],
         [Codec(97, "H264/90000",
             "packetization-mode=0;profile-level-id=42e016;max-br=5000;max-mbps=245000;max-fs=9000"), Codec(126,
             "H264/90000", "packetization-mode=1;profile-level-id=42e016"), Codec(96, "H263-1998/90000",
             "custom=1280,768,3;CIF=1"), Codec(34, "H263/90000", "CIF=1;QCIF=1"), Codec(31, "H261/90000",
             "CIF=1;QCIF=1")],
         before=("b=AS:2000",), bandwidth=("b=TIAS:128000",), video_bandwidth=("b=TIAS:1920000",),
             video_lines=("a=rtcp-fb:* nack pli", "a=content:main", "a=label:11"), suites=("AES_CM_128_HMAC_SHA1_80",),
         order=("codecs", "lines", "direction", "rtcp", "crypto", "transport", "ptime")),
    Kind("sip-js-node", 2, "-", "mediasoup", [Codec(100, "opus/48000/2", "useinbandfec=1"), PCMU, Codec(101,
         "telephone-event/8000", "0-15")], protocol="UDP/TLS/RTP/SAVPF", ice="lite", dtls=True, mux=True, bundle=True,
         mid="number", media_address=True, ssrc=True, order=("codecs", "mid", "transport", "direction", "mux", "lines",
             "msid", "rtcp", "ssrc")),
]

KINDS = PHONES + BROWSERS
BY_NAME = {kind.name: kind for kind in KINDS}


def choose(random, names=None):
    """A kind by weight, of these names when given."""
    kinds = [BY_NAME[name] for name in names] if names else KINDS
    return random.choices(kinds, [kind.weight for kind in kinds])[0]
