#!/usr/bin/env python3
"""Seeds for engine_fuzz and sdp_rewrite_fuzz from the recorded transcripts and dialogues, for route_fuzz from the
configurations and routes of the tests, for flow_fuzz from the flows of the library.

usage: tests/fuzz/corpus.py DIRECTORY   makes DIRECTORY/engine, DIRECTORY/sdp_rewrite, DIRECTORY/route, DIRECTORY/flow
"""
import base64
import hashlib
import json
import pathlib
import re
import sys

MOST_DATAGRAMS = 12
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
RECORDED = SOURCE / "tests" / "data" / "rtpengine"


def bencode(value):
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(k) + bencode(v) for k, v in value.items()) + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, int):
        return b"i%de" % value
    text = value.encode("utf-8", "surrogateescape")
    return b"%d:" % len(text) + text


def write(directory, seed):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / hashlib.sha1(seed).hexdigest()).write_bytes(seed)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1])
    for path in sorted((RECORDED / "transcripts").glob("*.json")):
        calls, bodies, options = {}, {}, {}
        recorded = json.loads(path.read_text())
        for record in recorded["records"] if isinstance(recorded, dict) else []:
            raw = record.get("request_raw_b64")
            request = record.get("request")
            call = request.get("call-id", "") if isinstance(request, dict) else ""
            if raw:
                calls.setdefault(str(call), []).append(base64.b64decode(raw))
            if isinstance(request, dict) and isinstance(request.get("sdp"), str):
                more = {k: v for k, v in request.items() if k not in ("command", "call-id", "sdp")}
                options.setdefault(str(call), more)
                bodies.setdefault(str(call), []).append(request["sdp"].encode("utf-8", "surrogateescape"))
        for datagrams in calls.values():
            for first in range(0, len(datagrams), MOST_DATAGRAMS):
                write(target / "engine", b"\0\1".join(datagrams[first : first + MOST_DATAGRAMS]))
        for call, texts in bodies.items():
            write(target / "sdp_rewrite", b"\0".join([bencode(options[call])] + texts[:6]))
    for path in sorted((RECORDED / "dialogues").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            requests = json.loads(line)["requests"]
            datagrams = [b"%d " % number + bencode(request) for number, request in enumerate(requests)]
            write(target / "engine", b"\0\1".join(datagrams))
    for folder in ("configurations", "routes"):
        for path in sorted((SOURCE / "tests" / "data" / "kamailio" / folder).glob("*.cfg")):
            write(target / "route", path.read_bytes())
    for path in sorted((SOURCE / "scenarios" / "library" / "flows").glob("*.inc")):
        for messages in re.findall(r"messages = \[(.*?)\]", path.read_text(), re.S):
            write(target / "flow", "\n".join(re.findall(r'"(.*?)"', messages)).encode())


main()
