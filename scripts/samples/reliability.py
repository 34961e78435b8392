#!/usr/bin/env python3
"""How far the said confidence of read words can be believed, from `sohoa ocr --json` and the truth of made pages.

    reliability.py TRUTH READ.jsonl [--json]

TRUTH and READ.jsonl are those of `score`; a line's "words" [{text, confidence, …}] stand in reading order.
Read words are laid beside the true ones by edit distance; what is left over on both sides is then matched as a
bag, so that a column read before another costs nothing. A read word is right when all of it was matched.
Words that a hand wrote, and what was read in their place, are left out.

A row for each range of said confidence: how many words, what they said on average, how many of a hundred were
right, and the difference in points (above 0: said too much). Then what lies at or above 0.99, by condition.
"""

import argparse
from collections import Counter, defaultdict
import json
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from .score import pages_of, reading, readings, same

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
SURE = 0.99


def judged(true, hand, words):
    """(confidence, right) of the read `words`; `true` and `hand` are lists of words."""
    tokens = [(token, k) for k, word in enumerate(words) for token in same(word["text"])]
    by_hand = Counter(hand)
    wrote = [by_hand[word] > 0 and not by_hand.subtract([word]) for word in true]
    matched, out, rest = set(), set(), Counter()
    for op in Levenshtein.opcodes(true, [token for token, _ in tokens]):
        mine, theirs = range(op.dest_start, op.dest_end), range(op.src_start, op.src_end)
        if op.tag == "equal":
            matched.update(mine)
            out.update(m for m, t in zip(mine, theirs) if wrote[t])
        else:
            rest.update(true[t] for t in theirs if not wrote[t])
            if any(wrote[t] for t in theirs):
                out.update(mine)
    for at, (token, _) in enumerate(tokens):
        if at not in matched and at not in out and rest[token] > 0:
            rest[token] -= 1
            matched.add(at)
    right, left_out = {}, set()
    for at, (_, k) in enumerate(tokens):
        right[k] = right.get(k, True) and at in matched
        if at in out:
            left_out.add(k)
    return [(float(words[k]["confidence"]), ok) for k, ok in right.items() if k not in left_out and words[k].get("confidence") is not None]


def collect(folder, path):
    """(confidence, right) of all read words by condition, and of "all"; and how many lines had no words."""
    found, heard, mute = readings(path), defaultdict(list), 0
    for condition, file, number, lines, hand, truth, _ in pages_of(folder):
        page = reading(found, file, number, truth)
        if page is None:
            continue
        mute += "words" not in page
        pairs = judged(same(" ".join(lines)), same(" ".join(hand)), page.get("words") or [])
        heard[condition] += pairs
        heard["all"] += pairs
    return heard, mute


def bins(pairs):
    """Rows of (from, to, words, mean said, share right, difference in points); a range without words has None."""
    rows = []
    for low, high in zip(EDGES, EDGES[1:]):
        mine = [p for p in pairs if low <= p[0] and (p[0] < high or high == EDGES[-1])]
        said = 100 * sum(c for c, _ in mine) / len(mine) if mine else None
        right = 100 * sum(ok for _, ok in mine) / len(mine) if mine else None
        rows.append({"from": low, "to": high, "words": len(mine), "said": said, "right": right, "difference": said - right if mine else None})
    return rows


def sure(pairs):
    """What said at least 0.99: its share of all words and how much of it is wrong, in per cent."""
    mine = [ok for c, ok in pairs if c >= SURE]
    return {"words": len(pairs), "sure": 100 * len(mine) / len(pairs) if pairs else None, "wrong": 100 * mine.count(False) / len(mine) if mine else None}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("truth", type=Path)
    p.add_argument("read", type=Path)
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    heard, mute = collect(a.truth, a.read)
    names = sorted(heard, key=lambda name: (name == "all", name))
    if a.json:
        print(json.dumps({"bins": {n: bins(heard[n]) for n in names}, "sure": {n: sure(heard[n]) for n in names}, "without_words": mute}))
        return
    show = lambda value, form: "-" if value is None else form % value
    print("%-11s %7s %8s %8s %11s" % ("confidence", "words", "said %", "right %", "difference"))
    for row in bins(heard["all"]):
        print("%-11s %7d %8s %8s %11s" % ("%g-%g" % (row["from"], row["to"]), row["words"], show(row["said"], "%.2f"),
              show(row["right"], "%.2f"), show(row["difference"], "%+.2f")))
    print("\n%-13s %7s %12s %12s" % ("condition", "words", ">= %g, %%" % SURE, "of it wrong %"))
    for name in names:
        row = sure(heard[name])
        print("%-13s %7d %12s %12s" % (name, row["words"], show(row["sure"], "%.2f"), show(row["wrong"], "%.3f")))
    if mute:
        print("(%d readings without words)" % mute)


if __name__ == "__main__":
    main()
