#!/usr/bin/env python3
"""Generates sessions, plays them, and says how many are equal and in what manner the others differ. See README.md."""

import argparse
import collections
import json
import pathlib
import shutil
import sys
import tempfile

from generate_sessions import session
from playing import NotPlayed, manner, play, program_path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="build/dev/tests/rtpengine-sessions")
    parser.add_argument("--slot", type=int, default=211)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--unusual", type=float, default=1, help="how much more often what is rare")
    parser.add_argument("--allowed", type=int, help="fail when more sessions differ")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the differing sessions")
    options = parser.parse_args()
    if not shutil.which("rtpengine"):
        print("skipped: rtpengine is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        about, files = {}, []
        for number in range(options.count):
            requests, words = session(options.seed, number, options.unusual)
            files.append(pathlib.Path(folder) / f"{options.seed}-{number:04}.jsonl")
            files[-1].write_text("".join(json.dumps(request) + "\n" for request in requests))
            about[str(files[-1])] = words
        found = play(program_path(options.program), files, options.slot, lambda heard: keep(heard, options.keep))
        differing = {file: lines for file, lines in found.items() if lines}
        report(differing, about, options.count)
    return 1 if options.allowed is not None and len(differing) > options.allowed else 0


def keep(heard, folder):
    """Copies the differing sessions of a batch, and tells how far it is."""
    differing = [file for file, lines in heard.items() if lines]
    print(f"{len(heard)} played, {len(differing)} differ", file=sys.stderr, flush=True)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for file in differing:
            shutil.copy(file, folder)


def report(differing, about, count):
    print(f"{count} sessions, {count - len(differing)} equal ({100 * (count - len(differing)) / count:.2f} %)")
    groups = collections.defaultdict(list)
    for file, lines in differing.items():
        groups[manner(lines)].append(file)
    for words, files in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"{len(files):4} {words}")
        for file in files[:4]:
            print(f"       {pathlib.Path(file).stem}: {about[file]}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotPlayed as failure:
        sys.exit(f"not played: {failure}")
