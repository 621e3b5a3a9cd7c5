"""Whole dialogues as a proxy reports them to the daemon: who offers, who answers, what happens in between."""

import answers
from configurations import SPRINKLES, Seen, keys


class Dialogue:
    """Collects requests. `caller` and `callee` are parties; the configuration gives the flags of each direction."""

    def __init__(self, random, configuration, caller, callee, unusual=1):
        self.ended = False  # the flow needs no BYE
        self.random, self.configuration = random, configuration
        self.caller, self.callee = caller, callee
        self.requests, self.call = [], "%CALL%"
        self.types = ["audio"]
        if caller.kind.video and random.random() < 0.45:
            self.types.append("video")
        self.branch = f"z9hG4bK{random.getrandbits(40):x}.0"
        self.branches = random.random() < 0.12 or "via-branch" in configuration.offer
        self.extra = ""
        if random.random() < 0.14 * unusual:
            self.extra = " " + " ".join(random.sample(SPRINKLES, random.choice([1, 1, 1, 2, 3])))
        self.late_extra = random.random() < 0.7  # the extra flags are in answers too

    def request(self, command, party, flags="", sdp=None, tags=(), **more):
        request = {"supports": ["load limit"]}
        if sdp is not None:
            request["sdp"] = sdp if isinstance(sdp, str) else sdp.text(party.kind.line_end)
        request.update(keys(flags))
        request["call-id"] = self.call
        if "via-branch" in request or (self.branches and command in ("offer", "answer", "delete")):
            request["via-branch"] = more.pop("branch", self.branch)
        more.pop("branch", None)
        if party:
            request["received-from"] = ["IP6" if ":" in party.source else "IP4", party.source]
        request.update({key: value for key, value in zip(("from-tag", "to-tag"), tags) if value is not None})
        request.update(more)
        request["command"] = command
        self.requests.append(request)
        return request

    def flags(self, answer, back):
        extra = self.extra if not answer or self.late_extra else ""
        return self.configuration.flags(answer, back) + extra

    def offer(self, party=None, peer=None, to_tag=True, text=None, **how):
        """An offer of `party` (the caller); in a dialogue it carries both tags."""
        party = party or self.caller
        peer = peer or (self.callee if party is self.caller else self.caller)
        branch = {"branch": how.pop("branch")} if "branch" in how else {}
        self.last = text or party.offer(how.pop("types", self.types), **how)
        flags = self.flags(False, party is not self.caller)
        self.seen = Seen(self.request("offer", party, flags, self.last, (party.tag, peer.tag if to_tag else None),
            **branch))
        return self.last

    def answer(self, party=None, peer=None, busy=(), offered=None, text=None, **more):
        """The answer of `party` (the callee) to the last offer."""
        party = party or self.callee
        peer = peer or (self.caller if party is not self.caller else self.callee)
        text = text or answers.answer(party, offered or self.last, self.seen, busy)
        self.request("answer", party, self.flags(True, peer is not self.caller), text, (peer.tag, party.tag), **more)
        return text

    def query(self, *tags):
        self.request("query", None, "", None, tags)

    def delete(self, party=None, to_tag=None, flags="", **more):
        party = party or self.caller
        if not flags and "delete-delay" in self.configuration.offer:
            flags = "delete-delay=0"
        self.request("delete", party, flags, None, (party.tag, to_tag), **more)


def end(dialogue):
    """Query now and then, then the BYE of either side, with the ways in which deletes are written."""
    random = dialogue.random
    if random.random() < 0.6:
        dialogue.query(*random.choice([(), (), (dialogue.caller.tag,), (dialogue.caller.tag, dialogue.callee.tag)]))
    party, peer = random.choice([(dialogue.caller, dialogue.callee)] * 3 + [(dialogue.callee, dialogue.caller)])
    how = random.random()
    if how < 0.55:
        dialogue.delete(party)
    elif how < 0.75:
        dialogue.delete(party, peer.tag)
    elif how < 0.85:
        dialogue.delete(party, flags=f"delete-delay={random.choice([0, 0, 5, 30])}")
        dialogue.query()
    elif how < 0.92:
        dialogue.delete(party)
        dialogue.delete(party)
