"""File formats that scanners and phones write: JPEG, TIFF, PDF of images, JPEG 2000, HEIC.

Every writer is free of clocks and chance: the same picture gives the same bytes.
"""

import io
import struct
import zlib

from PIL import Image, TiffImagePlugin

PRODUCER = "Sohoa page maker"


def jpeg(image, dpi, quality=75, exif=None):
    """JPEG bytes with half-size colour; `exif` are EXIF bytes."""
    out = io.BytesIO()
    more = {"exif": exif} if exif else {}
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), subsampling=2, optimize=True, **more)
    return out.getvalue()


def png(image, dpi):
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi), optimize=True)
    return out.getvalue()


def jpeg2000(image, ratio=28):
    """JPEG 2000 (JP2) at about 1/ratio of the raw size; carries no resolution."""
    out = io.BytesIO()
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[ratio], irreversible=True)
    return out.getvalue()


def heic(image, quality=55):
    """HEIC as phones write it."""
    import pillow_heif

    file = pillow_heif.from_pillow(image)
    out = io.BytesIO()
    file.save(out, format="HEIF", quality=quality)
    return out.getvalue()


def phone_exif(width, height, orientation, when):
    """EXIF of an invented phone: no place, no owner."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Mau", "Dien thoai mau", orientation
    exif[0x011A], exif[0x011B], exif[0x0128] = 72.0, 72.0, 2
    exif[0x0132] = when
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0xA002], inner[0xA003] = when, width, height
    return exif.tobytes()


SHORT, LONG, RATIONAL = 3, 4, 5


def pack(pages):
    """A TIFF from (strip, {tag: (type, numbers)}) pages, one strip each.

    Written by hand: Pillow's libtiff leaves chance bytes between its directories.
    """
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4  # where the offset of the next directory belongs

    def place(data):
        at = len(out)
        out.extend(data + b"\0" * (len(data) % 2))
        return at

    for strip, tags in pages:
        tags = {**tags, 273: (LONG, [place(strip)]), 279: (LONG, [len(strip)])}
        entries = []
        for tag, (kind, numbers) in sorted(tags.items()):
            data = struct.pack("<%d%s" % (len(numbers), "H" if kind == SHORT else "L"), *numbers)
            count = len(numbers) // 2 if kind == RATIONAL else len(numbers)
            value = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<L", place(data))
            entries.append(struct.pack("<HHL", tag, kind, count) + value)
        struct.pack_into("<L", out, link, len(out))
        out += struct.pack("<H", len(entries)) + b"".join(entries)
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


def plain_tags(image, dpi, compression, photometric, bits):
    """The tags that every page has."""
    return {256: (LONG, [image.width]), 257: (LONG, [image.height]), 258: (SHORT, bits), 259: (SHORT, [compression]), 262: (SHORT, [photometric]),
            277: (SHORT, [len(bits)]), 278: (LONG, [image.height]), 282: (RATIONAL, [dpi, 1]), 283: (RATIONAL, [dpi, 1]), 284: (SHORT, [1]), 296: (SHORT, [2])}


def group4_tiff(images, dpi):
    """Bilevel pages in CCITT group 4, white being 0 as scanners write it."""
    return pack([(group4(image), plain_tags(image, dpi, 4, 0, [1])) for image in images])


def lzw_tiff(images, dpi):
    """Palette pages in LZW."""
    pages = []
    for image in images:
        strip, made = one_strip(image, "tiff_lzw")
        pages.append((strip, {**plain_tags(image, dpi, 5, 3, [8]), 320: (SHORT, list(made[320]))}))
    return pack(pages)


def jpeg_tiff(images, dpi, quality=75):
    """Colour pages, each a whole JPEG with half-size colour."""
    more = {530: (SHORT, [2, 2]), 532: (RATIONAL, [0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1])}
    return pack([(jpeg(image, dpi, quality), {**plain_tags(image, dpi, 7, 6, [8, 8, 8]), **more}) for image in images])


def one_strip(image, compression, **more):
    """The compressed data of an image in a single strip, and the tags that libtiff gave it."""
    before = TiffImagePlugin.STRIP_SIZE
    TiffImagePlugin.STRIP_SIZE = 1 << 30
    try:
        out = io.BytesIO()
        image.save(out, "TIFF", compression=compression, **more)
    finally:
        TiffImagePlugin.STRIP_SIZE = before
    with Image.open(out) as made:
        (offset,), (count,), tags = made.tag_v2[273], made.tag_v2[279], dict(made.tag_v2)
    return out.getvalue()[offset:offset + count], tags


def group4(image):
    """Bare CCITT group 4 data of a mode-1 image, its white runs being white."""
    return one_strip(image, "group4", tiffinfo={262: 0})[0]


class PdfWriter:
    """Writes a PDF of one image a page straight to `out` (a binary file), holding no page back.

    The picture data stands in the file as it is given: a reader can take it out undamaged.
    """

    def __init__(self, out):
        self.out, self.at, self.offsets, self.pages = out, 0, {}, []
        self.next = 4  # 1 catalogue, 2 page tree, 3 information
        self.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def write(self, data):
        self.out.write(data)
        self.at += len(data)

    def object(self, number, body, stream=None):
        self.offsets[number] = self.at
        if stream is None:
            self.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        else:
            self.write(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, body, len(stream)))
            self.write(stream)
            self.write(b"\nendstream\nendobj\n")

    def add(self, data, kind, width, height, dpi, rotate=0):
        """A page that is one image: `kind` is 'jpeg' (RGB), 'grey' (JPEG) or 'group4'; `rotate` is the page's /Rotate."""
        image, content, page = self.next, self.next + 1, self.next + 2
        self.next += 3
        if kind == "group4":
            filters = (b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms "
                       b"<< /K -1 /Columns %d /Rows %d >>" % (width, height))
        else:
            filters = b"/ColorSpace /%s /BitsPerComponent 8 /Filter /DCTDecode" % (b"DeviceRGB" if kind == "jpeg" else b"DeviceGray")
        self.object(image, b"/Type /XObject /Subtype /Image /Width %d /Height %d %s" % (width, height, filters), data)
        w, h = width * 72 / dpi, height * 72 / dpi
        self.object(content, b"/Filter /FlateDecode", zlib.compress(b"q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q" % (w, h), 9))
        turn = b" /Rotate %d" % rotate if rotate else b""
        self.object(page, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f]%s /Resources << /XObject << /Im0 %d 0 R >> >> "
                          b"/Contents %d 0 R >>" % (w, h, turn, image, content))
        self.pages.append(page)

    def finish(self):
        kids = b" ".join(b"%d 0 R" % p for p in self.pages)
        self.object(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        self.object(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.pages), kids))
        self.object(3, b"<< /Producer (%s) /CreationDate (D:20251201080000+07'00') >>" % PRODUCER.encode())
        start, count = self.at, self.next
        table = b"".join(b"%010d 00000 n \n" % self.offsets[n] for n in range(1, count))
        self.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
        self.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start))


def whitened(image, colours, level=226):
    """A scanner's background suppression and a palette of `colours`: what is nearly white becomes white."""
    return image.point(lambda v: 255 if v > level else v).quantize(colours, dither=Image.Dither.NONE)


def scanned_pdf(images, dpi, quality=72):
    """A scanner's PDF: mode-1 images become group 4 pages, others JPEG pages."""
    out = io.BytesIO()
    pdf = PdfWriter(out)
    for image in images:
        if image.mode == "1":
            pdf.add(group4(image), "group4", image.width, image.height, dpi)
        else:
            pdf.add(jpeg(image, dpi, quality), "grey" if image.mode == "L" else "jpeg", image.width, image.height, dpi)
    pdf.finish()
    return out.getvalue()
