"""Odd but legal: what a few endpoints in a hundred write, put over the habits of a party."""

from dataclasses import replace

from sdp import Codec

ODD = {
    "lines end in LF": lambda kind, random: {"line_end": "\n"},
    "no last line end": lambda kind, random: {"line_end": "\r\n!"},
    "empty line behind": lambda kind, random: {"line_end": "\r\n!!"},
    "empty name": lambda kind, random: {"session_name": " "},
    "name in UTF-8": lambda kind, random: {"session_name": "Büro Süd"},
    "bandwidth and contact": lambda kind, random: {"before": ("i=Call", "b=AS:128", "b=RS:0")},
    "times": lambda kind, random: {"timing": "t=0 0\r\nr=7d 1h 0 25h"},
    "key of old": lambda kind, random: {"bandwidth": tuple(kind.bandwidth) + ("k=prompt",)},
    "title of media": lambda kind, random: {"bandwidth": ("i=main audio",) + tuple(kind.bandwidth)},
    "two directions": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=sendrecv",)},
    "session direction": lambda kind, random: {"session": tuple(kind.session) + (random.choice(["a=sendrecv",
        "a=sendonly", "a=recvonly"]),), "direction": False},
    "ptime twice": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=ptime:30",)},
    "maxptime": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=maxptime:60", "a=minptime:10")},
    "odd ptime": lambda kind, random: {"ptime": random.choice([10, 30, 40, 60, 80])},
    "capabilities": lambda kind, random: {"session": tuple(kind.session) + ("a=sqn: 0", "a=cdsc: 1 audio RTP/AVP 0 8",
        "a=cpar: a=T38FaxVersion:0")},
    "quality": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=curr:qos local none",
        "a=des:qos optional local sendrecv", "a=rtcp-xr:voip-metrics", "a=lang:en", "a=charset:UTF-8")},
    "crypto in plain": lambda kind, random: {"suites": ("AES_CM_128_HMAC_SHA1_80",),
        "protocol": "RTP/SAVP"} if not kind.dtls else {},
    "avpf": lambda kind, random: {"protocol": "RTP/AVPF"} if kind.protocol == "RTP/AVP" else {},
    "mux": lambda kind, random: {"mux": True},
    "rtcp line": lambda kind, random: {"rtcp": True},
    "mids": lambda kind, random: {"mid": "name", "order": tuple(kind.order) + (("mid",)
        if "mid" not in kind.order else ())},
    "empty format parameters": lambda kind, random: {"audio": [replace(codec, fmtp=codec.fmtp
        and " " + codec.fmtp + " ") for codec in kind.audio]},
    "events of many numbers": lambda kind, random: {"audio": [replace(codec, fmtp="0-15,32,36")
        if codec.name == "telephone-event" else codec for codec in kind.audio]},
    "lower case": lambda kind, random: {"audio": [replace(codec, encoding=codec.encoding.lower())
        for codec in kind.audio]},
    "channels": lambda kind, random: {"audio": [replace(codec, encoding=codec.encoding + "/1")
        if codec.encoding.count("/") == 1 else codec for codec in kind.audio]},
    "other numbers": lambda kind, random: {"audio": [replace(codec, number=codec.number + 1
        if 96 <= codec.number < 127 else codec.number) for codec in kind.audio]},
    "silence of static types": lambda kind, random: {"audio": [replace(codec, fmtp="vad=yes")
        if codec.number < 10 else codec for codec in kind.audio], "static_maps": False},
    "optional encryption": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=encryption:optional",)},
    "connections": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=connection:new",
        "a=tls-id:abc3de65cddef001be82")},
    "rtcp elsewhere": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + (f"a=rtcp:{random.randrange(20001, 30000, 2)}",)},
    "rtcp at another address": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + (f"a=rtcp:{random.randrange(20001, 30000, 2)} IN IP4 192.0.2.{random.randint(1, 99)}",)},
    "sources": lambda kind, random: {"session": tuple(kind.session) + ("a=source-filter: incl IN IP4 * 192.0.2.10",)},
    "groups": lambda kind, random: {"session": ("a=group:LS audio video",) + tuple(kind.session), "mid": "name",
        "order": tuple(kind.order) + (("mid",) if "mid" not in kind.order else ())},
    "many directions": lambda kind, random: {"audio_lines": ("a=recvonly",) + tuple(kind.audio_lines) + ("a=inactive",)},
    "nothing but events": lambda kind, random: {"audio": [codec for codec in kind.audio if codec.is_event()]
        or list(kind.audio)},
    "packets": lambda kind, random: {"ptime": 20, "audio_lines": tuple(kind.audio_lines) + ("a=X-ptime:20",
        "a=vsel:0")},
    "events of several rates": lambda kind, random: {"audio": list(kind.audio) + [Codec(119, "telephone-event/16000",
        "0-15"), Codec(123, "telephone-event/48000", "0-15")]},
    "parameters last": lambda kind, random: {"parameters_last": True},
    "clear channel": lambda kind, random: {"audio": list(kind.audio) + [Codec(125, "CLEARMODE/8000"), Codec(124,
        "X-CCD/8000")]},
    "annexes": lambda kind, random: {"audio": [replace(codec, fmtp="annexb=yes") if codec.name == "g729" else codec
        for codec in kind.audio]},
    "g729a": lambda kind, random: {"audio": [replace(codec, encoding="G729a/8000") if codec.name == "g729" else codec
        for codec in kind.audio]},
    "old numbers": lambda kind, random: {"audio": list(kind.audio) + [Codec(2, "G721/8000"), Codec(5, "DVI4/8000"),
        Codec(7, "LPC/8000")]},
    "wide": lambda kind, random: {"audio": [Codec(115, "G7221/16000", "bitrate=24000"), Codec(117, "iLBC/8000",
        "mode=30")] + list(kind.audio)},
    "redundant events": lambda kind, random: {"audio": list(kind.audio) + [Codec(121, "red/8000", "101/101"),
        Codec(122, "telephone-event/16000")]},
    "comfort": lambda kind, random: {"audio": list(kind.audio) + ([Codec(13, "CN/8000")] if all(codec.number != 13
        for codec in kind.audio) else [])},
    "both keys": lambda kind, random: {"suites": ("AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"), "dtls": False,
        "protocol": "RTP/SAVP"},
    "key parameters": lambda kind, random: {"suites": ("AES_CM_128_HMAC_SHA1_80",), "lifetime": random.choice(["|2^20",
        "|2^48|1:4", "|1048576", " UNENCRYPTED_SRTCP", "|2^31 WSH=64"]), "protocol": "RTP/SAVP", "dtls": False},
    "floor control": lambda kind, random: {"audio_lines": tuple(kind.audio_lines) + ("a=floorctrl:c-s", "a=confid:1")},
}


def decorate(random, party):
    """Gives the party one odd habit, now and then two."""
    for _ in range(random.choice([1, 1, 2])):
        party.kind = replace(party.kind, **ODD[random.choice(sorted(ODD))](party.kind, random))
        party.order = party.kind.order
