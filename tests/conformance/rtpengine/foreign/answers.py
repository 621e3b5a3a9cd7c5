"""How an endpoint answers an offer that came through the daemon: its choice of codecs, numbers, media and keys."""

from dataclasses import replace

from party import DAEMON_SUITES, REVERSED
from sdp import Media


def answer(party, offer, seen, busy=()):
    """The answer to `offer`; `seen` says what the configuration made of it (see configurations.Seen); `busy` types are rejected."""
    party.version += 1
    numbering = choose_numbering(party)
    media, taken = [], set()
    for index, offered in enumerate(offer.media):
        media.append(section(party, offered, index, seen, numbering, busy, taken))
    if len(media) > 1 and party.random.random() < 0.03:
        media.pop()  # some forget what they refuse
    return party.describe(media)


def choose_numbering(party):
    """RFC 3264, 6.1: the answerer should keep the offer's numbers, and may use its own. Once chosen it stays."""
    if not hasattr(party, "numbering"):
        party.numbering = party.random.choices(["theirs", "own", "mixed"], [88, 8, 4])[0]
    return party.numbering


def section(party, offered, index, seen, numbering, busy, taken):
    random = party.random
    protocol = seen.protocol(offered)
    codecs = common_codecs(party, offered, seen, numbering)
    same_twice = offered.type in taken and party.kind.name != "polycom" and random.random() < 0.7
    only = any("bundle-only" in line for line in offered.groups.get("only", []))
    refused = ((offered.port == 0 and not only) or offered.type in busy or same_twice
               or (offered.type in ("audio", "video") and not codecs) or (offered.type == "image"
                   and not party.kind.fax)
               or offered.type == "message" or (offered.type in ("application", "text") and random.random() < 0.6))
    port = party.ports[0] if party.kind.bundle else party.ports[index]
    media = Media(offered.type, 0 if refused else port, protocol, codecs, offered.formats, mid=offered.mid
        or seen.mid(index))
    media.direction = REVERSED[offered.direction] if random.random() < 0.97 else random.choice(["sendonly", "recvonly",
        "inactive", "sendrecv"])
    if refused:
        media.codecs = codecs or offered.codecs[:1]
        if party.kind.media_address:
            media.address = "0.0.0.0"
        if random.random() < 0.3 and media.mid:
            media.groups, media.order = {"mid": [f"a=mid:{media.mid}"]}, ("mid",)
        return media
    taken.add(offered.type)
    media.groups, media.order = {}, ("codecs", "lines", "direction", "transport", "mid") if offered.type in ("text",
        "application") else ()
    if party.kind.media_address or party.kind.both_addresses:
        media.address = party.address
    if offered.type == "image":
        media.groups, media.order = {"fax": list(party.kind.fax_lines)}, ("fax",)
        return media
    media.mux = party.kind.mux and seen.mux(offered)
    media.ice = bool(party.kind.ice) and seen.ice(offered)
    media.dtls = "TLS" in protocol or ("SAVP" in protocol and party.kind.dtls and seen.dtls(offered))
    party.fill(media, chosen_suite(party, offered, protocol, media.dtls), random.choice(["active"] * 5 + ["passive"]))
    return media


def chosen_suite(party, offered, protocol, dtls):
    """One a=crypto line with the tag of the daemon's list, where the protocol asks for it."""
    if "SAVP" not in protocol or dtls:
        return []
    if offered.suites and party.random.random() < 0.85:
        return [party.random.choice(offered.suites)]
    suite = party.random.choice(["AES_CM_128_HMAC_SHA1_80"] * 4 + DAEMON_SUITES)
    return [(DAEMON_SUITES.index(suite) + 1, suite)]


def common_codecs(party, offered, seen, numbering):
    """What both know, in the order of the offer or the answerer's own, one codec or all of them, and events."""
    if offered.type == "text":
        return list(offered.codecs)
    if offered.type not in ("audio", "video"):
        return []
    random, own = party.random, list(party.kind.audio if offered.type == "audio" else party.kind.video)
    offers = seen.codecs(offered)
    pairs = [(theirs, mine) for theirs in offers for mine in own if theirs.same(mine)]
    if random.random() < 0.25:
        pairs.sort(key=lambda pair: own.index(pair[1]))
    found = []
    for theirs, mine in pairs:
        number = theirs.number if numbering == "theirs" or (numbering == "mixed"
            and not theirs.is_event()) else mine.number
        if number not in [codec.number for codec in found] and not any(codec.same(mine) for codec in found):
            found.append(replace(mine, number=number, fmtp=theirs.fmtp if theirs.fmtp
                and random.random() < 0.3 else mine.fmtp))
    real = [codec for codec in found if not codec.is_event()]
    if not real:
        return []
    if offered.type == "audio":
        stray(party, found)
    if not hasattr(party, "one_codec"):
        party.one_codec = random.random() < 0.5
    if party.one_codec:
        rate = real[0].encoding.split("/")[1]
        usable = [codec for codec in found if codec.name == "telephone-event"]
        fitting = [codec for codec in usable if codec.encoding.split("/")[1] == rate] or usable
        return real[:1] + fitting[:1]
    return found


def stray(party, found):
    """Now and then an endpoint answers with events, or a codec, that nobody offered."""
    if not hasattr(party, "strays"):
        party.strays = party.random.random() < 0.04
    if party.strays:
        free = [codec for codec in party.kind.audio if not any(codec.same(each) or codec.number == each.number
            for each in found)]
        found += free[-1:]
