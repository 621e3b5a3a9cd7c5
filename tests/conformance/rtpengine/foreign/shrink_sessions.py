#!/usr/bin/env python3
"""Makes differing dialogues as small as they can be while they still differ in the same manner. See README.md."""

import argparse
import copy
import json
import pathlib

from playing import manner, play, program_path

PLAIN = {"from-tag", "call-id", "command", "to-tag", "sdp"}


def smaller(requests):
    """All dialogues that lack one thing: a request, a key, an element of a list, a line of an SDP."""
    for index in range(len(requests) - 1, -1, -1):
        if "@@" not in json.dumps(requests[index + 1:]) and len(requests) > 1:
            yield ("request", index), requests[:index] + requests[index + 1:]
        for name, value in requests[index].items():
            if name not in PLAIN:
                yield ("key", index, name), changed(requests, index, name, None)
            if isinstance(value, list) and len(value) > 1 and name not in ("received-from", "direction"):
                for element in value:
                    yield ("element", index, name, element), changed(requests, index, name, [each for each in value
                        if each != element])
            if isinstance(value, dict):
                for inner, names in value.items():
                    for element in names:
                        left = {**value, inner: [each for each in names if each != element]}
                        yield ("element", index, name, inner, element), changed(requests, index, name, {k: v for k,
                            v in left.items() if v})
        yield from smaller_text(requests, index)


def smaller_text(requests, index):
    text = requests[index].get("sdp", "")
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1]):
        if number > 0 and line[:2] not in ("o=", "m="):
            yield ("line", index, line), changed(requests, index, "sdp", "\n".join(lines[:number] + lines[number + 1:]))
        if line.startswith("m="):
            end = next((later for later in range(number + 1, len(lines)) if lines[later].startswith("m=")
                or not lines[later]), len(lines))
            if sum(each.startswith("m=") for each in lines) > 1:
                yield ("media", index, line), changed(requests, index, "sdp", "\n".join(lines[:number] + lines[end:]))
            fields = line.rstrip("\r").split(" ")
            for format in range(3, len(fields)):
                if len(fields) > 4:
                    kept = " ".join(fields[:format] + fields[format + 1:]) + line[len(line.rstrip("\r")):]
                    without = [each for each in lines[number + 1:end] if f":{fields[format]} " not in each]
                    yield ("format", index, number, fields[format]), changed(requests, index, "sdp",
                        "\n".join(lines[:number] + [kept] + without + lines[end:]))


def changed(requests, index, name, value):
    result = copy.copy(requests)
    result[index] = {key: each for key, each in requests[index].items() if key != name or value is not None}
    if value is not None:
        result[index][name] = value
    return result


class Shrinker:
    def __init__(self, program, slot, folder):
        self.program, self.slot, self.folder = program, slot, folder
        self.played = 0

    def try_all(self, candidates, wanted):
        """Which of these still differ in the wanted manner."""
        files = []
        for number, requests in enumerate(candidates):
            file = self.folder / f"{number}.jsonl"
            file.write_text("".join(json.dumps(request) + "\n" for request in requests))
            files.append(file)
        self.played += len(files)
        found = play(self.program, files, self.slot)
        return [bool(found[str(file)]) and manner(found[str(file)]) == wanted for file in files]

    def shrink(self, requests, wanted):
        """Requests first, then the rest in halves, quarters and so on, until nothing more can be dropped."""
        requests = self.drop_all(requests, wanted, lambda step: step[0] == "request")
        while True:
            fewer = self.drop_all(requests, wanted, lambda step: True)
            if fewer == requests:
                return requests
            requests = fewer

    def drop_all(self, requests, wanted, chosen):
        """From big groups of steps to single ones: drops every group that can go, together where that works."""
        steps = [step for step, _ in smaller(requests) if chosen(step)]
        size = max(1, len(steps) // 2)
        while steps:
            groups = [steps[start:start + size] for start in range(0, len(steps), size)]
            works = self.try_all([self.without(requests, group) for group in groups], wanted)
            good = [group for group, fine in zip(groups, works) if fine]
            if good:
                requests = self.drop_groups(requests, good, wanted)
            if size == 1:
                return requests
            size = max(1, size // 3)
            steps = [step for step, _ in smaller(requests) if chosen(step)]
        return requests

    def drop_groups(self, requests, good, wanted):
        """The longest run of groups, from the first, that still differs as wanted."""
        prefixes = [sum(good[:length], []) for length in range(len(good), 0, -1)]
        candidates = [self.without(requests, steps) for steps in prefixes]
        works = self.try_all(candidates[:1], wanted)
        if works[0]:
            return candidates[0]
        works = self.try_all(candidates, wanted)
        return next(candidate for candidate, fine in zip(candidates + [requests], works + [True]) if fine)

    @staticmethod
    def without(requests, steps):
        """Applies steps by name, each where it still exists; whole requests last, from the end."""
        for step in steps:
            if step[0] != "request":
                requests = next((candidate for each, candidate in smaller(requests) if each == step), requests)
        for step in sorted((step for step in steps if step[0] == "request"), reverse=True):
            if len(requests) > 1:
                requests = requests[:step[1]] + requests[step[1] + 1:]
        return requests


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="build/dev/tests/rtpengine-sessions")
    parser.add_argument("--slot", type=int, default=211)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the shrunk dialogues")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    work = options.out / "candidates"
    work.mkdir(exist_ok=True)
    program = program_path(options.program)
    shrinker = Shrinker(program, options.slot, work)
    first = play(program, options.files, options.slot)
    for file in options.files:
        if not first[str(file)]:
            print(f"equal {file}")
            continue
        wanted = manner(first[str(file)])
        requests = shrinker.shrink([json.loads(line) for line in file.read_text().splitlines()], wanted)
        (options.out / file.name).write_text("".join(json.dumps(request) + "\n" for request in requests))
        print(f"{file.name}: {wanted}: {len(requests)} requests", flush=True)


if __name__ == "__main__":
    main()
