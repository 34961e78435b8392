#!/usr/bin/env python3
"""Compares what `sohoa ocr --json` read with the truth of made pages.

    score.py TRUTH READ.jsonl [--odd | --even] [--worst N] [--json]

TRUTH is a folder with a truth.json: of the page maker (bundled dossiers or `--judge` pages) or of a corpus of
the same shape (texts beside the pictures). READ.jsonl holds one page a line: file, page, quarter_turns,
skew_degrees, text, status. Files are known by the last two parts of their path; readings of files that TRUTH does not
hold count nothing. An open book in one picture ("spread" in its truth) may have been read as several pages:
their texts are taken one after the other.

Words are compared as a bag a page, so reading order costs nothing; a misread word is one missed and one added.
Characters: the smaller of the whole page's edit distance and that of leftover words paired by nearness.
Neighbours are lines of the truth that follow each other in what was read, too: within the last two words of one
and the first two of the next, by their letters alone.
Words that a hand wrote are left out on both sides. Sides whose truth says "blank" are
counted against the status "blank". Way of writing (NFC, dashes, quotes, hòa or hoà) does not count.
"""

import argparse
from collections import Counter, defaultdict
import json
from pathlib import Path
import re
import unicodedata

from rapidfuzz.distance import Levenshtein

LOOKS = str.maketrans({"–": "-", "—": "-", "‐": "-", "−": "-", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "…": "...", "\u00a0": " "})
TONES = "\u0300\u0301\u0303\u0309\u0323"
# In oa, oe, uy at a word's end the tone may stand on either letter; it is moved to the first. "qu" is a consonant.
LATE_TONE = re.compile(r"(?<![qQ])([oO](?=[aAeE])|[uU](?=[yY]))([aAeEyY])([%s])(?![\w\u0300-\u036f])" % TONES)


def same(text):
    """`text` with all that is only a way of writing levelled out, split into words."""
    flat = unicodedata.normalize("NFD", text.translate(LOOKS))
    return unicodedata.normalize("NFC", LATE_TONE.sub(r"\1\3\2", flat)).split()


def character_errors(true, read, missed, added):
    whole = Levenshtein.distance(" ".join(true), " ".join(read))
    rest, cost = list(added.elements()), 0
    for word in sorted(missed.elements(), key=len, reverse=True):
        best = min(range(len(rest)), key=lambda k: Levenshtein.distance(word, rest[k]), default=None)
        near = Levenshtein.distance(word, rest[best]) if best is not None else len(word)
        if near < len(word):
            rest.pop(best)
        cost += min(near, len(word))
    return min(whole, cost + sum(map(len, rest)))


def letters(word):
    """A word by its letters and digits alone, without marks."""
    flat = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(c for c in flat if c.isalnum())


def neighbours(lines, read):
    """(pairs of lines that follow each other in the truth, how many of them do so in the words read)."""
    plain = lambda words: [k for k in map(letters, words) if k]
    true, heard = [t for t in (plain(same(line)) for line in lines) if t], plain(read)
    follows = defaultdict(set)
    for k, word in enumerate(heard):
        follows[word].update(heard[k + 1:k + 4])
    kept = sum(any(follows[end] & set(b[:2]) for end in a[-2:]) for a, b in zip(true, true[1:]))
    return max(0, len(true) - 1), kept


def pages_of(folder):
    """(condition, key, page number, lines, hand, page's truth) of every page in TRUTH."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    if "files" in truth:
        for file in truth["files"]:
            for page in file["pages"]:
                yield page["condition"], file["file"], page["page"], page["lines"], page.get("hand", []), page, None
    else:
        for number, entry in enumerate(truth.values()):
            for page in entry["pages"]:
                lines = (folder / page["file"]).with_suffix(".txt").read_text(encoding="utf-8").split("\n")
                yield entry["profile"], page["file"], 1, lines, page.get("hand", []), page, number


def readings(path):
    """The read pages of every file by their number."""
    found = defaultdict(dict)
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        if line.strip():
            page = json.loads(line)
            found["/".join(Path(page["file"]).parts[-2:])][page.get("page", 1)] = page
    return found


def reading(found, file, number, truth):
    """What was read from the true page; of a spread, all pages that came of its picture as one, in their order."""
    spread = truth.get("spread", False)
    mine = [page for k, page in sorted(found.get(file, {}).items()) if page.get("source_page", number if spread else k) == number]
    if not spread or len(mine) < 2:
        return mine[0] if mine else None
    return {**mine[0], "text": "\n".join(page["text"] or "" for page in mine), "words": [w for page in mine for w in page.get("words") or ()]}


class Tally:
    """Sums over the pages of one condition."""

    def __init__(self):
        self.pages = self.unread = self.words = self.missed = self.added = self.chars = self.errors = self.turns = 0
        self.skews, self.signers, self.signed = [], 0, 0
        self.pairs = self.kept = 0
        self.blank, self.blank_missed, self.full, self.blank_false = 0, 0, 0, 0

    def row(self):
        share = lambda part, whole: 100 * part / whole if whole else 0.0
        return {"pages": self.pages, "unread": self.unread, "words": self.words, "missed": share(self.missed, self.words),
                "added": share(self.added, self.words), "cer": share(self.errors, self.chars), "turns_wrong": self.turns,
                "neighbours": share(self.kept, self.pairs) if self.pairs else None,
                "skew_mean": sum(self.skews) / len(self.skews) if self.skews else None, "skew_max": max(self.skews, default=None),
                "signers": self.signed, "signers_right": self.signers, "blank": self.blank, "blank_missed": self.blank_missed,
                "not_blank": self.full, "blank_false": self.blank_false}


def score(folder, path, half=None):
    """Tallies by condition (and "all"), and the pages with their misses."""
    found, tallies, worst = readings(path), defaultdict(Tally), []
    for condition, file, number, lines, hand, truth, index in pages_of(folder):
        if half is not None and index is not None and index % 2 != half:
            continue
        page = reading(found, file, number, truth)
        true, read = same(" ".join(lines)), same(page["text"] or "") if page else []
        by_hand = Counter(same(" ".join(hand)))
        want, got = Counter(true) - by_hand, Counter(read)
        missed, added = want - got, got - want
        free = sum(by_hand.values())  # as many added words may be attempts at the handwriting
        pairs, kept = neighbours([] if hand else lines, read)
        surplus = max(0, sum(added.values()) - free)
        worst.append((sum(missed.values()), file, number, list(missed.elements()), list(added.elements())))
        for t in (tallies[condition], tallies["all"]):
            t.pages += 1
            t.unread += page is None
            t.words += sum(want.values())
            t.missed += sum(missed.values())
            t.added += surplus
            t.pairs += pairs
            t.kept += kept
            if not hand:
                t.chars += len(" ".join(true))
                t.errors += character_errors(true, read, missed, added)
            if page:
                t.turns += bool(true) and (page.get("quarter_turns") or 0) % 4 != truth["quarter_turns_ccw"] % 4
                # The pages of a book are laid flat one by one: the picture's tilt is none of theirs.
                if true and truth.get("skew") is not None and condition not in ("phone", "born_digital") and not truth.get("spread"):
                    t.skews.append(abs((page.get("skew_degrees") or 0.0) - truth["skew"]))
            if "blank" in truth:
                called = page is not None and page.get("status") == "blank"
                t.blank += truth["blank"]
                t.full += not truth["blank"]
                t.blank_missed += truth["blank"] and not called
                t.blank_false += called and not truth["blank"]
            if truth.get("signer"):
                t.signed += 1
                t.signers += " ".join(same(truth["signer"])) in " ".join(read)
    return tallies, sorted(worst, key=lambda w: w[:3], reverse=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("truth", type=Path)
    p.add_argument("read", type=Path)
    half = p.add_mutually_exclusive_group()
    half.add_argument("--odd", dest="half", action="store_const", const=1, help="only papers d001, d003, …")
    half.add_argument("--even", dest="half", action="store_const", const=0, help="only papers d000, d002, …")
    p.add_argument("--worst", type=int, default=0, metavar="N", help="also the N pages with most misses")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    tallies, worst = score(a.truth, a.read, a.half)
    rows = {name: t.row() for name, t in sorted(tallies.items(), key=lambda item: (item[0] == "all", item[0]))}
    if a.json:
        print(json.dumps(rows))
        return
    print("%-13s %5s %7s %9s %8s %8s %11s %10s %6s %9s %11s" % ("condition", "pages", "words", "missed %", "added %", "CER %", "skew mean", "skew max", "turns", "signers", "neighbours"))
    for name, r in rows.items():
        skew = "%11s %10s" % ("-", "-") if r["skew_mean"] is None else "%11.3f %10.3f" % (r["skew_mean"], r["skew_max"])
        signers = "%d/%d" % (r["signers_right"], r["signers"]) if r["signers"] else "-"
        near = "-" if r["neighbours"] is None else "%.2f" % r["neighbours"]
        print("%-13s %5d %7d %9.2f %8.2f %8.2f %s %6d %9s %11s%s" % (name, r["pages"], r["words"], r["missed"], r["added"], r["cer"], skew,
              r["turns_wrong"], signers, near, "   (%d pages without a reading)" % r["unread"] if r["unread"] else ""))
    if rows and (rows["all"]["blank"] or rows["all"]["not_blank"]):
        r = rows["all"]
        print("blank sides: missed %d/%d, falsely called %d/%d" % (r["blank_missed"], r["blank"], r["blank_false"], r["not_blank"]))
    for count, file, number, missed, added in worst[:a.worst]:
        print("%s page %d: missed %d: %s | added: %s" % (file, number, count, " ".join(missed[:20]), " ".join(added[:20])))


if __name__ == "__main__":
    main()
