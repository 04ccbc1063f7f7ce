"""What programs are watched on: a virtual screen, and the three tools with homes of their own."""

import json
import os
import shutil
import struct
import subprocess
import sys
import time

import numpy
from PIL import Image


def fresh(folder):
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Screen:
    """An X server whose picture is a file."""

    def __init__(self, folder, size):
        folder.mkdir()
        self.picture = folder / "Xvfb_screen0"
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "{}x{}x24".format(*size), "-fbdir", folder,
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as display:
            self.display = ":" + display.readline().strip()
        if self.display == ":":
            sys.exit("Xvfb did not start")

    def look(self):
        """The picture, an X window dump (XWDFile.h)."""
        dump = self.picture.read_bytes()
        header = struct.unpack(">25I", dump[:100])
        header_size, width, height, bytes_a_line, colors = header[0], header[4], header[5], header[12], header[19]
        pixels = numpy.frombuffer(dump, numpy.uint8, height * bytes_a_line, header_size + 12 * colors)
        pixels = pixels.reshape(height, bytes_a_line)[:, : 4 * width].reshape(height, width, 4)
        return Image.fromarray(pixels[:, :, 2::-1].copy())

    def wait(self, sees, seconds, more=0):
        """Looks until there is something, and so many seconds more for the program to finish."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if sees(self.look()):
                time.sleep(more)
                return True
            time.sleep(0.2)
        return False

    def close(self):
        self.server.terminate()
        self.server.wait()


class Tools:
    """Issuer, wallet and verifier, at a time that is given, or now."""

    def __init__(self, folder, stage):
        self.folder = folder
        self.stage = stage
        self.published = stage / "published"
        self.runtime = fresh(stage / "runtime")
        self.runtime.chmod(0o700)
        self.environment = dict(
            os.environ, SPRAVKA_PASSPHRASE="demo", SPRAVKA_LANG="en", LANG="C.UTF-8", LC_ALL="C.UTF-8", TZ="UTC",
            XDG_RUNTIME_DIR=str(self.runtime),
        )
        for name in ("NO_COLOR", "TERM_PROGRAM", "LC_TERMINAL", "TMUX", "STY"):
            self.environment.pop(name, None)

    def line(self, tool, home, *args, at=None):
        time = [] if at is None else ["--at", at]
        return [str(part) for part in (self.folder / tool, "--home", self.stage / home, *time, *args)]

    def ask(self, tool, home, *args, at=None):
        """What it answers; it must end well."""
        line = self.line(tool, home, "--json", *args, at=at)
        done = subprocess.run(
            line, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(line)}\n{done.stderr}")
        last = done.stdout.strip().splitlines()[-1]
        return json.loads(last if last.startswith("{") and last.endswith("}") else done.stdout)

    def country(self, at=None):
        """A root, an issuer, and the trust list that names it."""
        self.ask("issuer", "root", "root", "init", "--keys", "3", "--threshold", "2", at=at)
        self.ask("issuer", "issuer", "init", "--iss", "26", "--name-ru", "Край", "--name-en", "Krai", at=at)
        self.trust("--issuer", self.stage / "issuer/issuer.entry", at=at)

    def trust(self, *changes, at=None):
        """The next trust list."""
        self.ask("issuer", "root", "root", "trust-list", *changes, "--to", self.published, at=at)

    def register(self, rows, at=None):
        """Takes people into the register: person, born, citizenship, status, valid from and until."""
        register = self.stage / "register.csv"
        register.write_text("\n".join(["person,born,citizenship,status,valid_from,valid_until", *rows, ""]))
        self.ask("issuer", "issuer", "register", "import", register, at=at)

    def enrol(self, wallet, person, at=None):
        """A new wallet with what this person is entitled to."""
        request, answer = self.stage / f"{wallet}.request", self.stage / f"{wallet}.answer"
        code = self.ask("issuer", "issuer", "enrol", "invite", person, at=at)["code"]
        self.ask("wallet", wallet, "init", at=at)
        self.ask("wallet", wallet, "enrol", "request", "--code", code, "--out", request, at=at)
        self.ask("issuer", "issuer", "enrol", "answer", request, "--out", answer, at=at)
        self.ask("wallet", wallet, "enrol", "accept", answer, at=at)

    def publish(self, at=None):
        self.ask("issuer", "issuer", "publish", "--to", self.published, at=at)

    def venue(self, verifier, at=None):
        """A new verifier with what is published."""
        self.ask("verifier", verifier, "trust", "add", self.stage / "root/root.pub", at=at)
        self.ask("verifier", verifier, "sync", self.published, at=at)

    def copy(self, verifier, name):
        """The same verifier, that has seen nothing yet."""
        for folder in (self.stage / name, self.runtime):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.stage / verifier, self.stage / name)
        self.runtime.mkdir(mode=0o700)
        return name

    def shown(self, wallet, status, at=None, *args):
        """The text of the code that this wallet shows."""
        line = self.line("wallet", wallet, "show", status, "--once", "--text", *args, at=at)
        done = subprocess.run(
            line, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout.strip()
