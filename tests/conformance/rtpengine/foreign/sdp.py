"""Session descriptions as values: codecs, media, keys, and how one endpoint writes them as text."""

import base64
from dataclasses import dataclass, field

CRYPTO_BYTES = {
    "AEAD_AES_256_GCM": 44, "AEAD_AES_128_GCM": 28, "AES_256_CM_HMAC_SHA1_80": 46, "AES_256_CM_HMAC_SHA1_32": 46,
    "AES_192_CM_HMAC_SHA1_80": 38, "AES_192_CM_HMAC_SHA1_32": 38, "AES_CM_128_HMAC_SHA1_80": 30,
    "AES_CM_128_HMAC_SHA1_32": 30, "F8_128_HMAC_SHA1_80": 30, "NULL_HMAC_SHA1_80": 30,
}
STATIC = {
    "PCMU/8000": 0, "GSM/8000": 3, "G723/8000": 4, "LPC/8000": 7, "PCMA/8000": 8, "G722/8000": 9, "CN/8000": 13,
    "G728/8000": 15, "G729/8000": 18, "JPEG/90000": 26, "H261/90000": 31, "H263/90000": 34,
}
ICE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass
class Codec:
    """One payload type: number, encoding as in rtpmap, parameters, feedback."""
    number: int
    encoding: str
    fmtp: str = ""
    feedback: tuple = ()

    @property
    def name(self):
        return self.encoding.split("/")[0].lower()

    def same(self, other):
        mine, theirs = self.encoding.lower().split("/"), other.encoding.lower().split("/")
        return mine[:2] == theirs[:2]

    def is_event(self):
        return self.name in ("telephone-event", "cn")


@dataclass
class Media:
    """One m= section. `lines` are its attributes in groups; the kind of endpoint chooses their order."""
    type: str
    port: int
    protocol: str
    codecs: list = field(default_factory=list)
    formats: str = ""
    address: str = ""
    before: list = field(default_factory=list)
    groups: dict = field(default_factory=dict)
    direction: str = "sendrecv"
    mid: str = ""
    mux: bool = False
    ice: bool = False
    suites: list = field(default_factory=list)  # (tag, suite) of a=crypto
    dtls: bool = False
    order: tuple = ()

    def format_list(self):
        return self.formats or " ".join(str(codec.number) for codec in self.codecs)

    def text(self):
        lines = [f"m={self.type} {self.port} {self.protocol} {self.format_list()}"]
        if self.address:
            lines.append(connection(self.address))
        lines += self.before
        for group in self.order:
            lines += self.groups.get(group, [])
        return lines


@dataclass
class Description:
    """A whole SDP."""
    user: str
    identity: str
    version: int
    origin: str
    name: str
    address: str = ""
    session: list = field(default_factory=list)
    timing: str = "t=0 0"
    before: list = field(default_factory=list)
    media: list = field(default_factory=list)

    def text(self, end="\r\n"):
        lines = ["v=0", f"o={self.user} {self.identity} {self.version} IN {family(self.origin)} {self.origin}",
            f"s={self.name}"]
        lines += [line for line in self.before if line[0] in "iuep"]
        if self.address:
            lines.append(connection(self.address))
        lines += [line for line in self.before if line[0] == "b"]
        lines.append(self.timing)
        lines += self.session
        for media in self.media:
            lines += media.text()
        if end.endswith("!"):  # what stands behind the last line: nothing, or an empty line
            return "\r\n".join(lines) + ("\r\n\r\n" if end.endswith("!!") else "")
        return end.join(lines) + end


def family(address):
    return "IP6" if ":" in address else "IP4"


def connection(address):
    return f"c=IN {family(address)} {address}"


def token(random, length, letters=ICE_LETTERS):
    return "".join(random.choice(letters) for _ in range(length))


def crypto_key(random, suite):
    return base64.b64encode(random.randbytes(CRYPTO_BYTES[suite])).decode()


def fingerprint(random, hash_name="sha-256"):
    size = {"sha-1": 20, "sha-256": 32, "sha-384": 48, "sha-512": 64}[hash_name]
    return f"{hash_name} " + ":".join(f"{byte:02X}" for byte in random.randbytes(size))


def codec_lines(codecs, kind):
    """rtpmap, fmtp and rtcp-fb of a list, codec by codec, or as the kind has it."""
    maps, late = [], []
    for codec in codecs:
        if kind.static_maps or codec.number >= 96:
            maps.append(f"a=rtpmap:{codec.number} {codec.encoding}")
        feedback = [f"a=rtcp-fb:{codec.number} {value}" for value in codec.feedback]
        parameters = [f"a=fmtp:{codec.number} {codec.fmtp}"] if codec.fmtp else []
        (late if kind.feedback_together else maps).extend(feedback)
        (late if kind.parameters_last else maps).extend(parameters)
    return maps + late
