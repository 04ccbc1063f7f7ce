"""Pictures of the window's states: looked at as they come, kept, and reported."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

import see
from window import SIZES

ROOT = Path(__file__).resolve().parents[3]
PICTURES = ROOT / "target/screens"
KEPT = ROOT / "verifier/screens"
# Those that the readme shows.
KEPT_STATES = ["ru-1024x600-seen", "ru-1024x600-yes", "ru-1024x600-shown-before", "en-1024x600-foreign"]
KEPT_BYTES = 60_000
# What marks a code in the camera's picture.
MARK = (0xFF, 0xE0, 0x3A)


class Gallery:
    """Pictures of states, looked at as they come."""

    def __init__(self):
        self.readers = ThreadPoolExecutor(2)
        self.seen = []
        # What is wrong with no picture in particular.
        self.faults = []

    def show(self, window, name, face, messages, literal=(), absent=(), is_framed=False):
        """The state in which the window is, in all languages and sizes. `messages` are ids of what is said, `literal` other words, or
        pairs of them by language, `absent` ids of what is not to be read."""

        def take(picture):
            language = window.language
            path = PICTURES / f"{language}-{'{}x{}'.format(*window.size)}-{name}.png"
            words = [word[language] if isinstance(word, dict) else word for word in literal]

            def judge():
                picture.save(path, compress_level=1)
                faults = see.wrong_colours(picture, face, is_framed)
                return faults + see.wrong_words(picture, language, messages, words, absent)

            self.seen.append((name, language, window.size, path, self.readers.submit(judge)))

        def other():
            return SIZES[0] if window.size == SIZES[1] else SIZES[1]

        take(window.settle())
        take(window.resize(other()))
        take(window.turn())
        take(window.resize(other()))

    def expect(self, is_so, what):
        if not is_so:
            self.faults.append(what)

    def report(self):
        """A table, a sheet of all pictures, and how many faults there are."""
        columns = [(language, size) for language in see.WORDS for size in SIZES]
        rows = {}
        for name, language, size, path, judged in self.seen:
            faults = judged.result()
            rows.setdefault(name, {})[language, size] = faults
            self.faults += [f"{path.name}: {fault}" for fault in faults]
        heads = ["state", *(f"{language} {size[0]}×{size[1]}" for language, size in columns)]
        print("| " + " | ".join(heads) + " |")
        print("|" + "---|" * len(heads))
        for name, found in rows.items():
            counts = [len(found[column]) if column in found else "-" for column in columns]
            cells = ["good" if count == 0 else str(count) for count in counts]
            print("| " + " | ".join([name, *cells]) + " |")
        for fault in self.faults:
            print(fault)
        if rows:
            self.sheet(columns)
        return len(self.faults)

    def keep(self):
        """Writes those that the readme shows, small."""
        for *_, judged in self.seen:
            judged.result()
        KEPT.mkdir(exist_ok=True)
        for name in KEPT_STATES:
            with Image.open(PICTURES / f"{name}.png") as picture:
                small = picture.quantize(palette=palette(picture), dither=Image.Dither.NONE)
            kept = KEPT / f"{name.replace('-1024x600', '')}.png"
            small.save(kept, optimize=True)
            self.expect(kept.stat().st_size <= KEPT_BYTES, f"{kept.name} has {kept.stat().st_size} bytes")

    def sheet(self, columns):
        names = list(dict.fromkeys(name for name, *_ in self.seen))
        width, height = 384, 225
        sheet = Image.new("RGB", (len(columns) * (width + 6), len(names) * (height + 6)), "white")
        for name, language, size, path, _ in self.seen:
            place = columns.index((language, size)) * (width + 6), names.index(name) * (height + 6)
            with Image.open(path) as picture:
                picture.thumbnail((width, height))
                sheet.paste(picture, place)
        sheet.save(PICTURES / "all.png")


def palette(picture):
    """The few colours of a picture: its ground up to black and white, the camera's greys, and the mark."""
    ground = picture.getpixel((0, 0))
    mixed = [tuple((part * step + ink * (9 - step)) // 9 for part in ground) for ink in (0, 255) for step in range(10)]
    greys = [(light, light, light) for light in range(0, 256, 10)]
    colours = Image.new("P", (1, 1))
    colours.putpalette([part for colour in [*mixed, *greys, MARK] for part in colour])
    return colours
