"""Sheets as a PDF with real text in embedded fonts, as an office's word processor exports it."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .sheet import FACES, MM


def register(face, style):
    """Makes a face known to the writer once; gives its name there."""
    name = face + style
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, FACES[face][("b" in style) + 2 * ("i" in style)]))
    return name


def pdf(sheets, title):
    """PDF bytes; only faces in TrueType can be embedded (Tinos, Arimo, Cousine, FreeSerif)."""
    out = io.BytesIO()
    point = 72 / MM
    register("Tinos", "")
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName="Tinos")
    canvas.setTitle(title)
    for sheet in sheets:
        canvas.setPageSize((sheet.width * point, sheet.height * point))
        for step in sheet.steps:
            kind, args = step[0], step[1:]
            if kind == "text":
                x, y, text, face, style, points, colour = args
                canvas.setFont(register(face, style), points)
                canvas.setFillColorRGB(*(c / 255 for c in colour))
                canvas.drawString(x * point, (sheet.height - y) * point, text + " ")
            elif kind == "line":
                x0, y0, x1, y1, thick, _ = args
                canvas.setLineWidth(thick * point)
                canvas.line(x0 * point, (sheet.height - y0) * point, x1 * point, (sheet.height - y1) * point)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
