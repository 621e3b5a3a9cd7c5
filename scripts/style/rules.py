"""The rules of HACKING.md that a machine can check. Each is a function of the tree that yields (file, line, complaint)."""

import re
from pathlib import PurePosixPath

CORE = ('base/', 'client/', 'mock_engine/', 'scenarios/')
OUTSIDE = re.compile(r'client/(transport|database)/|mock_engine/(transport|control)/|scenarios/process/|scenarios/world/real')
IMPURE = re.compile(
    r'steady_clock::now|system_clock::now|std::this_thread|random_device'
    r'|std::(uniform|normal|poisson|exponential)[a-z_]*distribution|getenv\(|::socket\(|std::cout|std::cerr|printf\(stderr'
    r'|#include <(boost/asio|boost/beast|openssl/(?!evp)|soci)')
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
# What libraries ask for by name: of clocks, of transparent hashes, of ranges and formatters.
CALLED_BY_LIBRARIES = {'rep', 'period', 'is_steady', 'is_transparent', 'begin', 'end', 'what', 'format', 'parse'}


class House:
    """The table of rooms and floors (scripts/style/house)."""

    def __init__(self, text):
        self.rooms = {}  # room -> rooms that it may include from
        self.floors = {}  # (room, folder) -> floor, counted from the ground
        room = ''
        for line in text.splitlines():
            line = line.split('#')[0]
            if line.startswith(' '):
                floor = 1 + max((f for (r, _), f in self.floors.items() if r == room), default=0)
                self.floors.update({(room, folder): floor for folder in line.split()})
            elif ':' in line:
                room, below = line.split(':')
                self.rooms[room] = below.split()

    def place(self, path):
        """Room and folder of a file; the folder is empty in a room without."""
        parts = PurePosixPath(path).parts
        if len(parts) < 2 or not any(r == parts[0] for r, _ in self.floors):
            return parts[0], ''
        return parts[0], PurePosixPath(parts[1]).stem

    def refusal(self, path, included):
        """Why the file must not include the other one; empty: it may."""
        room, folder = self.place(path)
        other_room, other_folder = self.place(included)
        if room not in self.rooms or other_room not in self.rooms:
            return ''
        if room != other_room:
            return '' if other_room in self.rooms[room] else f'{room} stands below {other_room}'
        for name in (folder, other_folder):
            if name and (room, name) not in self.floors:
                return f'{room}/{name} has no floor'
        if folder == other_folder or self.floors[room, other_folder] < self.floors[room, folder]:
            return ''
        return f'{room}/{folder} does not stand above {room}/{other_folder}'


def upward_includes(sources, house):
    for source in sources:
        for line, included in source.includes:
            if refusal := house.refusal(source.path, included):
                yield source.path, line, f'includes {included}: {refusal} (scripts/style/house)'


def impure_core(texts):
    for path, text in texts.items():
        if path.startswith(CORE) and not OUTSIDE.match(path):
            for number, line in enumerate(text.splitlines(), 1):
                if IMPURE.search(line):
                    yield path, number, 'touches the outside world inside the sans-I/O core'


def long_files(sources):
    for source in sources:
        if source.lines > MOST_LINES_OF_A_FILE:
            yield source.path, source.lines, f'{source.lines} lines; split it (limit {MOST_LINES_OF_A_FILE})'


def long_functions(sources):
    for source in sources:
        for function in source.functions:
            lines = function.last - function.first + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield (source.path, function.first,
                       f'{function.name} has {lines} lines; split it (limit {MOST_LINES_OF_A_FUNCTION})')


def dead_declarations(sources, made_by_the_build):
    """Names that headers declare and nothing defines or uses. Names are compared, not meanings: one that something else
    is called by escapes. Enumerators are not judged: many stand for a number or a place in a table."""
    words = set().union(*(source.words for source in sources))
    calls = set().union(*(source.calls for source in sources))
    overrides, defined, declared = set(), set(), {}
    for source in sources:
        for it in source.declarations:
            key = it.kind, it.owner, it.name
            if it.defined:
                defined.add(key)
            if it.overrides:
                overrides.add(key)
            if source.path.endswith('.hpp'):
                declared.setdefault(key, (source.path, it.line))
    for key, (path, line) in declared.items():
        kind, _, name = key
        if name.startswith('operator') or name in CALLED_BY_LIBRARIES | made_by_the_build or key in overrides:
            continue
        if key not in defined:
            yield path, line, f'{name} is declared and nothing defines it'
        elif name not in (calls if kind == 'function' else words):
            yield path, line, f'{name} is declared and nothing uses it'
