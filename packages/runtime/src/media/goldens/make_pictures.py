"""Writes pictures.json: small picture files of many forms, and the pixels that Pillow sees in them.

Run with Debian's python3-pil 9.4.0 and python3-numpy. Files are base64; pixels are base64 of R, G, B bytes, row-major.
BMP forms that Pillow does not write are put together by hand from the format's description and read back by Pillow.
"""
import base64
import io
import json
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

W, H = 23, 14
y, x = np.mgrid[0:H, 0:W]
RGB = np.dstack([x * 11, y * 18, (x * 7 + y * 5) % 256]).astype(np.uint8)
OUT = []


def add(name, kind, data, expected=None, tolerance=0):
    if expected is None:
        expected = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    expected = np.ascontiguousarray(expected, dtype=np.uint8)
    OUT.append({
        "name": name, "type": kind, "file": base64.b64encode(data).decode(), "height": expected.shape[0],
        "width": expected.shape[1], "pixels": base64.b64encode(expected.tobytes()).decode(), "tolerance": tolerance,
    })


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def bmp(bits, rows, top_down=False, palette=b"", masks=b"", compression=0, v4=False):
    body = b"".join(r + b"\0" * (-len(r) % 4) for r in (rows if top_down else rows[::-1]))
    extra = masks + b"BGRs" + b"\0" * 48 if v4 else masks
    size = 40 + (len(extra) if v4 else 0)
    offset = 14 + 40 + len(extra) + len(palette)
    return (
        b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset)
        + struct.pack("<IiiHHIIiiII", size, W, -H if top_down else H, 1, bits, compression, len(body), 2835, 2835, len(palette) // 4, 0)
        + extra + palette + body
    )


bgr = [r[:, ::-1].tobytes() for r in RGB]
bgrx = [np.dstack([r[None, :, ::-1], np.zeros((1, W, 1), np.uint8)]).tobytes() for r in RGB]
add("24 bits", "bmp", bmp(24, bgr))
add("24 bits from the top", "bmp", bmp(24, bgr, top_down=True))
add("32 bits, fourth byte 0", "bmp", bmp(32, bgrx), RGB)
add("32 bits from the top", "bmp", bmp(32, bgrx, top_down=True), RGB)
add("32 bits in bit fields", "bmp", bmp(32, bgrx, masks=struct.pack("<III", 0xFF0000, 0xFF00, 0xFF), compression=3), RGB)
opaque = [np.dstack([r[None, :, ::-1], np.full((1, W, 1), 255, np.uint8)]).tobytes() for r in RGB]
add("32 bits with alpha, V4 header", "bmp",
    bmp(32, opaque, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000), compression=3, v4=True), RGB)
five = (RGB >> 3).astype("<u2")
packed = (five[..., 0] << 10) | (five[..., 1] << 5) | five[..., 2]
add("16 bits", "bmp", bmp(16, [r.astype("<u2").tobytes() for r in packed]), tolerance=7)
colours = np.random.default_rng(3).integers(0, 256, (256, 3), dtype=np.uint8)
table = b"".join(bytes([c[2], c[1], c[0], 0]) for c in colours)
index = ((x * 11 + y * 3) % 256).astype(np.uint8)
add("8 bits with a palette", "bmp", bmp(8, [r.tobytes() for r in index], palette=table))
add("8 bits with a palette, from the top", "bmp", bmp(8, [r.tobytes() for r in index], top_down=True, palette=table))
add("8 bits with a palette of 20", "bmp", bmp(8, [(r % 20).astype(np.uint8).tobytes() for r in index], palette=table[:80]))
add("8 bits grey", "bmp", saved(Image.fromarray(index), "BMP"))
nibbles = [np.pad(r % 16, (0, W % 2)) for r in index]
add("4 bits", "bmp", bmp(4, [((r[0::2] << 4) | r[1::2]).astype(np.uint8).tobytes() for r in nibbles], palette=table[:64]))
add("1 bit", "bmp", saved(Image.fromarray(index > 100), "BMP"))
os2 = b"".join(r + b"\0" * (-len(r) % 4) for r in bgr[::-1])
add("24 bits, OS/2 header", "bmp",
    b"BM" + struct.pack("<IHHI", 26 + len(os2), 0, 0, 26) + struct.pack("<IHHHH", 12, W, H, 1, 24) + os2)

colour = Image.fromarray(RGB)
add("colour", "jpeg", saved(colour, "JPEG", quality=95, subsampling=0), tolerance=3)
add("grey", "jpeg", saved(colour.convert("L"), "JPEG", quality=95), tolerance=3)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "a camera"
    data = saved(colour, "JPEG", quality=95, subsampling=0, exif=exif)
    add(f"orientation {orientation}", "jpeg", data, np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(data)))), 3)
add("colour", "png", saved(colour, "PNG"))
add("grey", "png", saved(colour.convert("L"), "PNG"))
add("palette", "png", saved(colour.quantize(30), "PNG"))
alpha = np.full((H, W), 255, np.uint8)
alpha[:, : W // 2] = 0
alpha[3] = 128
layered = Image.fromarray(np.dstack([RGB, alpha]))
white = Image.new("RGBA", (W, H), "white")
add("alpha", "png", saved(layered, "PNG"), np.array(Image.alpha_composite(white, layered).convert("RGB")), 1)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(depth, colour_type, rows, width=W, height=H):
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + r for r in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


wide = RGB.astype(">u2") * 257
add("16 bits", "png", png(16, 2, [r.astype(">u2").tobytes() for r in wide]), RGB)
add("16 bits grey", "png", png(16, 0, [r[:, 0].astype(">u2").tobytes() for r in wide]), np.dstack([RGB[..., 0]] * 3))
add("colour", "tiff", saved(colour, "TIFF"))
add("compressed", "tiff", saved(colour, "TIFF", compression="tiff_lzw"))
add("grey", "tiff", saved(colour.convert("L"), "TIFF"))
add("lossless", "webp", saved(colour, "WEBP", lossless=True))
add("palette", "gif", saved(colour.quantize(64), "GIF"))
inks = np.zeros((H, W, 4), np.uint8)
inks[:, W // 2 :, 3] = 255
add("CMYK: paper and black", "tiff", saved(Image.fromarray(inks, "CMYK"), "TIFF"),
    np.where(x[..., None] < W // 2, 255, 0) * np.ones(3), 40)
add("CMYK: paper and black", "jpeg", saved(Image.fromarray(inks, "CMYK"), "JPEG", quality=100),
    np.where(x[..., None] < W // 2, 255, 0) * np.ones(3), 40)
bomb = png(8, 2, [], 100_000, 100_000)
with open("pictures.json", "w") as file:
    json.dump({"pictures": OUT, "bomb": base64.b64encode(bomb).decode()}, file)
