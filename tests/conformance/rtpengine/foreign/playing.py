"""Runs rtpengine-sessions on files of requests and reads what it says of each."""

import re
import subprocess
from pathlib import Path

BATCH = 250
ATTEMPTS = 3  # on a busy machine the daemon may start late


class NotPlayed(Exception):
    """The program did not say of every dialogue whether it was equal; its output follows."""


def play(program, files, slot, after_batch=lambda heard: None):
    """For each file the differing lines, empty where the two were equal. A line starts with - (daemon) or + (mock)."""
    found = {}
    for start in range(0, len(files), BATCH):
        heard = play_batch(program, [str(file) for file in files[start:start + BATCH]], slot)
        after_batch(heard)
        found.update(heard)
    return found


def play_batch(program, files, slot):
    for _ in range(ATTEMPTS):
        run = subprocess.run([program, "--slot", str(slot), "--play", *files], capture_output=True, text=True,
            errors="replace", check=False)
        heard = blocks(run.stdout)
        missing = [file for file in files if file not in heard]
        if not missing:
            return heard
    raise NotPlayed(f"{missing[0]}\n{run.stdout[-600:]}{run.stderr[-600:]}")


def blocks(output):
    """FILE -> differing lines."""
    found, current = {}, None
    for line in output.splitlines():
        head = re.match(r"(equal|DIFFERS) (.*)", line)
        if head:
            current = found.setdefault(head[2], [])
            if head[1] == "DIFFERS":
                current.append("")  # even when no line is marked
        elif current and re.match(r"[-+] ", line):
            current.append(line)
    return found


def manner(lines):
    """What differs, without numbers, addresses and random words: two sessions of one manner are likely one cause."""
    lines = [line for line in lines if line]
    minus = [line for line in lines if line[0] == "-"]
    plus = [line for line in lines if line[0] == "+"]
    words = []
    for one, other in zip(minus + [""] * len(plus), plus + [""] * len(minus)):
        if one or other:
            words.append(pair(one[2:].strip(), other[2:].strip()))
    return words[0] if words else "no marked line"


def pair(daemon, mock):
    if key(daemon) == key(mock) and "[" in daemon:
        left, right = (set(re.findall(r'"([^"]*)"', text)) for text in (daemon, mock))
        return f"{key(daemon)} daemon {sorted(left - right)} mock {sorted(right - left)}"
    if key(daemon) == key(mock):
        return f"{key(daemon)} {formats(daemon, mock)}"
    return f"daemon {key(daemon)!r} mock {key(mock)!r}"


def formats(daemon, mock):
    """How two m= lines differ, as far as it can be said in a word."""
    left, right = daemon.split(" ")[3:], mock.split(" ")[3:]
    if not daemon.startswith("m=") or left == right:
        return "differs"
    return "other order" if sorted(left) == sorted(right) else f"daemon {len(left)} mock {len(right)} formats"


def key(line):
    """`a=rtcp` of a line of SDP, `port` of a key and its value."""
    sdp = re.match(r"([a-z]=(?:(?<=a=)[\w.-]+|(?<=m=)\w+)?)", line)
    return sdp[1] if sdp else line.split(":")[0]


def program_path(given):
    return str(Path(given).resolve())
