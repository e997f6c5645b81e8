"""Odd images of every kind that the program reads, each as the bytes of a file: what Pillow writes, and by hand what it only reads.

Small, and the same on every run. test/reference/images.py writes them to fixtures/images/ with what Pillow and torchvision make of them.
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageFilter

ORIENTATION = 0x0112


def scene(width: int, height: int, seed: int) -> Image.Image:
    """A colourful picture without any symmetry: slow and fast waves, a few flat boxes and a little noise."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    u, v = x / max(width, 20), y / max(height, 20)
    planes = []
    for _ in range(3):
        a, b, c, d, phase, level = generator.uniform(-1, 1, 6)
        waves = 70 * np.sin(5 * a * u + 7 * b * v + 3 * phase) + 35 * np.sin(40 * c * u - 31 * d * v * u)
        planes.append(128 + 60 * level + waves)
    picture = np.stack(planes, axis=2)
    for _ in range(5):
        left, top = generator.uniform(0, 0.8, 2)
        right, bottom = left + generator.uniform(0.05, 0.4), top + generator.uniform(0.05, 0.4)
        picture[(u >= left) & (u < right) & (v >= top) & (v < bottom)] = generator.uniform(0, 255, 3)
    picture += generator.normal(0, 2, picture.shape)
    return Image.fromarray(picture.clip(0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(image: Image.Image, quality: int = 90, **options: object) -> bytes:
    return saved(image, "JPEG", quality=quality, **options)


def oriented(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif


def alpha(width: int, height: int, seed: int) -> Image.Image:
    """Clear, half clear and opaque parts."""
    return scene(width, height, seed).convert("L").point(lambda value: 0 if value < 90 else 255 if value > 160 else 3 * value % 256)


def ramp16(width: int, height: int) -> np.ndarray:
    """16-bit grey, a good part of it below 256, where Pillow's clipping keeps it."""
    picture = np.asarray(scene(width, height, 40).convert("L")).astype(np.uint32)
    picture[:, : width * 2 // 3] += 3
    picture[:, width * 2 // 3 :] *= 257
    return picture.astype(np.uint16)


# JPEG


def segments(data: bytes) -> tuple[list[bytes], bytes]:
    """The segments of a JPEG before its scan, and the rest."""
    at, parts = 2, []
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        parts.append(data[at:end])
        at = end
    return parts, data[at:]


def joined(parts: list[bytes], rest: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(parts) + rest


def cmyk(width: int, height: int) -> Image.Image:
    return Image.merge("CMYK", [scene(width, height, 50 + k).convert("L").filter(ImageFilter.GaussianBlur(1)) for k in range(4)])


def adobe(data: bytes, transform: int | None) -> bytes:
    """Another colour transform in the Adobe segment, or no such segment."""
    parts, rest = segments(data)
    kept = []
    for part in parts:
        if part[1] != 0xEE:
            kept.append(part)
        elif transform is not None:
            kept.append(part[:-1] + bytes([transform]))
    return joined(kept, rest)


def swapped_profile() -> bytes:
    """sRGB with red and blue exchanged: whoever applies it makes quite another picture."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


def xmp(orientation: int) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description tiff:Orientation="{orientation}"/></rdf:RDF></x:xmpmeta>'.encode()


def gain_map_xmp(container: str) -> bytes:
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    gain = 'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2"'
    text = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}><rdf:Description rdf:about="" {gain}>{container}</rdf:Description></rdf:RDF></x:xmpmeta>'
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text.encode())


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_gain_map(picture: Image.Image, gains: Image.Image) -> bytes:
    """An Ultra HDR picture as phones write it: a second JPEG behind the first says how bright it may become."""
    second = jpeg(gains, 80)
    second = second[:2] + gain_map_xmp("") + second[2:]
    item = '<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="{}" Item:Mime="image/jpeg" Item:Length="{}"/></rdf:li>'
    namespaces = 'xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"'
    xmp_segment = gain_map_xmp(f"<Container:Directory {namespaces}><rdf:Seq>{item.format('Primary', 0)}{item.format('GainMap', len(second))}</rdf:Seq></Container:Directory>")
    first = jpeg(picture, 85)

    def index(length: int, offset: int) -> bytes:
        entries = struct.pack(">IIIHH", 0x030000, length, 0, 0, 0) + struct.pack(">IIIHH", 0, len(second), offset, 0, 0)
        fields = struct.pack(">HHI4s", 0xB000, 7, 4, b"0100") + struct.pack(">HHII", 0xB001, 4, 1, 2) + struct.pack(">HHII", 0xB002, 7, 32, 50)
        return segment(0xE2, b"MPF\0MM\0*" + struct.pack(">IH", 8, 3) + fields + struct.pack(">I", 0) + entries)

    length = len(first) + len(xmp_segment) + len(index(0, 0))
    return first[:2] + xmp_segment + index(length, length - (2 + len(xmp_segment) + 8)) + first[2:] + second


def jpegs() -> dict[str, bytes]:
    files = {
        "huge.jpg": jpeg(scene(1500, 1000, 1).resize((6000, 4000), Image.Resampling.BICUBIC), 30),
        "portrait.jpg": jpeg(scene(301, 452, 2), 85),
        "landscape-444.jpg": jpeg(scene(451, 300, 3), 85, subsampling=0),
        "landscape-422.jpg": jpeg(scene(153, 101, 4), subsampling=1),
        "progressive.jpg": jpeg(scene(333, 257, 5), 85, progressive=True),
        "coarse.jpg": jpeg(scene(257, 256, 6), 8),
        "fine.jpg": jpeg(scene(97, 121, 7), 100),
        "restarts.jpg": jpeg(scene(130, 90, 8), restart_marker_blocks=3),
        "grey.jpg": jpeg(scene(131, 90, 9).convert("L")),
        "rgb.jpg": jpeg(scene(90, 131, 10), keep_rgb=True),
        "profile.jpg": jpeg(scene(120, 90, 11), icc_profile=swapped_profile()),
        "cmyk.jpg": jpeg(cmyk(120, 91)),
        "cmyk-plain.jpg": adobe(jpeg(cmyk(91, 120)), None),
        "ycck.jpg": adobe(jpeg(cmyk(117, 80), subsampling=0), 2),
        "thin.jpg": jpeg(scene(1, 300, 12)),
        "xmp-8.jpg": jpeg(scene(80, 61, 13), xmp=xmp(8)),
        "gain-map.jpg": with_gain_map(scene(160, 121, 15), scene(40, 30, 16).convert("L")),
        "orientation-9.jpg": jpeg(scene(80, 61, 14), exif=oriented(9)),
    }
    for orientation in range(1, 9):
        files[f"exif-{orientation}.jpg"] = jpeg(scene(93, 64, 20 + orientation), exif=oriented(orientation))
    return files


# PNG


def png(width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"", interlaced: int = 0) -> bytes:
    """A PNG from its rows, each with its filter's byte."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def filtered(picture: np.ndarray) -> bytes:
    """Rows of height × width × channels values, big-endian, without a filter."""
    raw = picture.astype(">u2" if picture.dtype == np.uint16 else np.uint8)
    return b"".join(b"\x00" + row.tobytes() for row in raw)


def adam7(picture: np.ndarray) -> bytes:
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return b"".join(filtered(part) for x, y, dx, dy in passes if (part := picture[y::dy, x::dx]).size > 0)


def deep(width: int, height: int, channels: int) -> np.ndarray:
    """16 bits whose low bytes are anything."""
    planes = [np.asarray(scene(width, height, 60 + k).convert("L")).astype(np.uint32) for k in range(channels)]
    low = np.random.default_rng(channels).integers(0, 256, (height, width, channels))
    return (np.stack(planes, axis=2) * 256 + low).astype(np.uint16)


def transparent(values: bytes) -> bytes:
    return struct.pack(">I", len(values)) + b"tRNS" + values + struct.pack(">I", zlib.crc32(b"tRNS" + values))


def pngs() -> dict[str, bytes]:
    grey = scene(70, 52, 30).convert("L")
    with_alpha = scene(90, 71, 31)
    with_alpha.putalpha(alpha(90, 71, 32))
    grey_alpha = scene(61, 80, 33).convert("L")
    grey_alpha.putalpha(alpha(61, 80, 34))
    palette = scene(100, 75, 35).quantize(60)
    keyed = np.asarray(scene(60, 45, 36)) // 64 * 64
    return {
        "one.png": saved(Image.new("RGB", (1, 1), (200, 100, 50)), "PNG"),
        "tall.png": saved(scene(1, 300, 37), "PNG"),
        "wide.png": saved(scene(300, 1, 38), "PNG"),
        "needle.png": saved(scene(1, 6000, 39).quantize(16), "PNG"),
        "plank.png": saved(scene(2001, 7, 40), "PNG"),
        "square.png": saved(scene(256, 256, 41).quantize(64), "PNG"),
        "grey.png": saved(grey, "PNG"),
        "grey-2.png": saved(grey.point(lambda value: value // 64), "PNG", bits=2),
        "grey-4.png": png(13, 9, 4, 0, b"".join(b"\x00" + bytes((17 * row + 29 * at) % 256 for at in range(7)) for row in range(9))),
        "bits.png": saved(grey.convert("1"), "PNG"),
        "grey-16.png": saved(Image.fromarray(ramp16(90, 60)), "PNG"),
        "grey-16-key.png": png(30, 20, 16, 0, filtered(ramp16(30, 20)), transparent(b"\x00\x50")),
        "rgb-16.png": png(64, 48, 16, 2, filtered(deep(64, 48, 3))),
        "grey-alpha-16.png": png(48, 64, 16, 4, filtered(deep(48, 64, 2))),
        "rgba-16.png": png(50, 40, 16, 6, filtered(deep(50, 40, 4))),
        "grey-alpha.png": saved(grey_alpha, "PNG"),
        "rgba.png": saved(with_alpha, "PNG"),
        "key.png": png(60, 45, 8, 2, filtered(keyed), transparent(b"".join(b"\x00" + bytes([int(value)]) for value in keyed[3, 3]))),
        "palette.png": saved(palette, "PNG"),
        "palette-4.png": saved(scene(75, 51, 42).quantize(11), "PNG", bits=4),
        "palette-alpha.png": saved(palette, "PNG", transparency=bytes(255 * (k % 3 != 0) for k in range(60))),
        "palette-key.png": saved(palette, "PNG", transparency=7),
        "interlaced.png": png(67, 45, 8, 2, adam7(np.asarray(scene(67, 45, 43))), interlaced=1),
        "exif-6.png": saved(scene(70, 40, 44), "PNG", exif=oriented(6)),
        "moving.png": saved(scene(60, 45, 46), "PNG", save_all=True, append_images=[scene(60, 45, 47)]),
        "profile.png": saved(scene(70, 40, 45), "PNG", icc_profile=swapped_profile()),
    }


# GIF


def partial_gif() -> bytes:
    """A first frame that covers a part of its canvas alone; transparent pixels in it."""
    frame = saved(scene(30, 20, 70).quantize(8), "GIF", transparency=2)
    at = frame.index(b"\x2c", frame.index(b"\x21\xf9") + 8)
    screen = frame[:6] + struct.pack("<HH", 50, 40) + frame[10:at]
    return screen + b"\x2c" + struct.pack("<HHHH", 11, 7, 30, 20) + frame[at + 9 :]


def gifs() -> dict[str, bytes]:
    first, second = scene(80, 60, 71), scene(80, 60, 72)
    return {
        "plain.gif": saved(scene(90, 70, 73).quantize(200), "GIF"),
        "grey.gif": saved(scene(50, 70, 74).convert("L"), "GIF"),
        "interlaced.gif": saved(scene(64, 51, 75).quantize(50), "GIF", interlace=1),
        "clear.gif": saved(scene(64, 51, 76).quantize(12), "GIF", transparency=5),
        "moving.gif": saved(first.quantize(40), "GIF", save_all=True, append_images=[second.quantize(30), first.quantize(9)], duration=100),
        "part.gif": partial_gif(),
    }


# WebP and AVIF


def webps() -> dict[str, bytes]:
    clear = scene(80, 61, 80)
    clear.putalpha(alpha(80, 61, 81))
    return {
        "lossy.webp": saved(scene(201, 150, 82), "WEBP", quality=75),
        "lossless.webp": saved(scene(90, 60, 83), "WEBP", lossless=True),
        "lossy-alpha.webp": saved(clear, "WEBP", quality=80),
        "lossless-alpha.webp": saved(clear, "WEBP", lossless=True, exact=True),
        "moving.webp": saved(scene(60, 80, 84), "WEBP", save_all=True, append_images=[scene(60, 80, 85)], duration=100, lossless=True),
        "moving-clear.webp": saved(clear, "WEBP", save_all=True, append_images=[scene(80, 61, 86).convert("RGBA")], duration=100, lossless=True, exact=True),
        "exif-5.webp": saved(scene(80, 45, 87), "WEBP", quality=85, exif=oriented(5)),
    }


def with_matrix(data: bytes, matrix: int) -> bytes:
    """Another matrix from RGB to the codes (ITU-T H.273) than the picture was coded with: other colours."""
    at = data.index(b"colrnclx") + 13
    return data[:at] + bytes([matrix]) + data[at + 1 :]


def avifs() -> dict[str, bytes]:
    clear = scene(80, 62, 90)
    clear.putalpha(alpha(80, 62, 91))
    return {
        "420.avif": saved(scene(160, 121, 92), "AVIF", quality=70),
        "photo.avif": saved(scene(640, 427, 99), "AVIF", quality=50),
        "422.avif": saved(scene(121, 90, 88), "AVIF", quality=85, subsampling="4:2:2"),
        "television.avif": saved(scene(121, 90, 89), "AVIF", quality=85, range="limited"),
        "bt709.avif": with_matrix(saved(scene(90, 121, 87), "AVIF", quality=85, range="limited"), 1),
        "444.avif": saved(scene(120, 90, 93), "AVIF", quality=85, subsampling="4:4:4"),
        "grey.avif": saved(scene(64, 64, 94).convert("L"), "AVIF", quality=80),
        "alpha.avif": saved(clear, "AVIF", quality=80),
        "exif-6.avif": saved(scene(90, 50, 95), "AVIF", quality=80, exif=oriented(6)),
        "exif-7.avif": saved(scene(90, 50, 96), "AVIF", quality=80, exif=oriented(7)),
        "moving.avif": saved(scene(60, 80, 97), "AVIF", quality=70, save_all=True, append_images=[scene(60, 80, 98)]),
    }


# TIFF


def tiff(tags: dict[int, tuple[str, list[int]]], strips: list[bytes], big: bool = False) -> bytes:
    """A TIFF of one directory; tags by number: type (H, I) and values. Offsets and lengths of the strips are filled in."""
    order = ">" if big else "<"
    data = b"".join(strips)
    lengths = [len(strip) for strip in strips]
    starts = [8 + sum(lengths[:k]) for k in range(len(strips))]
    entries = {**tags, 273: ("I", starts), 279: ("I", lengths)}
    at = 8 + len(data) + (-len(data)) % 2
    beyond, directory = b"", struct.pack(order + "H", len(entries))
    space = at + 2 + 12 * len(entries) + 4
    for tag, (kind, values) in sorted(entries.items()):
        packed = struct.pack(order + kind * len(values), *values)
        if len(packed) <= 4:
            field = packed.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", space + len(beyond))
            beyond += packed + b"\0" * (len(packed) % 2)
        directory += struct.pack(order + "HHI", tag, {"H": 3, "I": 4}[kind], len(values)) + field
    return (b"MM\0*" if big else b"II*\0") + struct.pack(order + "I", at) + data.ljust(at - 8, b"\0") + directory + b"\0\0\0\0" + beyond


def tags(width: int, height: int, bits: list[int], photometric: int, rows: int, **more: int) -> dict[int, tuple[str, list[int]]]:
    basic = {256: ("I", [width]), 257: ("I", [height]), 258: ("H", bits), 259: ("H", [1]), 262: ("H", [photometric]), 277: ("H", [len(bits)]), 278: ("I", [rows])}
    numbers = {"planar": 284, "extra": 338, "format": 339, "compression": 259, "predictor": 317}
    return {**basic, **{numbers[key]: ("H", [value]) for key, value in more.items()}}


def tiffs() -> dict[str, bytes]:
    clear = scene(60, 41, 100)
    clear.putalpha(alpha(60, 41, 101))
    premultiplied = np.asarray(clear).astype(np.uint32)
    premultiplied[:, :, :3] = premultiplied[:, :, :3] * premultiplied[:, :, 3:] // 255
    picture = np.asarray(scene(50, 36, 102))
    levels = np.asarray(scene(40, 30, 103).convert("L"))
    bits = scene(70, 50, 104).convert("1")
    deep_rgb = deep(40, 30, 3)
    tiled = {322: 32, 323: 16}
    return {
        "plain.tif": saved(scene(60, 45, 105), "TIFF"),
        "big-endian.tiff": saved(scene(60, 45, 106), "TIFF", big_endian=True, compression="tiff_lzw"),
        "lzw.tif": saved(scene(100, 75, 107), "TIFF", compression="tiff_lzw"),
        "deflate.tif": saved(scene(75, 100, 108), "TIFF", compression="tiff_adobe_deflate"),
        "packbits.tif": saved(scene(60, 45, 109).quantize(9), "TIFF", compression="packbits"),
        "tiled.tif": saved(scene(70, 45, 110), "TIFF", compression="tiff_lzw", tiffinfo=tiled),
        "jpeg.tif": saved(scene(90, 70, 111), "TIFF", compression="jpeg", quality=90),
        "grey.tif": saved(scene(60, 45, 112).convert("L"), "TIFF", compression="tiff_lzw"),
        "white-is-zero.tif": tiff(tags(40, 30, [8], 0, 30), [levels.tobytes()]),
        "bits.tif": saved(bits, "TIFF"),
        "fax.tif": saved(bits, "TIFF", compression="group4"),
        "palette.tif": saved(scene(60, 45, 113).quantize(80), "TIFF", compression="tiff_lzw"),
        "rgba.tif": saved(clear, "TIFF", compression="tiff_lzw"),
        "premultiplied.tif": tiff(tags(60, 41, [8] * 4, 2, 41, extra=1), [premultiplied.astype(np.uint8).tobytes()]),
        "unspecified.tif": tiff(tags(60, 41, [8] * 4, 2, 41, extra=0), [np.asarray(clear).tobytes()]),
        "grey-alpha.tif": saved(clear.convert("LA"), "TIFF", compression="tiff_lzw"),
        "cmyk.tif": saved(cmyk(60, 45), "TIFF", compression="tiff_lzw"),
        "grey-16.tif": saved(Image.fromarray(ramp16(60, 45)), "TIFF", compression="tiff_lzw"),
        "grey-16-big.tif": saved(Image.fromarray(ramp16(45, 60)), "TIFF", big_endian=True),
        "rgb-16.tif": tiff(tags(40, 30, [16] * 3, 2, 30), [deep_rgb.astype("<u2").tobytes()]),
        "rgb-16-big.tif": tiff(tags(40, 30, [16] * 3, 2, 30), [deep_rgb.astype(">u2").tobytes()], big=True),
        "cmyk-16.tif": tiff(tags(40, 30, [16] * 4, 5, 30), [deep(40, 30, 4).astype("<u2").tobytes()]),
        "float.tif": saved(Image.fromarray(np.asarray(scene(40, 30, 114).convert("L")).astype(np.float32) * 1.3 - 40), "TIFF"),
        "integer.tif": saved(Image.fromarray(np.asarray(scene(40, 30, 115).convert("L")).astype(np.int32) * 2 - 90), "TIFF"),
        "planar.tif": tiff(tags(50, 36, [8] * 3, 2, 36, planar=2), [picture[:, :, k].tobytes() for k in range(3)]),
        "strips.tif": tiff(tags(50, 36, [8] * 3, 2, 10), [picture[y : y + 10].tobytes() for y in range(0, 36, 10)]),
        "exif-8.tif": saved(scene(70, 40, 116), "TIFF", compression="tiff_lzw", tiffinfo={ORIENTATION: 8}),
        "pages.tif": saved(scene(40, 30, 117), "TIFF", save_all=True, append_images=[scene(20, 50, 118)], compression="tiff_lzw"),
    }


# BMP


def bmp(width: int, height: int, bits: int, rows: bytes, compression: int = 0, palette: bytes = b"", masks: bytes = b"", size: int = 40, gap: int = 0) -> bytes:
    colours = len(palette) // 4
    head = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, len(rows), 2835, 2835, colours, 0) + masks
    head = head.ljust(size, b"\0") if size > 40 else head
    offset = 14 + len(head) + len(palette) + gap
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + head + palette + b"\0" * gap + rows


def padded(rows: np.ndarray) -> bytes:
    """Rows of bytes, the last first, each to whole 4 bytes."""
    return b"".join(row.tobytes().ljust(-(-row.nbytes // 4) * 4, b"\0") for row in rows[::-1])


def packed(indices: np.ndarray, bits: int) -> np.ndarray:
    """Indices of `bits` bits each, in bytes."""
    flat = np.unpackbits(indices[:, :, None], axis=2)[:, :, 8 - bits :].reshape(len(indices), -1)
    return np.packbits(flat, axis=1)


def rle(indices: np.ndarray, four: bool) -> bytes:
    """Run-length coding with runs, a literal part in each row, and the marks of line and bitmap ends."""
    out = bytearray()
    for row in indices[::-1]:
        literal = row[:6]
        if four:
            out += bytes([0, 6]) + bytes(int(a) << 4 | int(b) for a, b in zip(literal[::2], literal[1::2])) + b"\0"
        else:
            out += bytes([0, 6]) + literal.tobytes()
        at = 6
        while at < len(row):
            end = at + 1
            while end < len(row) and row[end] == row[at] and end - at < 255:
                end += 1
            out += bytes([end - at, int(row[at]) * 17 if four else int(row[at])])
            at = end
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def bmps() -> dict[str, bytes]:
    rgb = np.asarray(scene(37, 29, 120))
    indexed = scene(37, 29, 121).quantize(16)
    few = np.asarray(indexed)
    colours = np.array(indexed.getpalette()[:48]).reshape(16, 3)
    palette = np.concatenate([colours[:, ::-1], np.zeros((16, 1))], axis=1).astype(np.uint8).tobytes()
    rgba = np.dstack([rgb[:, :, ::-1], np.full(rgb.shape[:2], 77, np.uint8)])
    words = {"555": (rgb[:, :, 0] >> 3).astype("<u2") << 10 | (rgb[:, :, 1] >> 3).astype("<u2") << 5 | (rgb[:, :, 2] >> 3), "565": (rgb[:, :, 0] >> 3).astype("<u2") << 11 | (rgb[:, :, 1] >> 2).astype("<u2") << 5 | (rgb[:, :, 2] >> 3)}
    core = struct.pack("<IHHHH", 12, 37, 29, 1, 4) + colours[:, ::-1].astype(np.uint8).tobytes()
    core_rows = padded(packed(few, 4))
    return {
        "rgb.bmp": saved(scene(33, 21, 122), "BMP"),
        "rgba.bmp": saved(Image.fromarray(np.dstack([rgb, rgb[:, :, 0]])), "BMP"),
        "grey.bmp": saved(scene(31, 22, 123).convert("L"), "BMP"),
        "palette.bmp": saved(scene(31, 22, 124).quantize(100), "BMP"),
        "bits.bmp": saved(scene(45, 22, 125).convert("1"), "BMP"),
        "palette-4.bmp": bmp(37, 29, 4, padded(packed(few, 4)), palette=palette),
        "palette-1.bmp": bmp(37, 29, 1, padded(packed(few % 2, 1)), palette=palette[:8]),
        "gap.bmp": bmp(37, 29, 8, padded(few), palette=palette, gap=24),
        "top-down.bmp": bmp(37, -29, 24, padded(np.ascontiguousarray(rgb[::-1, :, ::-1]).reshape(29, -1))),
        "555.bmp": bmp(37, 29, 16, padded(words["555"].astype("<u2"))),
        "565.bmp": bmp(37, 29, 16, padded(words["565"].astype("<u2")), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
        "plain-32.bmp": bmp(37, 29, 32, padded(np.ascontiguousarray(rgba).reshape(29, -1))),
        "masks-32.bmp": bmp(37, 29, 32, padded(np.ascontiguousarray(rgba[:, :, [3, 0, 1, 2]]).reshape(29, -1)), compression=3, masks=struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0xFF), size=108),
        "rle-8.bmp": bmp(37, 29, 8, rle(few, False), compression=1, palette=palette),
        "rle-4.bmp": bmp(37, 29, 4, rle(few, True), compression=2, palette=palette),
        "os2.bmp": b"BM" + struct.pack("<IHHI", 14 + len(core) + len(core_rows), 0, 0, 14 + len(core)) + core + core_rows,
    }


def odd_images() -> dict[str, bytes]:
    """All files by name."""
    return {**jpegs(), **pngs(), **gifs(), **webps(), **avifs(), **tiffs(), **bmps()}
