"""One endpoint in one dialogue: what it offers, how it answers, what it keeps from one description to the next."""

import sdp
from sdp import Codec, Description, Media

REVERSED = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive", "sendrecv": "sendrecv"}
DAEMON_SUITES = [
    "AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_32",
    "AES_192_CM_HMAC_SHA1_80", "AES_192_CM_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32",
]


def private_address(random):
    return random.choice(["10.{}.{}.{}", "192.168.{}.{}", "172.16.{}.{}", "192.0.2.{}", "198.51.100.{}",
        "203.0.113.{}"]).format(
        *(random.randint(1, 250) for _ in range(3)))


class Party:
    """`tag` is its SIP tag. Ports, keys and ICE words stay until it moves."""

    def __init__(self, random, kind, six=False):
        self.random, self.kind, self.six = random, kind, six
        self.tag = random.choice(["as{:08x}", "{:08x}-1", "{:010x}", "SD{:06x}-{:04x}"]).format(random.getrandbits(30),
            random.getrandbits(16))
        self.user = random.choice(["alice", "bob", "1001", "2002"]) if kind.user == "alice" else kind.user
        self.identity = str(random.randint(10 ** (kind.numeric_identity - 1), 10 ** kind.numeric_identity - 1))
        self.version = random.choice([0, 1, 2, int(self.identity) % 100000]) if kind.numeric_identity < 15 else 2
        self.described = False
        self.bundle_only = kind.bundle and random.random() < 0.15
        self.move()

    def restart_ice(self):
        self.ufrag, self.password = sdp.token(self.random, 4), sdp.token(self.random, 24)

    def move(self):
        """Another address and other ports, as after a transfer or a change of network."""
        random = self.random
        self.address = f"2001:db8:{random.randint(1, 9)}::{random.randint(1, 65000):x}" if self.six else private_address(random)
        self.source = self.address if random.random() < 0.6 else private_address(random)
        self.ports = [random.randrange(4000, 60000, 2) for _ in range(12)]
        self.ufrag = sdp.token(random, random.choice([4, 4, 8]))
        self.password = sdp.token(random, random.choice([22, 24, 32]))
        self.hash_line = sdp.fingerprint(random, random.choice(["sha-256"] * 6 + ["sha-1"]))
        self.keys = {suite: sdp.crypto_key(random, suite) for suite in sdp.CRYPTO_BYTES}
        self.ssrc = random.getrandbits(32)
        self.order = self.kind.order

    # -- whole descriptions

    def describe(self, media):
        kind = self.kind
        self.described = True
        session = list(kind.session)
        if kind.session_keys:
            session += self.lift(media)
        if kind.bundle and media:
            session.insert(0, "a=group:BUNDLE " + " ".join(each.mid for each in media if each.mid))
        if kind.ice == "lite":
            session.append("a=ice-lite")
        browser = kind.bundle
        return Description(self.user, self.identity, self.version, "127.0.0.1" if browser
            and kind.user == "-" else "0.0.0.0" if browser else self.address,
                           kind.session_name, "" if kind.media_address else self.address, session, kind.timing,
                               list(kind.before), media)

    @staticmethod
    def lift(media):
        """Fingerprint, ICE words and options of the first media into the session, as Firefox and Linphone write them."""
        lines = media[0].groups.get("transport", []) if media else []
        lifted = [line for line in lines if line.startswith(("a=fingerprint", "a=ice-"))]
        for each in media:
            each.groups["transport"] = [line for line in each.groups.get("transport", []) if line not in lifted]
        return lifted

    def offer(self, types=("audio",), direction="sendrecv", codecs=None, change=True):
        """An offer of these media: "audio", "video", "image", or "-TYPE" for one that is switched off."""
        if change:
            self.version += 1
        media = []
        for index, type in enumerate(types):
            off, type = type.startswith("-"), type.lstrip("-")
            media.append(self.section(type, index, direction, off, codecs if type == "audio" else None))
            if self.kind.twice and self.kind.suites and type != "image" and not off and self.offers_twice():
                plain = self.section(type, index, direction, off, codecs if type == "audio" else None)
                media[-1].protocol = "RTP/SAVP"
                self.fill(media[-1], [(1, self.kind.suites[0])])
                media.append(plain)
        return self.describe(media)

    def offers_twice(self):
        if not hasattr(self, "twice_chosen"):
            self.twice_chosen = self.random.random() < 0.3
        return self.twice_chosen

    def section(self, type, index, direction, off, codecs=None):
        kind = self.kind
        if type == "image":
            media = Media("image", 0 if off else self.ports[index], self.random.choice(["udptl"] * 5 + ["UDPTL"]),
                formats="t38", order=("fax",))
            media.groups["fax"] = [] if off else list(kind.fax_lines)
        elif type == "bfcp":
            media = Media("application", self.ports[index], "UDP/BFCP", formats="*", order=("lines",))
            media.groups["lines"] = ["a=floorctrl:c-s", "a=confid:1", "a=floorid:2 mstrm:12", "a=userid:1"]
        elif type == "text":
            media = Media("text", 0 if off else self.ports[index], kind.protocol, [Codec(98, "t140/1000"), Codec(99,
                "red/1000", "98/98/98/98")], order=("codecs", "direction"))
        elif type == "application":
            media = Media("application", self.ports[index], "UDP/DTLS/SCTP", formats="webrtc-datachannel",
                order=("transport", "mid", "lines"))
            media.groups["lines"] = ["a=sctp-port:5000", "a=max-message-size:262144"]
        elif type == "message":
            media = Media("message", self.ports[index], "TCP/MSRP", formats="*", order=("lines",))
            media.groups["lines"] = ["a=accept-types:message/cpim text/plain",
                f"a=path:msrp://{self.address}:{self.ports[index]}/{self.identity};tcp"]
        else:
            port = self.ports[0] if kind.bundle and self.described else self.ports[index]
            media = Media(type, 0 if off else port, kind.protocol, list(codecs or (kind.video
                if type == "video" else kind.audio)))
        media.direction = direction
        media.mid = {"number": str(index), "name": {"audio": "audio", "video": "video"}.get(type, "data"),
            "": ""}[kind.mid]
        media.mux = kind.mux and media.type in ("audio", "video")
        media.ice, media.dtls = bool(kind.ice), kind.dtls
        if kind.media_address or kind.both_addresses:
            trickled = kind.ice == "trickle" and self.ports and kind.media_address
            media.address = "0.0.0.0" if trickled else self.address
            if trickled and not off:
                media.port = 9
            if self.bundle_only and index and not self.described and not off:
                media.port = 0
                media.groups["only"] = ["a=bundle-only"]
                media.order = (*self.order, "only")
        suites = [(number + 1, suite) for number, suite in enumerate(kind.suites)] if ("SAVP" in media.protocol
            or kind.optional) and not kind.dtls else []
        if not off or self.random.random() < 0.5:
            self.fill(media, suites)
        if off and self.random.random() < 0.5:
            media.groups = {}
        return media

    # -- the lines of one section

    def fill(self, media, suites, role="actpass"):
        kind, groups = self.kind, media.groups
        media.suites, media.order = suites, media.order or self.order
        if media.type == "text":
            groups["codecs"] = sdp.codec_lines(media.codecs, kind)
        if media.type in ("audio", "video"):
            media.before = list(kind.bandwidth if media.type == "audio" else kind.video_bandwidth)
            groups["codecs"] = sdp.codec_lines(media.codecs, kind)
            groups["ptime"] = [f"a=ptime:{kind.ptime}"] if kind.ptime and media.type == "audio" else []
            groups["lines"] = list(kind.audio_lines if media.type == "audio" else kind.video_lines)
            groups["rtcp"] = self.rtcp_lines(media)
        groups["direction"] = [f"a={media.direction}"] if media.type not in ("message",
            "application") and (kind.direction or media.direction != "sendrecv") else []
        groups["crypto"] = [f"a=crypto:{tag} {suite} inline:{self.keys[suite]}{kind.lifetime}" for tag, suite in suites]
        groups["transport"] = self.ice_lines(media) + self.dtls_lines(media, role)
        groups["mid"] = [f"a=mid:{media.mid}"] if media.mid else []
        groups["mux"] = ["a=rtcp-mux"] if media.mux else []
        if media.mux and "mux" not in media.order:
            groups["rtcp"] = groups.get("rtcp", []) + ["a=rtcp-mux"]
        if kind.ssrc and media.type in ("audio", "video"):
            number = (self.ssrc + (media.type == "video")) % 2 ** 32
            groups["ssrc"] = [f"a=ssrc:{number} cname:{self.ufrag}x9"]
            groups["msid"] = [f"a=msid:0b5c {media.type}0"]

    def rtcp_lines(self, media):
        if not self.kind.rtcp:
            return []
        if self.kind.ice in ("full", "trickle") and self.kind.dtls:
            return [f"a=rtcp:{media.port if media.mux else media.port + 1} IN IP4 {media.address or self.address}"]
        if self.kind.name == "sonus" or self.kind.name == "audiocodes":
            return [f"a=rtcp:{media.port + 1}" + ("" if self.six else f" IN IP4 {self.address}")] if media.port else []
        return [f"a=rtcp:{media.port + 1}"] if media.port else []

    def ice_lines(self, media):
        if not media.ice:
            return []
        kind = self.kind
        port = self.ports[0] if kind.bundle else media.port
        lines = [f"a=ice-ufrag:{self.ufrag}", f"a=ice-pwd:{self.password}"]
        if kind.ice == "trickle":
            return lines + ["a=ice-options:trickle"]
        components = (1,) if media.mux and kind.bundle else (1, 2)
        low = "udp" if kind.bundle else "UDP"
        for component in components:
            lines.append(f"a=candidate:{self.ssrc % 4000000000} {component} {low} {2122260224 - component} {self.address} {port + component - 1} typ host"
                         + (" generation 0 network-id 1" if kind.bundle else ""))
        if kind.ice == "full" and self.source != self.address and ":" not in self.source + self.address:
            for component in components:
                lines.append(f"a=candidate:{(self.ssrc >> 3) + 7} {component} {low} {1686052608 - component} {self.source} {port + 100 + component} typ srflx raddr {self.address} rport {port + component - 1}")
        if kind.ice == "full" and self.ssrc % 7 == 0:
            for component in components:
                lines.append(f"a=candidate:{(self.ssrc >> 4) + 5} {component} {low} {41885696 - component} 198.51.100.{self.ssrc % 200 + 1} {20000 + self.ssrc % 9000 + component} typ relay raddr {self.address} rport {port + component - 1}")
        if kind.ice == "full" and self.ssrc % 5 == 0:
            lines.append(f"a=candidate:{(self.ssrc >> 6) + 3} 1 {low} 2122262783 2001:db8:7::{self.ssrc % 65000:x} {port} typ host")
        if kind.bundle and self.ssrc % 11 == 0:
            lines.append(f"a=candidate:{(self.ssrc >> 6) + 4} 1 udp 2122260223 7e3b1d0c-0f0e-4f0a-9d1b-{self.ssrc:012x}.local {port} typ host generation 0")
        if kind.bundle and kind.ice == "full" and self.ssrc % 3 == 0:
            lines.append(f"a=candidate:{(self.ssrc >> 5) + 9} 1 tcp 1518280447 {self.address} 9 typ host tcptype active generation 0 network-id 1")
        return lines

    def dtls_lines(self, media, role):
        return [f"a=fingerprint:{self.hash_line}", f"a=setup:{role}"] if media.dtls else []
