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
import array
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
            after = list(state)
            for effect in alternative["effects"]:
                after[effect[0]] = new_value(state, effect)
            after[thread["pc"]] = alternative["next"]
            for effect in alternative["effects"]:
                if not 0 <= after[effect[0]] <= world["fields"][effect[0]]["max"]:
                    raise Fault
            yield after
            if step["choice"] == "first":
                break


def rests(world, state):
    return all(thread["steps"][state[thread["pc"]]]["rests"] for thread in world["threads"])


def key(state):
    return array.array("H", state).tobytes()


def explore(world):
    frontier = [[field["initial"] for field in world["fields"]]]
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
