"""Fits the weights of `ocr-models/confidence.tsv`; see `scripts/fit-confidence`."""

from collections import Counter, defaultdict
import difflib
from pathlib import Path
import sys

import numpy as np

from .score import pages_of, same

# Keeps rare signs from extreme weights.
RIDGE = 2.0
BLOCK, FOLDS = 400, 5
BINS = (0, .5, .7, .8, .9, .95, .98, .99, 1.000001)
STEPS = (("said", 11), ("fit", 9))
REST = ("syllable", "number", "code", "sign", "other", "mended", "dirty", "stop", "short", "titled", "unknown",
        "dirty stop", "dirty number", "dirty code", "dirty titled")
NAMES = ["%s %d" % (name, k) for name, n in STEPS for k in range(n)] + list(REST)


def right(words, truth):
    """Which of the words read stand in the truth: in order, or else anywhere on the page."""
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


def table(said, true):
    for low, high in zip(BINS, BINS[1:]):
        k = (said >= low) & (said < high)
        if k.any():
            print("%.2f-%.2f %7d words, said %.4f, true %.4f, %+.2f points"
                  % (low, high, k.sum(), said[k].mean(), true[k].mean(), 100 * (true[k].mean() - said[k].mean())))
    sure = said >= .99
    print("sure: %.1f %% of all words, %.3f %% of them wrong" % (100 * sure.mean(), 100 * (1 - true[sure].mean())))


def main():
    read = defaultdict(list)
    for line in sys.stdin:
        file, word, signs = line.rstrip("\n").split("\t")
        read["/".join(Path(file).parts[-2:]), str(Path(file).parents[1])].append((word, [float(v) for v in signs.strip("[]").split(",")]))
    x, y = [], []
    for folder in sys.argv[2:]:
        for _, file, _, lines, _, _, _ in pages_of(Path(folder)):
            words = read[file, str(Path(folder))]
            x += [signs for _, signs in words]
            y += right([word for word, _ in words], same(" ".join(lines)))
    x, y = np.array(x), np.array(y, float)
    fold = np.arange(len(y)) // BLOCK % FOLDS
    said = np.zeros(len(y))
    for k in range(FOLDS):
        said[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    table(said, y)
    weights = fit(x, y)
    Path(sys.argv[1]).write_text("".join("%s\t%.3f\n" % pair for pair in zip(NAMES, weights)))


if __name__ == "__main__":
    main()
