"""Measures Sohoa beside stock Tesseract and OCRmyPDF; see `scripts/bench --help`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "bench"
