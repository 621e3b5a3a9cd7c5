#!/usr/bin/env python3
"""Random NG sessions as deployments produce them, one file of requests each. See README.md."""

import argparse
import json
import pathlib
import random as randomness

import browsers
import configurations
import flows
import odd_lines
from dialogues import Dialogue, end
from party import Party


def session(seed, number, unusual=1):
    """The requests of one session, and words that say what it is. `unusual` multiplies the share of what is rare."""
    random = randomness.Random(f"{seed}/{number}")
    configuration = random.choices(configurations.CONFIGURATIONS, [each.weight
        for each in configurations.CONFIGURATIONS])[0]
    if random.random() < 0.08 * unusual:  # everybody may meet everybody
        callers = callees = ()
    else:
        callers, callees = configuration.callers, configuration.callees
    caller = Party(random, browsers.choose(random, callers), random.random() < 0.06)
    callee = Party(random, browsers.choose(random, callees), random.random() < (0.5
        if configuration.name == "six" else 0.04))
    dialogue = Dialogue(random, configuration, caller, callee, unusual)
    if random.random() < 0.08 * unusual:
        odd_lines.decorate(random, random.choice([caller, callee]))
    names = flows.play(dialogue, unusual)
    if not dialogue.ended:
        end(dialogue)
    words = f"{' + '.join(names)}, {configuration.name}, {caller.kind.name} to {callee.kind.name}{dialogue.extra and ', with' + dialogue.extra}"
    return dialogue.requests, words


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--unusual", type=float, default=1,
        help="how much more often what is rare; 1 as among real calls, at most 10")
    parser.add_argument("--out", type=pathlib.Path, required=True,
        help="a folder: one file NUMBER.jsonl for each session, and sessions.txt with a line about each")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "sessions.txt", "w") as about:
        for number in range(options.count):
            requests, words = session(options.seed, number, options.unusual)
            name = f"{options.seed}-{number:04}"
            (options.out / f"{name}.jsonl").write_text("".join(json.dumps(request) + "\n" for request in requests))
            about.write(f"{name} {words}\n")


if __name__ == "__main__":
    main()
