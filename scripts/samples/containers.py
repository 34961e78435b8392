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


def tiff(images, dpi, compression):
    """A TIFF of several pages: compression `group4` (white is 0, as scanners write it) or `tiff_lzw`."""
    out = io.BytesIO()
    more = {"tiffinfo": {262: 0}} if compression == "group4" else {}
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=compression, dpi=(dpi, dpi), **more)
    return out.getvalue()


def jpeg_tiff(images, dpi, quality=75):
    """A colour TIFF of several pages, each one strip of JPEG with half-size colour.

    Written by hand: Pillow's libtiff leaves chance bytes in such files and keeps colour at full size.
    """
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4  # where the offset of the next directory belongs
    for image in images:
        data = jpeg(image, dpi, quality)
        strip = len(out)
        out += data + b"\0" * (len(data) % 2)
        extra = len(out)
        out += struct.pack("<3H", 8, 8, 8) + struct.pack("<2L", dpi, 1) + struct.pack("<12L", 0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1)
        bits, resolution, reference = extra, extra + 6, extra + 14
        short, long, rational = 3, 4, 5
        tags = [(256, long, 1, image.width), (257, long, 1, image.height), (258, short, 3, bits), (259, short, 1, 7), (262, short, 1, 6),
                (273, long, 1, strip), (277, short, 1, 3), (278, long, 1, image.height), (279, long, 1, len(data)), (282, rational, 1, resolution),
                (283, rational, 1, resolution), (284, short, 1, 1), (296, short, 1, 2), (530, short, 2, 2 | 2 << 16), (532, rational, 6, reference)]
        struct.pack_into("<L", out, link, len(out))
        out += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHLL", *tag) for tag in tags)
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


def group4(image):
    """Bare CCITT group 4 data of a mode-1 image (0 is black), in one strip."""
    before = TiffImagePlugin.STRIP_SIZE
    TiffImagePlugin.STRIP_SIZE = 1 << 30
    try:
        out = io.BytesIO()
        image.save(out, "TIFF", compression="group4")
    finally:
        TiffImagePlugin.STRIP_SIZE = before
    with Image.open(out) as made:
        offsets, counts = made.tag_v2[273], made.tag_v2[279]
        white_is_zero = made.tag_v2[262] == 0
    assert len(offsets) == 1
    return out.getvalue()[offsets[0]:offsets[0] + counts[0]], white_is_zero


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

    def add(self, data, kind, width, height, dpi, rotate=0, white_is_zero=False):
        """A page that is one image: `kind` is 'jpeg' (RGB), 'grey' (JPEG) or 'group4'; `rotate` is the page's /Rotate."""
        image, content, page = self.next, self.next + 1, self.next + 2
        self.next += 3
        if kind == "group4":
            filters = (b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms "
                       b"<< /K -1 /Columns %d /Rows %d /BlackIs1 %s >>" % (width, height, b"false" if white_is_zero else b"true"))
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
            data, white_is_zero = group4(image)
            pdf.add(data, "group4", image.width, image.height, dpi, white_is_zero=white_is_zero)
        else:
            pdf.add(jpeg(image, dpi, quality), "grey" if image.mode == "L" else "jpeg", image.width, image.height, dpi)
    pdf.finish()
    return out.getvalue()
