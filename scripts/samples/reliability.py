"""How well said confidence and truth agree: a word said to be right with 0.97 should be right 97 times in 100.

    scripts/make-samples reliability TRUTH READ.jsonl

READ.jsonl is what `sohoa ocr --json` printed; TRUTH a folder with a truth.json. A read word is right if it stands in
the true text: in its order, or else anywhere on the page.
"""

from collections import Counter
import difflib
from pathlib import Path
import sys

from .score import pages_of, readings, same

BINS = (0, .5, .7, .8, .9, .95, .98, .99, 1.000001)
SURE = .99


def right(words, truth):
    """Which of the words read are right; `truth` holds the true words, levelled by `same`."""
    tokens, owner = [], []
    for k, word in enumerate(words):
        for token in same(word):
            tokens.append(token)
            owner.append(k)
    left, found = Counter(truth), [False] * len(tokens)
    for a, b, n in difflib.SequenceMatcher(None, tokens, truth, autojunk=False).get_matching_blocks():
        for k in range(n):
            found[a + k] = True
            left[truth[b + k]] -= 1
    good = [True] * len(words)
    for k, token in enumerate(tokens):
        if not found[k] and left[token] > 0:
            left[token] -= 1
        elif not found[k]:
            good[owner[k]] = False
    return good


def pairs(folder, path):
    """(said, right) of every word read; pages on which a hand wrote are left out."""
    found = readings(path)
    for _, file, number, lines, hand, _, _ in pages_of(Path(folder)):
        page = found.get((file, number))
        if page and not hand:
            words = page["words"]
            good = right([w["text"] for w in words], same(" ".join(lines)))
            yield from zip((w["confidence"] for w in words), good)


def rows(said_right):
    """A row a bin: words, mean said, share right, the difference in points; and the row of the sure ones."""
    said_right = list(said_right)
    table = []
    for low, high in list(zip(BINS, BINS[1:])) + [(SURE, 2)]:
        bin_ = [(s, r) for s, r in said_right if low <= s < high]
        if bin_:
            said, true = sum(s for s, _ in bin_) / len(bin_), sum(r for _, r in bin_) / len(bin_)
            name = "%.2f-%.2f" % (low, min(high, 1)) if high < 2 else "sure"
            table.append({"confidence": name, "words": len(bin_), "share %": 100 * len(bin_) / len(said_right), "said": said,
                          "right": true, "points": 100 * (true - said), "wrong %": 100 * (1 - true)})
    return table


def show(table):
    print("%-10s %8s %8s %8s %8s %8s %8s" % ("confidence", "words", "share %", "said", "right", "points", "wrong %"))
    for r in table:
        print("%-10s %8d %8.1f %8.4f %8.4f %+8.2f %8.3f" % tuple(r[k] for k in ("confidence", "words", "share %", "said", "right", "points", "wrong %")))


if __name__ == "__main__":
    show(rows(pairs(*sys.argv[1:3])))
