"""python3 scripts/style FOLDER: checks the C++ files below FOLDER by the rules of rules.py; scripts/check-style calls it.
Exit code 1: something is refused."""

import re
import subprocess
import sys
from pathlib import Path

import rules
from source import Source


def files_below(folder):
    listed = subprocess.run(['git', '-C', folder, 'ls-files', '-co', '--exclude-standard', '*.cpp', '*.hpp'],
                            capture_output=True, text=True)
    names = listed.stdout.split() if listed.returncode == 0 else []
    return names or sorted(str(p.relative_to(folder)) for p in Path(folder).rglob('*.?pp'))


def made_by_the_build(folder):
    """Names of what CMake writes: the arguments of rtpe_kind_table() in CMakeLists.txt."""
    files = Path(folder).glob('*/CMakeLists.txt')
    return {word for file in files for call in re.findall(r'rtpe_kind_table\(([^)]*)\)', file.read_text())
            for word in re.findall(r'\w+', call)}


def main(folder):
    texts = {name: (Path(folder) / name).read_text() for name in files_below(folder) if (Path(folder) / name).exists()}
    sources = [Source(path, text) for path, text in texts.items()]
    house = rules.House((Path(__file__).parent / 'house').read_text())
    complaints = [
        *rules.upward_includes(sources, house),
        *rules.impure_core(texts),
        *rules.long_files(sources),
        *rules.long_functions(sources),
        *rules.dead_declarations(sources, made_by_the_build(folder)),
    ]
    for path, line, complaint in sorted(complaints):
        print(f'{path}:{line}: {complaint}')
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
