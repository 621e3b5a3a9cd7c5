#!/usr/bin/env python3
"""Validates TOML files, and wrong variants of a good one, by a JSON Schema.

Usage: schema_validator.py SCHEMA.json GOOD.toml WRONG.txt FILE.toml...
A line of WRONG.txt is "TEXT => OTHER": the good file with OTHER instead of the first TEXT, which must be refused.
Prints what is otherwise and exits with 1; "skipped: ..." when there is no validator.
"""
import json
import sys
import tomllib

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed (scripts/install-deps --lanes)")
    sys.exit(0)


def main(schema_file, good_file, wrong_file, *files):
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    faults = 0
    for name in (good_file, *files):
        with open(name, "rb") as file:
            for error in validator.iter_errors(tomllib.load(file)):
                print(f"{name}: {'.'.join(map(str, error.path))}: {error.message[:200]}")
                faults += 1
    with open(good_file, encoding="utf-8") as file:
        good = file.read()
    with open(wrong_file, encoding="utf-8") as file:
        rows = [line.split(" => ") for line in file.read().splitlines() if line]
    for text, other in rows:
        if text not in good:
            print(f"the good file has no {text}")
            faults += 1
        elif validator.is_valid(tomllib.loads(good.replace(text, other, 1))):
            print(f"not refused: {text} => {other}")
            faults += 1
    print(f"{len(files) + 1} valid files, {len(rows)} wrong ones, {faults} otherwise")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
