"""What a webcam at a museum's door sees: an empty hall, and a telephone that is held into the picture."""

import io

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
# Frames a second: few, so that a busy machine has time for the window.
RATE = 10


def hall():
    """A wall, a floor, a doorway with daylight, a picture in its frame."""
    across = numpy.linspace(0, 1, WIDTH)[None, :]
    down = numpy.linspace(0, 1, HEIGHT)[:, None]
    # The daylight falls from the doorway on the left.
    light = 92 + 70 * numpy.exp(-((across - 0.24) ** 2) / 0.08) - 26 * down
    wall = Image.fromarray(light.clip(0, 255).astype(numpy.uint8))
    draw = ImageDraw.Draw(wall)
    draw.polygon([(0, 610), (WIDTH, 575), (WIDTH, HEIGHT), (0, HEIGHT)], fill=74)
    draw.rectangle((150, 70, 430, 606), fill=70)
    draw.rectangle((168, 90, 412, 604), fill=218)
    draw.line([(290, 90), (290, 604)], fill=120, width=7)
    draw.rectangle((880, 110, 1150, 320), fill=58)
    draw.rectangle((898, 128, 1132, 302), fill=142)
    draw.polygon([(898, 302), (960, 210), (1020, 262), (1080, 190), (1132, 270), (1132, 302)], fill=96)
    return wall.filter(ImageFilter.GaussianBlur(5))


def visitor(scene):
    """Somebody stands there, out of focus."""
    shape = Image.new("L", scene.size, 0)
    draw = ImageDraw.Draw(shape)
    draw.ellipse((560, 20, 760, 270), fill=255)
    draw.rectangle((615, 230, 705, 330), fill=255)
    draw.rounded_rectangle((400, 300, 930, 900), 150, fill=255)
    soft = shape.filter(ImageFilter.GaussianBlur(14))
    return Image.composite(Image.new("L", scene.size, 52), scene, soft)


def telephone(scene, code):
    """A telephone with this code on its screen, in a hand, slightly tilted."""
    wide, high = 372, 590
    device = Image.new("L", (wide, high), 22)
    glass = Image.new("L", (wide - 28, high - 56), 236)
    code = code.convert("L").resize((344, 344), Image.Resampling.LANCZOS)
    code = ImageChops.lighter(code, Image.new("L", code.size, 18))
    glass.paste(code, ((glass.width - code.width) // 2, 96))
    draw = ImageDraw.Draw(glass)
    # Lines of text, too small to be read.
    for top, width in ((30, 190), (58, 130), (452, 220), (482, 160)):
        draw.rounded_rectangle((24, top, 24 + width, top + 12), 6, fill=120)
    device.paste(glass, (14, 28))
    corners = Image.new("L", device.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, wide - 1, high - 1), 40, fill=255)
    layer, mask = Image.new("L", scene.size, 0), Image.new("L", scene.size, 0)
    place = (470, 70)
    layer.paste(device, place)
    mask.paste(corners, place)
    fingers = ImageDraw.Draw(layer)
    shown = ImageDraw.Draw(mask)
    for box in ((430, 330, 500, 384), (434, 400, 500, 452), (438, 466, 500, 516), (810, 380, 884, 470)):
        fingers.rounded_rectangle(box, 26, fill=158)
        shown.rounded_rectangle(box, 26, fill=255)
    turn = {"angle": 5, "resample": Image.Resampling.BICUBIC, "center": (656, 365)}
    return Image.composite(layer.rotate(**turn), scene, mask.rotate(**turn))


def jpeg(scene, seed):
    """The scene as a webcam gives it: a little soft, with its noise."""
    soft = scene.filter(ImageFilter.GaussianBlur(0.9))
    noise = numpy.random.default_rng(seed).normal(0, 1.0, (HEIGHT, WIDTH))
    picture = Image.fromarray((numpy.asarray(soft) + noise).clip(0, 255).astype(numpy.uint8))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def write(path, *scenes):
    """A film: each scene for so many seconds."""
    with path.open("wb") as film:
        for number, (scene, seconds) in enumerate(scenes):
            frame = jpeg(scene, number)
            for _ in range(round(seconds * RATE)):
                film.write(frame)
    return path
