#!/usr/bin/env python3
"""Brute force over a small world, sharing nothing with replock's explorer but the JSON description on stdin.

{"fields": [{"initial": 0, "max": 1}, ...],
 "threads": [{"pc": FIELD, "steps": [{"choice": "any" | "first", "rests": false, "alternatives": [
     {"guard": [[FIELD, "==" | "!=", NUMBER] | [FIELD, "==field" | "!=field", FIELD], ...],
      "effects": [[FIELD, "set" | "add" | "subtract", NUMBER] | [FIELD, "copy", FIELD], ...],
      "next": STEP}]}]}]}

Prints "states transitions depth deadlocks", or "fault" where a value leaves its range. A deadlock is a state without
a move in which some thread does not rest.
"""
import json
import sys


class Fault(Exception):
    pass


def holds(state, test):
    field, operator, operand = test
    if operator == "==":
        return state[field] == operand
    if operator == "!=":
        return state[field] != operand
    if operator == "==field":
        return state[field] == state[operand]
    return state[field] != state[operand]


def new_value(state, effect):
    field, verb, operand = effect
    if verb == "set":
        return operand
    if verb == "add":
        return state[field] + operand
    if verb == "subtract":
        return state[field] - operand
    return state[operand]


def successors(world, state):
    for thread in world["threads"]:
        step = thread["steps"][state[thread["pc"]]]
        for alternative in step["alternatives"]:
            if not all(holds(state, test) for test in alternative["guard"]):
                continue
            changed = {effect[0]: new_value(state, effect) for effect in alternative["effects"]}
            changed[thread["pc"]] = alternative["next"]
            for field, value in changed.items():
                if not 0 <= value <= world["fields"][field]["max"]:
                    raise Fault
            yield {**state, **changed}
            if step["choice"] == "first":
                break


def rests(world, state):
    return all(thread["steps"][state[thread["pc"]]]["rests"] for thread in world["threads"])


def key(state):
    return tuple(value for _, value in sorted(state.items()))


def explore(world):
    frontier = [{number: field["initial"] for number, field in enumerate(world["fields"])}]
    seen = {key(frontier[0])}
    transitions = depth = deadlocks = 0
    while True:
        found = []
        for state in frontier:
            moves = list(successors(world, state))
            transitions += len(moves)
            deadlocks += not moves and not rests(world, state)
            for move in moves:
                if key(move) not in seen:
                    seen.add(key(move))
                    found.append(move)
        if not found:
            return len(seen), transitions, depth, deadlocks
        frontier = found
        depth += 1


def main():
    try:
        print(*explore(json.load(sys.stdin)))
    except Fault:
        print("fault")


if __name__ == "__main__":
    main()
