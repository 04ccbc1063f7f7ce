"""Reads the frames of a folder with zxing-cpp and prints a row for each frame and way: frame, way, text, CPU milliseconds.

python peer.py FOLDER
"""

import pathlib
import sys
import time

import numpy
import zxingcpp
from PIL import Image


def read(luma):
    found = zxingcpp.read_barcodes(luma, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


def read_again_doubled(luma):
    text = read(luma)
    if text:
        return text
    height, width = luma.shape
    doubled = Image.fromarray(luma).resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    return read(numpy.asarray(doubled))


WAYS = {"zxing-cpp": read, "zxing-cpp, then 2x": read_again_doubled}

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.pgm")):
    luma = numpy.asarray(Image.open(path))
    for way, reader in WAYS.items():
        start = time.process_time()
        text = reader(luma)
        taken = time.process_time() - start
        print(path.stem, way, text, f"{taken * 1e3:.3f}", sep="\t")
