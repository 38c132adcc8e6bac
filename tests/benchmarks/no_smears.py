"""Draws pictures that are not smears with a white cell: noise, text, charts, scenes, tissue, empty fields.

Each function takes a generator and returns H x W x 3 RGB of 8 bits; the same state of the generator gives the same
picture. Only ``red_cells`` needs a real picture: it cuts out a part outside the white cell.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.core.leukocyte import segment

Picture = NDArray[np.uint8]
Chance = np.random.Generator

PINK, PURPLE = (226, 178, 196), (108, 62, 148)


def _eight_bits(values: NDArray[np.floating]) -> Picture:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _size(chance: Chance) -> tuple[int, int]:
    return int(chance.integers(200, 480)), int(chance.integers(200, 640))


def _colour(chance: Chance, low: int = 0, high: int = 256) -> tuple[int, int, int]:
    red, green, blue = (int(n) for n in chance.integers(low, high, 3))
    return red, green, blue


def _cloud(chance: Chance, height: int, width: int, grain: float) -> NDArray[np.float32]:
    """Smooth noise between 0 and 1."""
    cloud = cv2.GaussianBlur(chance.normal(size=(height, width)).astype(np.float32), (0, 0), grain)
    low, high = float(cloud.min()), float(cloud.max())
    return np.asarray((cloud - low) / max(high - low, 1e-9), dtype=np.float32)


def white_noise(chance: Chance) -> Picture:
    """Each pixel drawn by itself, in colour or in grey."""
    height, width = _size(chance)
    channels = 3 if chance.random() < 0.7 else 1
    return np.broadcast_to(chance.integers(0, 256, (height, width, channels), np.uint8), (height, width, 3)).copy()


def cloudy_noise(chance: Chance) -> Picture:
    """Smooth noise of a random grain, each channel by itself."""
    height, width = _size(chance)
    grain = float(np.exp(chance.uniform(np.log(1.5), np.log(40))))
    return _eight_bits(255 * np.dstack([_cloud(chance, height, width, grain) for _ in range(3)]))


def stained_noise(chance: Chance) -> Picture:
    """Smooth noise between the colours of a stain, from pink to purple."""
    height, width = _size(chance)
    share = _cloud(chance, height, width, float(np.exp(chance.uniform(np.log(2), np.log(30)))))[..., None]
    mixed = np.array(PINK) * (1 - share) + np.array(PURPLE) * share
    return _eight_bits(mixed + chance.normal(0, 5, (height, width, 3)))


def speckles(chance: Chance) -> Picture:
    """A grey field with black and white dots."""
    height, width = _size(chance)
    picture = np.full((height, width), float(chance.integers(60, 220)))
    dots = chance.random((height, width))
    picture[dots < 0.04], picture[dots > 0.96] = 0, 255
    return _eight_bits(np.dstack([cv2.GaussianBlur(picture, (0, 0), float(chance.uniform(0.3, 2)))] * 3))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def text(chance: Chance) -> Picture:
    """A page of words, dark on light or the other way round."""
    height, width = _size(chance)
    paper, ink = _colour(chance, 200), _colour(chance, 0, 90)
    if chance.random() < 0.25:
        paper, ink = ink, paper
    page = Image.new("RGB", (width, height), paper)
    pen, size = ImageDraw.Draw(page), int(chance.integers(10, 40))
    letters = list(string.ascii_letters + string.digits + "   .,;")
    for top in range(4, height, round(1.4 * size)):
        pen.text((6, top), "".join(chance.choice(letters, 80)), fill=ink, font=_font(size))
    return np.asarray(page.rotate(float(chance.normal(0, 2)), fillcolor=paper), dtype=np.uint8)


def chart(chance: Chance) -> Picture:
    """Bars, a curve or a pie, with axes and captions."""
    height, width = _size(chance)
    page = Image.new("RGB", (width, height), (255, 255, 255))
    pen, kind = ImageDraw.Draw(page), int(chance.integers(3))
    if kind == 0:
        count = int(chance.integers(4, 10))
        for place in range(count):
            left, high = 20 + place * (width - 40) / count, float(chance.uniform(0.1, 0.9)) * (height - 40)
            pen.rectangle((left, height - 20 - high, left + 0.7 * (width - 40) / count, height - 20), _colour(chance))
    elif kind == 1:
        steps = np.cumsum(chance.normal(size=(3, 60)), axis=1)
        for line in steps:
            points = [(20 + i * (width - 40) / 59, height / 2 - 8 * float(y)) for i, y in enumerate(line)]
            pen.line(points, fill=_colour(chance, 0, 200), width=2)
    else:
        turns, radius = np.sort(chance.uniform(0, 360, 5)), 0.4 * min(height, width)
        box = (width / 2 - radius, height / 2 - radius, width / 2 + radius, height / 2 + radius)
        for start, end in zip(turns, [*turns[1:], turns[0] + 360], strict=True):
            pen.pieslice(box, float(start), float(end), _colour(chance))
    pen.line((20, 10, 20, height - 20, width - 10, height - 20), fill=(0, 0, 0), width=2)
    pen.text((30, 8), "Figure " + str(chance.integers(1, 20)), fill=(0, 0, 0), font=_font(14))
    return np.asarray(page, dtype=np.uint8)


def landscape(chance: Chance) -> Picture:
    """A sky with clouds, hills one behind the other, a sun, trees, and the grain of a camera."""
    height, width = _size(chance)
    down = np.linspace(0, 1, height)[:, None, None]
    picture = np.array(_colour(chance, 80, 180)) * (1 - down) + np.array(_colour(chance, 170)) * down
    picture = np.broadcast_to(picture, (height, width, 3)) + 60 * _cloud(chance, height, width, 18)[..., None]
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    cv2.circle(picture, (int(chance.integers(width)), int(height * 0.2)), int(height * 0.07), (255, 245, 200), -1)
    across = np.arange(width)
    for depth in range(4):
        ridge = height * (0.4 + 0.14 * depth) + sum(
            float(chance.uniform(4, 16)) * np.sin(across * float(chance.uniform(0.005, 0.04)) + depth) for _ in range(3)
        )
        below = np.arange(height)[:, None] > ridge[None]
        grass = np.array([50, 95, 45]) * (1.5 - 0.25 * depth) + chance.normal(0, 8, 3)
        picture[below] = grass + 25 * _cloud(chance, height, width, 2)[below][:, None]
    for _ in range(int(chance.integers(3, 15))):
        x, y = int(chance.integers(width)), int(height * chance.uniform(0.6, 0.95))
        cv2.line(picture, (x, y), (x, y - 25), (70, 50, 30), 4)
        cv2.circle(picture, (x, y - 30), int(chance.integers(8, 22)), (30, 80, 25), -1)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 0.8) + chance.normal(0, 4, picture.shape))


def still_life(chance: Chance) -> Picture:
    """Shaded balls on a table before a wall, with shadows."""
    height, width = _size(chance)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    wall = np.asarray(_colour(chance, 60, 240), np.float32) * (0.7 + 0.3 * columns / width)[..., None]
    table = np.asarray(_colour(chance, 40, 200), np.float32) * (0.6 + 0.4 * _cloud(chance, height, width, 6))[..., None]
    picture = np.where((rows > 0.55 * height)[..., None], table, wall)
    for _ in range(int(chance.integers(1, 6))):
        radius = float(chance.uniform(0.06, 0.22)) * min(height, width)
        x, y = float(chance.uniform(0, width)), float(chance.uniform(0.45, 0.85)) * height
        shadow = ((columns - x - radius) / (1.6 * radius)) ** 2 + ((rows - y - radius) / (0.4 * radius)) ** 2 < 1
        picture[shadow] *= 0.5
        across, down = (columns - x) / radius, (rows - y) / radius
        depth = 1 - across**2 - down**2
        light = np.clip(-0.5 * across - 0.6 * down + 0.6 * np.sqrt(np.clip(depth, 0, 1)), 0.1, 1)
        ball = np.asarray(_colour(chance, 30)) * light[..., None] + 160 * np.clip(light - 0.9, 0, 1)[..., None]
        picture = np.where((depth > 0)[..., None], ball, picture)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 0.8) + chance.normal(0, 4, picture.shape))


def street(chance: Chance) -> Picture:
    """Houses with windows under a sky."""
    height, width = _size(chance)
    page = Image.new("RGB", (width, height), _colour(chance, 120))
    pen, left = ImageDraw.Draw(page), 0
    while left < width:
        broad, high = int(chance.integers(40, 120)), int(chance.integers(height // 3, height - 10))
        pen.rectangle((left, height - high, left + broad, height), _colour(chance, 40, 210))
        glass, step = _colour(chance), int(chance.integers(14, 28))
        for x in range(left + 6, left + broad - 8, step):
            for y in range(height - high + 8, height - 20, step + 4):
                pen.rectangle((x, y, x + step // 2, y + step // 2), glass)
        left += broad + int(chance.integers(0, 8))
    picture = np.asarray(page, dtype=np.float32) * (0.8 + 0.2 * _cloud(chance, height, width, 30))[..., None]
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 0.7) + chance.normal(0, 5, picture.shape))


def foliage(chance: Chance) -> Picture:
    """Leaves or petals of one hue over each other, lit from a side."""
    height, width = _size(chance)
    hue = np.asarray(_colour(chance, 30, 220), np.float32)
    picture = np.zeros((height, width, 3), np.float32)
    for _ in range(350):
        middle = int(chance.integers(width)), int(chance.integers(height))
        axes = int(chance.integers(6, 30)), int(chance.integers(3, 12))
        colour = tuple(float(c) for c in hue * chance.uniform(0.4, 1.3) + chance.normal(0, 8, 3))
        cv2.ellipse(picture, middle, axes, float(chance.uniform(0, 360)), 0, 360, colour, -1)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 0.8) + chance.normal(0, 4, picture.shape))


def portrait(chance: Chance) -> Picture:
    """A face before a blurred background."""
    height, width = _size(chance)
    picture = np.dstack([_cloud(chance, height, width, 25) * float(chance.uniform(120, 255)) for _ in range(3)])
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    x, y, unit = width // 2, height // 2, min(height, width) / 10
    skin = tuple(float(c) for c in np.array([224, 172, 140]) * chance.uniform(0.4, 1.1))
    cv2.ellipse(picture, (x, round(y + 5 * unit)), (round(4 * unit), round(2 * unit)), 0, 0, 360, _colour(chance), -1)
    cv2.ellipse(
        picture, (x, round(y - unit)), (round(2.6 * unit), round(3 * unit)), 0, 0, 360, _colour(chance, 0, 90), -1
    )
    cv2.ellipse(picture, (x, y), (round(2.1 * unit), round(2.8 * unit)), 0, 0, 360, skin, -1)
    for side in (-1, 1):
        eye = round(x + side * 0.9 * unit), round(y - 0.6 * unit)
        cv2.ellipse(picture, eye, (round(0.5 * unit), round(0.3 * unit)), 0, 0, 360, (245, 245, 245), -1)
        cv2.circle(picture, eye, max(round(0.22 * unit), 1), _colour(chance, 0, 120), -1)
    cv2.ellipse(
        picture, (x, round(y + 1.4 * unit)), (round(0.8 * unit), round(0.25 * unit)), 0, 0, 180, (170, 70, 80), -1
    )
    picture *= (0.75 + 0.25 * np.linspace(0, 1, width, dtype=np.float32))[None, :, None]
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 1.2) + chance.normal(0, 4, picture.shape))


def gradient(chance: Chance) -> Picture:
    """One colour that goes over into another, straight or round."""
    height, width = _size(chance)
    rows, columns = np.mgrid[:height, :width] / max(height, width)
    angle = float(chance.uniform(0, 2 * np.pi))
    share = rows * np.sin(angle) + columns * np.cos(angle)
    if chance.random() < 0.5:
        share = np.hypot(rows - chance.uniform(), columns - chance.uniform())
    share = ((share - share.min()) / np.ptp(share))[..., None]
    return _eight_bits(np.array(_colour(chance)) * (1 - share) + np.array(_colour(chance)) * share)


def pattern(chance: Chance) -> Picture:
    """Checks or stripes, as of cloth or a test card."""
    height, width = _size(chance)
    rows, columns = np.mgrid[:height, :width]
    step = int(chance.integers(6, 50))
    on = (rows // step + columns // step) % 2 if chance.random() < 0.5 else (rows + columns) // step % 2
    return np.where(on[..., None] > 0, _colour(chance), _colour(chance)).astype(np.uint8)


def tissue(chance: Chance) -> Picture:
    """A section of tissue: pink ground with many small purple nuclei, as haematoxylin and eosin give it."""
    height, width = _size(chance)
    fibres = cv2.GaussianBlur(chance.normal(size=(height, width)).astype(np.float32), (0, 0), 9, sigmaY=2)
    picture = np.array([228, 160, 195], np.float32) + 160 * fibres[..., None] * np.array([0.5, 1, 0.6], np.float32)
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    for _ in range(int(chance.integers(60, 260))):
        middle = int(chance.integers(width)), int(chance.integers(height))
        axes = int(chance.integers(4, 11)), int(chance.integers(3, 8))
        colour = tuple(float(c) for c in np.array([110, 70, 150]) * chance.uniform(0.7, 1.3))
        cv2.ellipse(picture, middle, axes, float(chance.uniform(0, 360)), 0, 360, colour, -1)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 1.2) + chance.normal(0, 4, picture.shape))


def empty_field(chance: Chance) -> Picture:
    """Light without anything in it: brighter in the middle, with the camera's grain and a little dust."""
    height, width = _size(chance)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = np.array([235, 228, 224]) * chance.uniform(0.6, 1.05) + chance.normal(0, 4, 3)
    picture = light * (1 - 0.12 * (rows**2 + columns**2))[..., None]
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    for _ in range(int(chance.integers(0, 6))):
        cv2.circle(picture, (int(chance.integers(width)), int(chance.integers(height))), 3, (150, 145, 140), -1)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 1.0) + chance.normal(0, 2, picture.shape))


def dark(chance: Chance) -> Picture:
    """The lamp is off: almost black, with the camera's noise."""
    height, width = _size(chance)
    return _eight_bits(chance.uniform(0, 12) + np.abs(chance.normal(0, 3, (height, width, 3))))


def purple_disc(chance: Chance) -> Picture:
    """A disc in the colour of a nucleus on a background colour, which the frame finder mistakes for a cell."""
    height, width = _size(chance)
    picture = np.full((height, width, 3), PINK, np.float32) + chance.normal(0, 6, 3)
    radius = round(min(height, width) * chance.uniform(0.08, 0.3))
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    cv2.circle(picture, (width // 2, height // 2), radius, tuple(float(c) for c in np.array(PURPLE)), -1)
    return _eight_bits(cv2.GaussianBlur(picture, (0, 0), 1.0) + chance.normal(0, 3, picture.shape))


DRAWN: dict[str, Callable[[Chance], Picture]] = {
    "white noise": white_noise,
    "cloudy noise": cloudy_noise,
    "noise in stain colours": stained_noise,
    "speckles": speckles,
    "text": text,
    "charts": chart,
    "landscapes": landscape,
    "still lifes": still_life,
    "streets": street,
    "foliage": foliage,
    "portraits": portrait,
    "gradients": gradient,
    "patterns": pattern,
    "tissue": tissue,
    "empty fields": empty_field,
    "dark": dark,
    "purple discs": purple_disc,
}
"""The functions that draw, by their names in the tables."""


def red_cells(chance: Chance, smear: Picture) -> Picture | None:
    """Return a square of a real picture without its white cell (320 x 320 x 3); None if there is no room for one."""
    cell = segment(smear)
    if cell is None:
        return None
    side = round(0.36 * min(smear.shape[:2]))
    near = cv2.dilate(cell.astype(np.uint8), np.ones((9, 9), np.uint8))
    for _ in range(40):
        top, left = (int(chance.integers(length - side)) for length in smear.shape[:2])
        part = smear[top : top + side, left : left + side]
        if not near[top : top + side, left : left + side].any() and part.sum(axis=2).min() > 60:
            return cv2.resize(part, (320, 320), interpolation=cv2.INTER_CUBIC)
    return None
