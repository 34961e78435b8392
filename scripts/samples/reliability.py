"""How well said confidence and truth agree: a word said to be right with 0.97 should be right 97 times in 100.

    scripts/make-samples reliability TRUTH READ.jsonl [--json]

READ.jsonl is what `sohoa ocr --json` printed; TRUTH a folder with a truth.json. A read word is right if it stands in
the true text: in its order, or else anywhere on the page. What a hand wrote, and what was read in its place, counts
nothing. A row for each range of said confidence: words, mean said, share right, and the points by which more were
right than said; then, by condition, the words said to be sure: how many of all, and how many of them wrong.
"""

import argparse
from collections import Counter, defaultdict
import difflib
import json
from pathlib import Path

from .score import pages_of, reading, readings, same

BINS = (0, .5, .7, .8, .9, .95, .98, .99, 1.000001)
SURE = .99


def right(words, truth, hand=()):
    """Whether each of the words read is right, None where a hand wrote; `truth` and `hand` are true words, levelled by `same`."""
    tokens, owner = [], []
    for k, word in enumerate(words):
        for token in same(word):
            tokens.append(token)
            owner.append(k)
    by_hand, wrote = Counter(hand), []
    for word in truth:
        wrote.append(by_hand[word] > 0)
        by_hand[word] -= wrote[-1]
    left, found = Counter(), [False] * len(tokens)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, tokens, truth, autojunk=False).get_opcodes():
        if tag == "equal":
            found[a:b] = [None if by else True for by in wrote[c:d]]
        else:
            left.update(word for word, by in zip(truth[c:d], wrote[c:d]) if not by)
            if any(wrote[c:d]):
                found[a:b] = [None] * (b - a)
    good = [True] * len(words)
    for k, token in enumerate(tokens):
        if found[k] is None:
            good[owner[k]] = None
        elif not found[k] and left[token] > 0:
            left[token] -= 1
        elif not found[k] and good[owner[k]] is not None:
            good[owner[k]] = False
    return good


def by_condition(folder, path):
    """{condition: [(said, right) of every word read]}."""
    found, heard = readings(path), defaultdict(list)
    for condition, file, number, lines, hand, truth, _ in pages_of(Path(folder)):
        page = reading(found, file, number, truth)
        words = page.get("words") or [] if page else []
        good = right([w["text"] for w in words], same(" ".join(lines)), same(" ".join(hand)))
        heard[condition] += [(w["confidence"], g) for w, g in zip(words, good) if g is not None]
    return heard


def pairs(folder, path):
    """(said, right) of every word read."""
    return [pair for mine in by_condition(folder, path).values() for pair in mine]


def row(name, mine, all_):
    said, true = sum(s for s, _ in mine) / len(mine), sum(r for _, r in mine) / len(mine)
    return {"confidence": name, "words": len(mine), "share %": 100 * len(mine) / all_, "said": said,
            "right": true, "points": 100 * (true - said), "wrong %": 100 * (1 - true)}


def rows(said_right):
    """A row a bin: words, mean said, share right, the difference in points; and the row of the sure ones."""
    said_right = list(said_right)
    table = []
    for low, high in list(zip(BINS, BINS[1:])) + [(SURE, 2)]:
        mine = [(s, r) for s, r in said_right if low <= s < high]
        if mine:
            table.append(row("%.2f-%.2f" % (low, min(high, 1)) if high < 2 else "sure", mine, len(said_right)))
    return table


def sure(heard):
    """Of each condition the row of the sure words, where there are any."""
    sure_of = {name: [p for p in mine if p[0] >= SURE] for name, mine in sorted(heard.items())}
    return [row(name, mine, len(heard[name])) for name, mine in sure_of.items() if mine]


def show(table, head="confidence"):
    print("%-12s %8s %8s %8s %8s %8s %8s" % (head, "words", "share %", "said", "right", "points", "wrong %"))
    for r in table:
        print("%-12s %8d %8.1f %8.4f %8.4f %+8.2f %8.3f" % tuple(r[k] for k in ("confidence", "words", "share %", "said", "right", "points", "wrong %")))


def main():
    p = argparse.ArgumentParser(prog="scripts/make-samples reliability", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("truth", type=Path)
    p.add_argument("read", type=Path)
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    heard = by_condition(a.truth, a.read)
    table = rows(pair for mine in heard.values() for pair in mine)
    if a.json:
        print(json.dumps({"bins": table, "sure": sure(heard)}))
        return
    show(table)
    print()
    show(sure(heard), "sure words")


if __name__ == "__main__":
    main()
