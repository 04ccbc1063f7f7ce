"""A screenshot, seen by a program: its ground, its edges, and its words."""

import io
import os
import re
import subprocess
import tomllib
from pathlib import Path

import numpy
from PIL import Image

VERIFIER = Path(__file__).resolve().parents[2]

# The grounds, as src/window/paint.rs has them.
GROUNDS = {
    "scanning": (0x14, 0x18, 0x1D),
    "yes": (0x00, 0x78, 0x4F),
    "no": (0x8E, 0x12, 0x1C),
    "unknown": (0xFF, 0xB7, 0x1B),
    "aside": (0xE4, 0xE4, 0xE4),
}
VERDICTS = ("yes", "no", "unknown")
# What frames a picture of practice.
FRAME = (0xA8, 0xA8, 0xA8)
EDGE = 3
# Of so many letters one may be misread.
LETTERS_A_SLIP = 6
# Where small letters stand: above and below, and the lower half.
CLOSER = [(0, 0, 1, 0.2), (0, 0.8, 1, 1), (0.35, 0, 1, 0.12), (0, 0.5, 1, 1)]


class Words:
    """What the program says in a language, from its own file, without what stands in for values."""

    def __init__(self, language, path):
        self.language = language
        text = path.read_text()
        found = re.finditer(r"^([a-z][\w-]*) = ?(.*(?:\n(?: .*|\}.*|)(?=\n))*)", text, re.M)
        self.messages = {message[1]: message[2] for message in found}

    def say(self, message):
        """The parts of a message between its values; a name before its id is that of a key, which stands before it."""
        key, name = ["", *message.split()][-2:]
        text = f"{key} {self.messages[name]}"
        while "{" in text:
            text = re.sub(r"\{[^{}]*\}", "\0", text)
        parts = [" ".join(part.split()) for part in text.split("\0")]
        return [part for part in parts if bare(part)]


WORDS = {
    "ru": Words("ru", VERIFIER / "src/russian.ftl"),
    "en": Words("en", VERIFIER / "src/english.ftl"),
}


def act(profile, status, language):
    """What a profile tells the staff to do."""
    venue = tomllib.loads((VERIFIER / f"profiles/{profile}.toml").read_text())
    return next(claim[language] for claim in venue["claims"] if claim["status"] == status)


# Letters that look alike in both alphabets, and as digits; what is read is compared without their difference.
ALIKE = str.maketrans("авекмнорстухзёйl01б6", "abekmhopctyx3eиioioo")


def bare(text):
    """Letters and digits alone."""
    return re.sub(r"[\W_]", "", text.lower().translate(ALIKE))


def is_in(wanted, text):
    """Whether it stands in a bare text, as far as it can be read."""
    wanted = bare(wanted)
    if wanted in text:
        return True
    slips = len(wanted) // LETTERS_A_SLIP
    # The least changes that make some part of the text of it (Sellers).
    row = [0] * (len(text) + 1)
    for count, letter in enumerate(wanted, 1):
        left, above = count, row
        row = [left]
        for place, other in enumerate(text):
            left = min(above[place] + (letter != other), above[place + 1] + 1, left + 1)
            row.append(left)
    return min(row) <= slips


def read(picture, language, segments=11):
    """The words of a picture, bare."""
    alphabets = "rus+eng" if language == "ru" else "eng+rus"
    file = io.BytesIO()
    picture.convert("L").save(file, "PNG", compress_level=1)
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", alphabets, "--psm", str(segments)], input=file.getvalue(),
        env=dict(os.environ, OMP_THREAD_LIMIT="1"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
    )
    return bare(done.stdout.decode())


def look_closer(picture, language):
    """The words of a picture once more, from further away and, part after part, from near."""
    width, height = picture.size
    yield read(picture.resize((width // 2, height // 2)), language)
    for left, top, right, bottom in CLOSER:
        part = picture.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
        yield read(part.resize((2 * part.width, 2 * part.height), Image.Resampling.BICUBIC), language, 6)


def share(pixels, colour):
    """How much of a picture is of a colour, or nearly."""
    return float((numpy.abs(pixels.astype(int) - colour).max(axis=-1) <= 6).mean())


def wrong_colours(picture, face, is_framed):
    """What is wrong with the ground and the edges."""
    pixels = numpy.asarray(picture)
    faults = []
    ground = share(pixels, GROUNDS[face])
    # The camera's picture covers most of its screen, and practice frames all.
    least = 0.25 if face == "scanning" else 0.45 if is_framed else 0.55
    if ground < least:
        faults.append(f"{ground:.0%} is of the ground {face}")
    for other in VERDICTS:
        if other != face and (found := share(pixels, GROUNDS[other])) > 0.004:
            faults.append(f"{found:.1%} is of the ground {other}")
    edge = FRAME if is_framed else GROUNDS[face]
    ring = numpy.ones(pixels.shape[:2], bool)
    ring[EDGE:-EDGE, EDGE:-EDGE] = False
    if (clean := share(pixels[ring], edge)) < 1:
        faults.append(f"something reaches the edge ({1 - clean:.2%} of it)")
    return faults


def wrong_words(picture, language, messages, literal, absent):
    """Which words are missing, and which stand there and should not, be it for their language."""
    ours, other = WORDS[language], WORDS["en" if language == "ru" else "ru"]
    parts = [part for message in messages for part in ours.say(message)]
    text = read(picture, language)
    missing = [part for part in [*parts, *literal] if not is_in(part, text)]
    closer = look_closer(picture, language)
    while missing and (more := next(closer, None)) is not None:
        text += more
        missing = [part for part in missing if not is_in(part, more)]
    faults = [f"“{part}” is not read" for part in missing]
    known = "".join(map(bare, [*parts, *literal]))
    unwanted = [part for message in absent for part in ours.say(message)]
    foreign = [part for message in messages for part in other.say(message)]
    for part in [*unwanted, *foreign]:
        if len(bare(part)) >= LETTERS_A_SLIP and not is_in(part, known) and is_in(part, text):
            faults.append(f"“{part}” is read")
    return faults
