"""Fits the weights of `ocr-models/confidence.tsv`; see `scripts/fit-confidence`."""

from collections import defaultdict
from pathlib import Path
import sys

import numpy as np

from .reliability import right, rows, show
from .score import pages_of, same

# Keeps rare signs from extreme weights.
RIDGE = 2.0
FOLDS = 5
STEPS = (("said", 11), ("fit", 9), ("dirty said", 11), ("dirty fit", 9), ("rival", 7))
REST = ("syllable", "number", "code", "sign", "other", "mended", "dirty", "stop", "short", "titled", "unknown",
        "dirty stop", "dirty number", "dirty code", "dirty titled", "opens number", "opens code", "comma", "full stop",
        "colon", "semicolon", "full stop goes on", "stop goes on", "lone capital", "leading sign", "odd point", "no word")
NAMES = ["%s %d" % (name, k) for name, n in STEPS for k in range(n)] + list(REST)


def fit(x, y):
    """Newton's method; the weights."""
    w = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w)), x.T @ (y - p) - RIDGE * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return w


def main():
    read = defaultdict(list)
    for line in sys.stdin:
        file, word, signs = line.rstrip("\n").split("\t")
        read["/".join(Path(file).parts[-2:]), str(Path(file).parents[1])].append((word, [float(v) for v in signs.strip("[]").split(",")]))
    x, y, paper, conditions = [], [], [], []
    papers = {}  # a paper's pages are alike, so they are left out together
    for folder in sys.argv[2:]:
        for condition, file, _, lines, hand, _, _ in pages_of(Path(folder)):
            words = read[file, str(Path(folder))]
            good = right([word for word, _ in words], same(" ".join(lines)), same(" ".join(hand)))
            mine = [(signs, g) for (_, signs), g in zip(words, good) if g is not None]
            x += [signs for signs, _ in mine]
            y += [g for _, g in mine]
            paper += [papers.setdefault((folder, Path(file).parent), len(papers))] * len(mine)
            conditions += [condition] * len(mine)
    x, y, fold = np.array(x, np.float32), np.array(y, float), np.array(paper) % FOLDS
    said = np.zeros(len(y))
    for k in range(FOLDS):
        said[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    heard = defaultdict(list)
    for condition, pair in zip(conditions, zip(said, y)):
        heard[condition].append(pair)
    for condition, mine in sorted(heard.items()):
        print("\n" + condition)
        show(rows(mine))
    print("\nall")
    show(rows(zip(said, y)))
    weights = fit(x, y)
    Path(sys.argv[1]).write_text("".join("%s\t%.2f\n" % pair for pair in zip(NAMES, weights)))


if __name__ == "__main__":
    main()
