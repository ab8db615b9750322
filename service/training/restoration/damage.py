"""Does to a clean page what copiers and scanners do: tilt, blur, thick or thin ink, noise, bilevel, JPEG."""

import random
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

KINDS = ("clean", "tilt", "blur", "thick", "thin", "noise", "bilevel", "jpeg", "faint")


def damage(image: Image.Image, chance: random.Random) -> tuple[Image.Image, tuple[str, ...]]:
    """A grey page → the same page with one to three kinds of damage, and their names."""
    kinds = tuple(kind for kind in KINDS[1:] if chance.random() < 0.25)[:3] or ("clean",)
    for kind in kinds:
        image = _DAMAGES[kind](image, chance)
    return image, kinds


def _tilt(image: Image.Image, chance: random.Random) -> Image.Image:
    return image.rotate(chance.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=255)


def _blur(image: Image.Image, chance: random.Random) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.3) * image.width / 2480))


def _thick(image: Image.Image, chance: random.Random) -> Image.Image:
    spread = image.filter(ImageFilter.MinFilter(3))
    return Image.blend(image, spread, chance.uniform(0.3, 0.9))


def _thin(image: Image.Image, chance: random.Random) -> Image.Image:
    shrunk = image.filter(ImageFilter.MaxFilter(3))
    return Image.blend(image, shrunk, chance.uniform(0.2, 0.6 if image.width > 2000 else 0.35))


def _noise(image: Image.Image, chance: random.Random) -> Image.Image:
    generator = np.random.default_rng(chance.getrandbits(32))
    grey = np.asarray(image, dtype=np.float64)
    grey = grey + generator.normal(0, chance.uniform(8, 35), grey.shape)
    specks = generator.random(grey.shape) < chance.choice((0.0, 0.0003, 0.001))
    return Image.fromarray(np.where(specks, 0, grey.clip(0, 255)).astype(np.uint8))


def _bilevel(image: Image.Image, chance: random.Random) -> Image.Image:
    threshold = chance.randint(110, 200)
    return image.point([0 if level < threshold else 255 for level in range(256)])


def _jpeg(image: Image.Image, chance: random.Random) -> Image.Image:
    packed = BytesIO()
    image.save(packed, "JPEG", quality=chance.randint(15, 50))
    return Image.open(packed).convert("L")


def _faint(image: Image.Image, chance: random.Random) -> Image.Image:
    ink = chance.randint(60, 130)
    return image.point([ink + level * (245 - ink) // 255 for level in range(256)])


_DAMAGES = {
    "clean": lambda image, chance: image,
    "tilt": _tilt,
    "blur": _blur,
    "thick": _thick,
    "thin": _thin,
    "noise": _noise,
    "bilevel": _bilevel,
    "jpeg": _jpeg,
    "faint": _faint,
}
