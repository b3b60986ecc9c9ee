#!/usr/bin/env python3
"""SARIF against its schema: sarif_test.py SCHEMA FILE... A result without its parts must fail, or nothing was looked at."""
import copy
import json
import sys

import jsonschema


def faults(validator, log):
    return [f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in validator.iter_errors(log)]


def broken(log):
    for break_it in (lambda run: run.pop("tool"),
                     lambda run: run["results"][0].pop("message"),
                     lambda run: run["results"][0].update(level="bad"),
                     lambda run: run.update(not_in_the_schema=1)):
        twin = copy.deepcopy(log)
        break_it(twin["runs"][0])
        yield twin


def main(schema, *files):
    with open(schema, encoding="utf-8") as text:
        validator = jsonschema.Draft4Validator(json.load(text))
    for name in files:
        with open(name, encoding="utf-8") as text:
            log = json.load(text)
        said = faults(validator, log)
        print(f"{name}: {len(log['runs'][0]['results'])} results, {len(said)} faults", *said[:10], sep="\n  ")
        if said:
            return 1
    small = {**log, "runs": [{**log["runs"][0], "results": log["runs"][0]["results"][:1]}]}
    if not all(faults(validator, twin) for twin in broken(small)):
        print("a broken twin passes")
        return 1
    return 0


sys.exit(main(*sys.argv[1:]))
