"""Recognising image formats by the first bytes of a file; the name of a file says nothing."""

from __future__ import annotations

HEAD_BYTES = 132
"""The first bytes of a file that are enough to recognise its format."""

IMAGE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .tif .tiff .btf .bmp .dib .webp "  # noqa: SIM905
    ".heic .heif .hif .avif .jp2 .j2k .j2c .jpx .jpf .jxl".split()
)

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"II+\x00", "TIFF"),
    (0, b"MM\x00+", "TIFF"),
    (0, b"BM", "BMP"),
    (4, b"jP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
)
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"mif2"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))

_UNREAD = (
    (0, b"GIF8", "GIF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"<svg", "SVG"),
    (0, b"DICM", "DICOM"),
    (128, b"DICM", "DICOM"),
    (0, b"\x89HDF", "HDF5"),
    (0, b"\x76\x2f\x31\x01", "OpenEXR"),
    (0, b"SIMPLE  =", "FITS"),
    (0, b"ZISRAWFILE", "Zeiss CZI"),
    (0, b"\xda\xce\xbe\x0a", "Nikon ND2"),
    (0, b"II\xbc\x01", "JPEG XR"),
    (0, b"IIRO", "camera raw"),
    (0, b"IIU\x00", "camera raw"),
    (4, b"ftypcrx", "camera raw"),
)


def format_of(head: bytes) -> str | None:
    """Return the name of the image format that starts with ``head`` (12 bytes or more), or None if we read none."""
    for start, signature, name in _SIGNATURES:
        if head[start:].startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        brands = {head[n : n + 4] for n in range(8, min(len(head), int.from_bytes(head[:4], "big")), 4)}
        if brands & _AVIF_BRANDS:
            return "AVIF"
        if brands & _HEIF_BRANDS and head[8:12] != b"crx ":
            return "HEIC"
    return None


def unread_format(head: bytes) -> str | None:
    """Return the name of an image format that is not read and starts with ``head``, or None."""
    for start, signature, name in _UNREAD:
        if head[start:].startswith(signature):
            return name
    return None


def looks_like_image(head: bytes) -> bool:
    """Whether the first bytes (12 or more) are those of an image format that we read."""
    return format_of(head) is not None
