"""Plain tables on the screen, one JSON object a measured row in .cache/bench/latest.json."""

from datetime import datetime, timezone
import json

from . import CACHE


def shown(value):
    if value is None:
        return "-"
    if isinstance(value, float):
        return "%.3f" % value if abs(value) < 0.1 else "%.2f" % value
    return str(value)


class Report:
    def __init__(self):
        self.rows, self.part, self.missed, self.reached = [], None, 0, 0
        self.when = datetime.now(timezone.utc).isoformat(timespec="seconds")

    def begin(self, part):
        self.part = part
        print("══ %s ══" % part, flush=True)

    def table(self, rows):
        """Rows of one shape, as dicts: text to the left, numbers to the right."""
        cells = [list(rows[0])] + [[shown(v) for v in row.values()] for row in rows]
        left = [isinstance(v, str) for v in rows[0].values()]
        wide = [max(map(len, column)) for column in zip(*cells)]
        for line in cells:
            print("  ".join(c.ljust(w) if l else c.rjust(w) for c, w, l in zip(line, wide, left)).rstrip(), flush=True)
        self.rows += [{"part": self.part, "when": self.when, **row} for row in rows]

    def figure(self, what, value, limit, at_least=False):
        """A figure that has to be reached: `value` at most `limit`, or at least."""
        good = value >= limit if at_least else value <= limit
        self.reached += good
        self.missed += not good
        sign = "≥" if at_least else "≤"
        print("%-62s %10s   wanted %s %s   %s" % (what, shown(value), sign, shown(limit), "reached" if good else "NOT REACHED"), flush=True)
        self.rows.append({"part": self.part, "when": self.when, "figure": what, "value": value, "wanted": sign + shown(limit), "reached": good})

    def save(self):
        """Rows of parts that were not measured now stay."""
        path = CACHE / "latest.json"
        old = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        kept = [row for row in old if row["part"] not in {r["part"] for r in self.rows}]
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept + self.rows), encoding="utf-8")

    def end(self):
        """The exit status."""
        print("figures: %d reached, %d not" % (self.reached, self.missed))
        return 1 if self.missed else 0
