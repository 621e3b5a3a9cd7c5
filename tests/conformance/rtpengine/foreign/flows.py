"""The courses that calls take, each with the weight that it has among calls."""

from dataclasses import replace

import answers
import browsers
from configurations import Seen
from party import Party


def basic(d):
    d.offer(to_tag=False)
    d.answer()


def early_media(d):
    d.offer(to_tag=False)
    first = d.answer()
    if d.random.random() < 0.3:
        d.callee.version += 1
        if d.random.random() < 0.5:
            d.callee.move()
        d.answer()
    else:
        d.answer(text=first)


def unanswered(d):
    d.offer(to_tag=False)
    if d.random.random() < 0.3:
        d.query()


def repeated_offer(d):
    """A challenge or a retransmission: the same offer again."""
    text = d.offer(to_tag=False)
    if d.random.random() < 0.5:
        d.branch = f"z9hG4bK{d.random.getrandbits(40):x}.0"
    d.offer(to_tag=False, text=text)
    d.answer()


def hold(d):
    party = d.random.choice([d.caller, d.caller, d.callee])
    peer = d.callee if party is d.caller else d.caller
    for _ in range(d.random.choice([1, 1, 2])):
        held(d, party, peer)
        if d.random.random() < 0.85:
            d.offer(party, peer)
            d.answer(peer, party)


def held(d, party, peer):
    way = d.random.choice(party.kind.hold)
    text = party.offer(d.types, direction="sendonly" if way == "zero" else way)
    if way == "zero":
        if text.address:
            text.address = "0.0.0.0"
        for media in text.media:
            media.address = "0.0.0.0" if media.address else ""
            if d.random.random() < 0.5:
                media.direction = "sendrecv"
                media.groups["direction"] = []
    d.offer(party, peer, text=text)
    d.answer(peer, party)


def codec_change(d):
    party = d.random.choice([d.caller, d.callee])
    peer = d.callee if party is d.caller else d.caller
    codecs = list(party.kind.audio)
    chosen = d.random.choice(["one", "reversed", "fewer", "renumbered"])
    if chosen == "one":
        codecs = [d.random.choice(codecs)] + [codec for codec in codecs if codec.is_event()][:1]
    elif chosen == "reversed":
        codecs.reverse()
    elif chosen == "fewer":
        codecs = codecs[1:] or codecs
    else:
        codecs = [replace(codec, number=codec.number + 3 if 96 <= codec.number < 120 else codec.number)
            for codec in codecs]
    d.offer(party, peer, codecs=list({codec.number: codec for codec in codecs}.values()))
    d.answer(peer, party)


def refresh(d):
    """Session timer: the same description again, or with a version of its own."""
    party = d.random.choice([d.caller, d.callee])
    peer = d.callee if party is d.caller else d.caller
    for _ in range(d.random.choice([1, 2])):
        d.offer(party, peer, change=d.random.random() < 0.4)
        d.answer(peer, party)


def moved(d):
    """A transfer, or a phone in another network: new address, new ports, new keys."""
    party = d.random.choice([d.caller, d.callee])
    peer = d.callee if party is d.caller else d.caller
    if party.kind.ice and d.random.random() < 0.5:
        party.restart_ice()
    else:
        party.move()
    d.offer(party, peer)
    d.answer(peer, party)


def forked(d):
    """Parallel branches, each with its offer; early answers of several; one wins."""
    others = [d.callee] + [Party(d.random, d.random.choice([d.callee.kind, d.callee.kind, browsers.choose(d.random,
        d.configuration.callees)])) for _ in range(d.random.choice([1, 1, 2]))]
    d.branches = d.random.random() < 0.75
    branches = [f"{d.branch[:-1]}{number}" for number in range(len(others))]
    text = None
    for branch in branches if d.branches else branches[:1]:
        text = d.offer(to_tag=False, text=text, branch=branch)
    order = list(range(len(others)))
    d.random.shuffle(order)
    for number in order:
        if d.random.random() < 0.75:
            d.answer(others[number], branch=branches[number])
    winner = d.random.choice(order)
    d.callee, d.branch = others[winner], branches[winner]
    d.answer(branch=branches[winner])
    if d.random.random() < 0.3 and d.branches:
        loser = d.random.choice(order)
        d.delete(branch=branches[loser])
    if d.random.random() < 0.4:
        d.offer()
        d.answer()


def serial(d):
    """A gateway says 503; the next one is tried, with or without a delete in between."""
    text = d.offer(to_tag=False)
    if d.random.random() < 0.3:
        d.answer()
    if d.random.random() < 0.5:
        d.delete()
    d.callee = Party(d.random, browsers.choose(d.random, d.configuration.callees))
    d.branch = f"{d.branch[:-1]}9"
    d.offer(to_tag=False, text=text if d.random.random() < 0.6 else None)
    d.answer()


def fax(d):
    """Voice first, then T.38 by either side; accepted, or refused and back to voice."""
    d.types = ["audio"]
    party = d.random.choice([d.callee, d.callee, d.caller])
    peer = d.callee if party is d.caller else d.caller
    if not party.kind.fax:
        party.kind = browsers.BY_NAME["grandstream"]
    types = d.random.choice([["image"], ["image"], ["-audio", "image"], ["image", "-audio"]])
    d.offer(party, peer, types=types)
    if d.random.random() < 0.75:
        if not peer.kind.fax and d.random.random() < 0.7:
            peer.kind = browsers.BY_NAME["cisco-gateway"]
        d.answer(peer, party)
    if d.random.random() < 0.4:
        d.offer(party, peer, types=["audio"] if types == ["image"] else ["audio", "-image"])
        d.answer(peer, party)


def fax_offered(d):
    """A trunk that offers voice and T.38 at once."""
    d.types = d.random.choice([["audio", "image"], ["audio", "image"], ["image", "-audio"]])
    if not d.caller.kind.fax:
        d.caller.kind = browsers.BY_NAME["acme"]
    d.offer(to_tag=False)
    d.answer(busy=("image",) if d.random.random() < 0.5 else ())


def late_offer(d):
    """The INVITE has no body: the callee offers in 200, the caller answers in ACK."""
    d.offer(d.callee, d.caller, to_tag=d.random.random() < 0.8)
    d.answer(d.caller, d.callee)
    if d.random.random() < 0.3:
        d.offer()
        d.answer()


def update(d):
    """Preconditions: 183, then UPDATE and its answer before the 200."""
    d.offer(to_tag=False)
    d.answer()
    d.offer()
    d.answer()


def video_added(d):
    d.types = ["audio"]
    if d.caller.kind.video:
        d.offer(types=["audio", "video"])
        d.answer(busy=() if d.random.random() < 0.7 else ("video",))
        if d.random.random() < 0.5:
            d.offer(types=["audio", "-video"])
            d.answer()
            if d.random.random() < 0.3:
                d.offer(types=["audio", "video"])
                d.answer()
    else:
        d.offer()
        d.answer()


def rejected(d):
    """The callee refuses one of the media, or all."""
    d.types = d.random.choice([["audio", "video"], ["audio", "application"], ["audio", "message"], ["audio"]])
    if "video" in d.types and not d.caller.kind.video:
        d.types = ["audio"]
    d.offer(to_tag=False)
    d.answer(busy=("video",) if len(d.types) > 1 else ("audio",) if d.random.random() < 0.3 else ())


def glare(d):
    """Both sides re-INVITE at once, 491, one tries again."""
    d.offer()
    first, seen = d.last, d.seen
    d.offer(d.callee, d.caller)
    if d.random.random() < 0.3:
        d.last, d.seen = first, seen
        d.answer()
    else:
        d.offer(d.callee, d.caller)
        d.answer(d.caller, d.callee)


def reused(d):
    """The same call-id again after the end, by the same or another caller."""
    d.delete(flags=d.random.choice(["", "delete-delay=0"]))
    if d.random.random() < 0.5:
        d.caller, d.callee = Party(d.random, d.caller.kind), Party(d.random, d.callee.kind)
    basic(d)


def wrong_order(d):
    """What a proxy that lost its mind, or its memory, sends."""
    way = d.random.choice(["answer first", "unknown", "swapped", "answer again", "delete first", "after delete",
        "only callee", "one tag", "two sessions"])
    d.last = d.caller.offer(d.types)
    d.seen = Seen({})
    if way == "answer first":
        d.answer()
        basic(d)
    elif way == "unknown":
        d.query()
        d.answer()
        d.delete()
    elif way == "swapped":
        d.offer(to_tag=False)
        text = answers.answer(d.callee, d.last, d.seen)
        d.request("answer", d.callee, d.flags(True, False), text, (d.callee.tag, d.caller.tag))
    elif way == "answer again":
        basic(d)
        d.callee.move()
        d.answer()
        d.answer(d.caller, d.callee)
    elif way == "delete first":
        d.delete()
        basic(d)
    elif way == "one tag":
        d.callee.tag = d.caller.tag
        basic(d)
    elif way == "two sessions":
        text = d.offer(to_tag=False).text()
        d.request("answer", d.callee, d.flags(True, False), answers.answer(d.callee, d.last, d.seen).text() + text,
            (d.caller.tag, d.callee.tag))
    elif way == "after delete":
        basic(d)
        d.delete(flags="delete-delay=5")
        d.offer()
        d.answer()
    else:
        d.offer(d.callee, d.caller)
        d.offer(to_tag=False)
        d.answer()


def spiral(d):
    """The call comes by twice: what the daemon wrote is offered to it again, in a call of its own or the same. Only SDP is
    compared: the second call's query would show the ports of the first."""
    d.ended = True
    d.offer(to_tag=False)
    tag, other = d.caller.tag, d.random.random() < 0.6
    d.call = "%CALL%-2" if other else d.call
    d.request("offer", d.caller, d.flags(False, False), "@@0:sdp@@", (tag + ("b" if other else ""),))
    if not other:
        d.answer()
        return
    text = answers.answer(d.callee, d.last, d.seen)
    d.request("answer", d.callee, d.flags(True, False), text, (tag + "b", d.callee.tag))
    d.call = "%CALL%"
    d.request("answer", d.callee, d.flags(True, False), "@@2:sdp@@", (tag, d.callee.tag))


def controlled(d):
    """Recording, blocking and silence during the call."""
    for _ in range(d.random.choice([1, 2])):
        command = d.random.choice(["start recording", "stop recording", "block media", "unblock media", "block DTMF",
            "unblock DTMF", "silence media", "unsilence media", "start forwarding", "stop forwarding"])
        d.request(command, d.caller, "", None, (d.random.choice([d.caller, d.callee]).tag,)
            if d.random.random() < 0.7 else ())
    if d.random.random() < 0.3:
        d.offer()
        d.answer()


def second_medias(d):
    """Slides, floor control, real-time text: media beside voice and picture, some refused."""
    d.types = d.random.choice([["audio", "video", "video"], ["audio", "video", "bfcp", "video"], ["audio", "text"],
        ["audio", "video", "application"], ["audio", "audio"]])
    if "video" in d.types and not d.caller.kind.video:
        d.types = ["audio", "text"]
    d.offer(to_tag=False)
    d.answer(busy=d.random.choice([(), (), ("bfcp",), ("text",), ("video",)]))


OPENINGS = [(basic, 50), (early_media, 11), (unanswered, 4), (repeated_offer, 5), (forked, 8), (serial, 4),
    (late_offer, 5), (update, 4), (fax_offered, 2),
            (rejected, 3), (second_medias, 3), (wrong_order, 3), (spiral, 2)]
MIDDLES = [(hold, 12), (codec_change, 6), (refresh, 7), (moved, 4), (fax, 6), (video_added, 5), (glare, 2), (reused,
    3), (controlled, 2)]


def play(d, unusual):
    """An opening and what follows it in the same call; says which."""
    opening = d.random.choices([flow for flow, _ in OPENINGS], [weight for _, weight in OPENINGS])[0]
    opening(d)
    names = [opening.__name__]
    if d.ended or opening is unanswered:
        return names
    for _ in range(d.random.choices([0, 1, 2, 3], [50, 36, 9 * unusual, 4 * unusual])[0]):
        middle = d.random.choices([flow for flow, _ in MIDDLES], [weight for _, weight in MIDDLES])[0]
        middle(d)
        names.append(middle.__name__)
    return names
