"""What kinds of endpoints write into their session descriptions: phones, exchanges, gateways, border controllers."""

from dataclasses import dataclass

from sdp import Codec

PCMU, PCMA, GSM = Codec(0, "PCMU/8000"), Codec(8, "PCMA/8000"), Codec(3, "GSM/8000")
G722, G723 = Codec(9, "G722/8000"), Codec(4, "G723/8000")
G729, G729_NO_ANNEX = Codec(18, "G729/8000"), Codec(18, "G729/8000", "annexb=no")
COMFORT = Codec(13, "CN/8000")


def events(number=101, rate=8000, fmtp="0-15"):
    return Codec(number, f"telephone-event/{rate}", fmtp)


@dataclass
class Kind:
    """The habits of one kind of endpoint. Empty values mean: it writes no such thing."""
    name: str
    weight: float
    user: str
    session_name: str
    audio: list
    video: list = ()
    protocol: str = "RTP/AVP"
    suites: tuple = ()            # of a=crypto
    optional: bool = False        # a=crypto under RTP/AVP
    lifetime: str = ""            # what stands behind an inline key
    ice: str = ""                 # "", "full", "lite", "trickle"
    dtls: bool = False
    mux: bool = False
    rtcp: bool = False            # writes a=rtcp
    static_maps: bool = True      # writes rtpmap of static payload types
    parameters_last: bool = False # all rtpmap lines first
    feedback_together: bool = False
    media_address: bool = False   # c= in the media, none in the session
    both_addresses: bool = False  # c= in both
    direction: bool = True        # writes a=sendrecv
    ptime: int = 0
    session: tuple = ()           # session attributes
    before: tuple = ()            # i=, u=, e=, p=, b= of the session
    bandwidth: tuple = ()         # b= of audio
    video_bandwidth: tuple = ()
    audio_lines: tuple = ()
    video_lines: tuple = ()
    bundle: bool = False
    mid: str = ""                 # "number" or "name"
    ssrc: bool = False
    fax: bool = False             # can do T.38
    fax_lines: tuple = ()
    session_keys: bool = False    # fingerprint and ICE words in the session
    twice: bool = False           # offers SAVP and AVP as two m= lines
    order: tuple = ("transport", "codecs", "ptime", "lines", "direction", "rtcp", "crypto", "ssrc")
    hold: tuple = ("sendonly",)   # how it holds
    numeric_identity: int = 10    # digits of the session id
    timing: str = "t=0 0"
    line_end: str = "\r\n"


FAX_LINES = (
    "a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxRateManagement:transferredTCF", "a=T38FaxMaxBuffer:262",
    "a=T38FaxMaxDatagram:176", "a=T38FaxUdpEC:t38UDPRedundancy",
)

PHONES = [
    Kind("asterisk", 14, "root", "Asterisk PBX 13.38.3", [PCMU, PCMA, GSM, G729_NO_ANNEX, events(fmtp="0-16")],
         ptime=20,
         audio_lines=("a=silenceSupp:off - - - -",), order=("codecs", "lines", "ptime", "transport", "direction",
             "rtcp", "crypto"),
         fax=True, fax_lines=("a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxRateManagement:transferredTCF",
                              "a=T38FaxMaxDatagram:400", "a=T38FaxUdpEC:t38UDPRedundancy")),
    Kind("asterisk-pjsip", 12, "-", "Asterisk", [Codec(107, "opus/48000/2", "useinbandfec=1"), PCMU, PCMA, G722,
         events(fmtp="0-16")],
         [Codec(99, "H264/90000", "packetization-mode=1;profile-level-id=42E01F"), Codec(100, "VP8/90000")], ptime=20,
         audio_lines=("a=maxptime:140",), order=("codecs", "ptime", "lines", "transport", "direction", "rtcp",
             "crypto"),
         fax=True, fax_lines=("a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxRateManagement:transferredTCF",
                              "a=T38FaxMaxDatagram:397", "a=T38FaxUdpEC:t38UDPRedundancy")),
    Kind("freeswitch", 10, "FreeSWITCH", "FreeSWITCH", [Codec(102, "opus/48000/2",
         "useinbandfec=1; maxaveragebitrate=30000; maxplaybackrate=48000; ptime=20; minptime=10; maxptime=40"),
         G722, PCMU, PCMA, Codec(103, "telephone-event/48000", "0-16"), events(fmtp="0-16")], ptime=20, direction=False,
         order=("codecs", "transport", "rtcp", "crypto", "ptime", "lines", "direction"), fax=True, fax_lines=FAX_LINES,
             hold=("sendonly", "zero")),
    Kind("yealink", 9, "-", "SDP data", [PCMU, PCMA, G729_NO_ANNEX, G722, events()], [Codec(99, "H264/90000",
         "profile-level-id=42801F; packetization-mode=1")],
         ptime=20, suites=("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"), order=("crypto", "codecs", "ptime",
             "direction", "transport", "rtcp", "lines"),
         video_bandwidth=("b=AS:2048",)),
    Kind("polycom", 6, "-", "Polycom IP Phone", [G722, PCMU, PCMA, G729_NO_ANNEX, Codec(127, "telephone-event/8000")],
         [Codec(109, "H264/90000", "profile-level-id=42800d; max-mbps=10000"), Codec(34, "H263/90000",
             "CIF=1;QCIF=1;SQCIF=1")],
         session=("a=sendrecv",), suites=("AES_CM_128_HMAC_SHA1_80",), twice=True, hold=("inactive", "sendonly",
             "zero"),
         order=("direction", "crypto", "lines", "codecs", "ptime", "rtcp", "transport")),
    Kind("cisco-cucm", 6, "CiscoSystemsCCM-SIP", "SIP Call", [PCMU, PCMA, Codec(18, "G729/8000", "annexb=yes"), G722,
         events()], ptime=20,
         before=("b=TIAS:64000", "b=AS:80"), both_addresses=False, direction=False, order=("codecs", "ptime",
             "direction", "transport", "rtcp", "crypto", "lines"),
         hold=("inactive", "sendonly")),
    Kind("cisco-phone", 4, "Cisco-SIPUA", "SIP Call", [PCMU, PCMA, Codec(116, "iLBC/8000", "mode=20"), Codec(18,
         "G729/8000", "annexb=yes"), events(101)],
         [Codec(126, "H264/90000", "profile-level-id=42801E;packetization-mode=1;level-asymmetry-allowed=1"), Codec(97,
             "H264/90000", "profile-level-id=42801E;packetization-mode=0;level-asymmetry-allowed=1")],
         video_lines=("a=imageattr:* recv [x=640,y=480,q=0.60]", "a=rtcp-fb:* nack pli", "a=rtcp-fb:* ccm fir",
             "a=rtcp-fb:* ccm tmmbr"),
         video_bandwidth=("b=TIAS:1000000",), order=("codecs", "lines", "direction", "transport", "rtcp", "crypto",
             "ptime")),
    Kind("cisco-gateway", 4, "CiscoSystemsSIP-GW-UserAgent", "SIP Call", [PCMA, PCMU, G729_NO_ANNEX, Codec(98,
         "telephone-event/8000", "0-15"), Codec(19, "CN/8000")],
         both_addresses=True, direction=False, ptime=20, fax=True, order=("codecs", "ptime", "transport", "direction",
             "rtcp", "crypto", "lines"),
         fax_lines=("a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxFillBitRemoval:0",
             "a=T38FaxTranscodingMMR:0", "a=T38FaxTranscodingJBIG:0",
                    "a=T38FaxRateManagement:transferredTCF", "a=T38FaxMaxBuffer:200", "a=T38FaxMaxDatagram:320",
                        "a=T38FaxUdpEC:t38UDPRedundancy")),
    Kind("sonus", 6, "Sonus_UAC", "SIP Media Capabilities", [PCMA, PCMU, G729_NO_ANNEX, events(100)], ptime=20,
         order=("codecs", "direction", "rtcp", "ptime", "transport", "crypto", "lines"),
         rtcp=True, media_address=False, fax=True, fax_lines=FAX_LINES, hold=("inactive", "sendonly"),
             audio_lines=("a=maxptime:20",)),
    Kind("acme", 5, "-", "-", [PCMU, PCMA, G729, G723, events()], media_address=True, ptime=20,
         audio_lines=("a=direction:both",), fax=True,
         fax_lines=("a=T38FaxMaxDatagram:612", "a=T38FaxRateManagement:transferredTCF",
             "a=T38FaxUdpEC:t38UDPRedundancy", "a=T38FaxVersion:0", "a=T38MaxBitRate:14400")),
    Kind("audiocodes", 5, "AudiocodesGW", "Phone-Call", [PCMA, PCMU, G729_NO_ANNEX, Codec(96, "telephone-event/8000",
         "0-15")], ptime=20,
         suites=("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"), lifetime="|2^31", fax=True, order=("codecs",
             "ptime", "direction", "rtcp", "crypto", "transport", "lines"),
         audio_lines=("a=silenceSupp:off - - - -",), rtcp=True, fax_lines=FAX_LINES),
    Kind("grandstream", 6, "1001", "SIP Call", [PCMU, PCMA, G723, G729, Codec(97, "iLBC/8000", "mode=20"), G722,
         Codec(2, "G726-32/8000"), Codec(121, "opus/48000/2"), events()], ptime=20,
         order=("direction", "codecs", "ptime", "transport", "rtcp", "crypto", "lines"), fax=True,
         fax_lines=("a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxFillBitRemoval:0",
             "a=T38FaxTranscodingMMR:0", "a=T38FaxTranscodingJBIG:0",
                    "a=T38FaxRateManagement:transferredTCF", "a=T38FaxMaxBuffer:1024", "a=T38FaxMaxDatagram:238",
                        "a=T38FaxUdpEC:t38UDPRedundancy")),
    Kind("snom", 5, "root", "call", [G722, PCMA, PCMU, Codec(99, "G726-32/8000"), Codec(112, "AAL2-G726-32/8000"),
         G729, events()], ptime=20,
         suites=("AES_CM_128_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_80"), order=("crypto", "codecs", "ptime",
             "direction", "rtcp", "transport", "lines")),
    Kind("linphone", 5, "alice", "Talk", [Codec(96, "opus/48000/2", "useinbandfec=1"), Codec(97, "speex/16000",
         "vbr=on"), Codec(98, "speex/8000", "vbr=on"), PCMU, PCMA,
         Codec(101, "telephone-event/48000"), Codec(99, "telephone-event/16000"), Codec(100, "telephone-event/8000")],
         [Codec(96, "VP8/90000", "", ("ccm fir", "nack sli", "nack pli", "nack rpsi", "ack rpsi")), Codec(97,
             "H264/90000", "profile-level-id=42801F", ("nack pli", "ccm fir"))],
         protocol="RTP/AVPF", static_maps=False,
             session=("a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics", "a=record:off"),
         audio_lines=("a=rtcp-fb:* trr-int 1000", "a=rtcp-fb:* ccm tmmbr"), direction=False, feedback_together=True,
         before=("b=AS:380",), order=("codecs", "lines", "direction", "rtcp", "crypto", "transport", "ptime")),
    Kind("linphone-ice", 2, "alice", "Talk", [Codec(96, "opus/48000/2", "useinbandfec=1"), PCMU, PCMA, Codec(101,
         "telephone-event/48000"), Codec(100, "telephone-event/8000")],
         [Codec(96, "VP8/90000"), Codec(97, "H264/90000", "profile-level-id=42801F")], static_maps=False,
             direction=False, session_keys=True, ice="full", mux=True,
         suites=("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80",
             "AES_256_CM_HMAC_SHA1_32"), protocol="RTP/SAVP",
         session=("a=record:off",), order=("codecs", "rtcp", "crypto", "lines", "transport", "direction", "ptime")),
    Kind("snom-optional", 2, "root", "call", [G722, PCMA, PCMU, events()], ptime=20, suites=("AES_CM_128_HMAC_SHA1_32",
         "AES_CM_128_HMAC_SHA1_80"), optional=True,
         order=("crypto", "codecs", "ptime", "direction", "rtcp", "transport", "lines")),
    Kind("asterisk-dtls", 2, "-", "Asterisk", [PCMU, PCMA, G722, events(fmtp="0-16")], ptime=20,
         protocol="UDP/TLS/RTP/SAVPF", ice="full", dtls=True, mux=True, ssrc=True,
         audio_lines=("a=maxptime:150",), order=("transport", "codecs", "ptime", "lines", "direction", "rtcp", "ssrc")),
    Kind("zoiper", 4, "Z", "Z", [Codec(106, "opus/48000/2", "sprop-maxcapturerate=16000; minptime=20; useinbandfec=1"),
         G722, PCMU, PCMA, Codec(98, "telephone-event/48000", "0-16"), events(101, fmtp="0-16")],
         order=("codecs", "direction", "rtcp", "transport", "crypto", "lines", "ptime"), mux=False, numeric_identity=1,
             audio_lines=("a=rtcp-mux",)),
    Kind("microsip", 4, "-", "pjmedia", [PCMA, PCMU, Codec(96, "opus/48000/2", "useinbandfec=1"), Codec(97,
         "speex/16000"), GSM, Codec(101, "telephone-event/8000", "0-16"), Codec(120, "telephone-event/48000", "0-16")],
         [Codec(97, "H264/90000", "profile-level-id=42e01e; packetization-mode=1"), Codec(98, "VP8/90000",
             "max-fr=30; max-fs=580")], before=("b=AS:84",), bandwidth=("b=TIAS:64000",),
         rtcp=True, session=("a=X-nat:0",), ssrc=True, order=("rtcp", "direction", "codecs", "ssrc", "lines",
             "transport", "crypto", "ptime"), both_addresses=True),
    Kind("avaya", 3, "-", "-", [PCMU, G729_NO_ANNEX, G722, Codec(120, "telephone-event/8000")],
         before=("b=TIAS:64000",), session=("a=avf:avc=n prio=n", "a=csup:avf-v0"),
         ptime=20, suites=("AES_CM_128_HMAC_SHA1_80",), order=("lines", "codecs", "direction", "ptime", "rtcp",
             "crypto", "transport"), bandwidth=("b=AS:64",), hold=("inactive",)),
    Kind("mitel", 3, "-", "-", [PCMU, PCMA, G722, G729, Codec(98, "L16/16000"), Codec(110, "PCMU/16000"), Codec(111,
         "PCMA/16000"), Codec(106, "BV16/8000"), events()], ptime=30,
         audio_lines=("a=silenceSupp:off - - - -",), order=("codecs", "ptime", "direction", "lines", "rtcp",
             "transport", "crypto"), hold=("sendonly", "zero")),
    Kind("three-cx", 3, "3cxPS", "3cxPS Audio call", [PCMU, PCMA, Codec(102, "telephone-event/8000", "0-15")],
         ptime=20, numeric_identity=12),
    Kind("twilio", 4, "root", "Twilio Media Gateway", [PCMU, PCMA, events()], ptime=20, audio_lines=("a=maxptime:20",),
         suites=("AES_CM_128_HMAC_SHA1_80",),
         order=("codecs", "crypto", "ptime", "lines", "direction", "rtcp", "transport")),
    Kind("doubango", 2, "doubango", "-", [Codec(0, "PCMU/8000/1"), Codec(8, "PCMA/8000/1"), Codec(3, "GSM/8000/1"),
         Codec(112, "AMR/8000/1", "octet-align=1"), Codec(111, "AMR/8000/1", "octet-align=0"),
         Codec(101, "telephone-event/8000/1", "0-16")], session=("a=tcap:1 RTP/AVPF",),
             audio_lines=("a=imageattr:112 octet-align=1", "a=pcfg:1 t=1", "a=silenceSupp:off - - - -"),
         mux=True, ptime=20, ssrc=True, order=("ptime", "lines", "codecs", "direction", "rtcp", "ssrc", "transport",
             "crypto")),
    Kind("sipp", 4, "user1", "-", [PCMU], direction=False, order=("codecs", "direction", "transport", "rtcp", "crypto",
         "lines", "ptime")),
    Kind("baresip", 2, "-", "-", [Codec(96, "opus/48000/2", "stereo=1;sprop-stereo=1"), G722, PCMU, PCMA, Codec(97,
         "L16/16000"), events()], rtcp=True,
         session=("a=tool:baresip 1.0.0",), audio_lines=("a=label:1",), ssrc=True, before=("b=AS:128",), ptime=20,
             order=("rtcp", "codecs", "direction", "lines", "ssrc", "ptime", "transport", "crypto")),
    Kind("genesys", 2, "Genesys", "StreamManager", [PCMU, PCMA, G729, events()], audio_lines=("a=etag:x1",),
         order=("codecs", "lines", "direction", "rtcp", "transport", "crypto", "ptime")),
    Kind("old-gateway", 2, "-", "-", [PCMA, G729, G723, Codec(15, "G728/8000")], static_maps=False, direction=False,
         timing="t=3724394400 3724398000",
         before=("i=A call", "u=http://example.com/", "e=noc@example.com", "p=+1 617 555-6011"), order=("codecs",
             "direction", "transport", "rtcp", "crypto", "lines", "ptime")),
    Kind("fax-machine", 3, "-", "fax", [PCMA, PCMU, Codec(100, "NSE/8000", "192-194"), Codec(101, "X-NSE/8000")],
         ptime=20, fax=True, fax_lines=FAX_LINES, audio_lines=("a=X-sqn:0", "a=X-cap:1 image udptl t38"),
         order=("codecs", "ptime", "lines", "direction", "rtcp", "transport", "crypto")),
]
