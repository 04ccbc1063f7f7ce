"""The verifier's window on the virtual screen: what it shows, and the keys that are pressed in it."""

import subprocess
import time

import numpy

SIZES = [(1024, 600), (1920, 1080)]
# A busy machine paints a large window by software in some seconds.
PATIENCE = 20


class Nothing(Exception):
    """What was waited for did not come."""


class Window:
    """A verifier in its window, with the film of its camera, and what is known of its language and size."""

    def __init__(self, tools, screen, camera, home, film, command, language="ru", settings=None, size=None):
        self.screen = screen
        self.language = language
        # Where no window manager gives a size, the test does; the screen is then the window.
        self.size = size or SIZES[0]
        self.is_managed = size is not None
        self.environment = dict(tools.environment, DISPLAY=screen.display, HOME=str(tools.stage))
        self.environment.pop("WAYLAND_DISPLAY", None)
        line = tools.line("verifier", home, "--lang", language, *command, "--in-window")
        own = {
            "LIBGL_ALWAYS_SOFTWARE": "1", "LD_PRELOAD": str(camera), "SPRAVKA_FAKE_CAMERA_FILE": str(film),
            "SPRAVKA_FAKE_CAMERA_RATE": "10",
        }
        self.told = tools.stage / f"{home}.told"
        with self.told.open("w") as told:
            self.program = subprocess.Popen(
                line, env={**self.environment, **own, **(settings or {})},
                stdin=subprocess.DEVNULL, stdout=told, stderr=told,
            )
        self.id = self.find()
        if not self.is_managed:
            self.ask("windowmove", self.id, 0, 0)
            self.ask("windowsize", self.id, *self.size)
        self.ask("windowfocus", self.id)
        self.settle()

    def find(self):
        """The number of the window, as soon as it is open."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.program.poll() is None:
            line = ["xdotool", "search", "--onlyvisible", "--pid", str(self.program.pid)]
            found = subprocess.run(line, env=self.environment, capture_output=True, text=True).stdout.split()
            if found:
                return found[-1]
            time.sleep(0.1)
        self.kill()
        raise Nothing(f"no window opens: {self.told.read_text().strip()}")

    def ask(self, *words):
        """What xdotool answers."""
        line = ["xdotool", *map(str, words)]
        try:
            done = subprocess.run(line, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired as late:
            raise Nothing(f"xdotool {words[0]} waits in vain: {self.told.read_text().strip()}") from late
        if done.returncode != 0:
            raise Nothing(f"xdotool {words[0]}: {done.stderr.strip()} {self.told.read_text().strip()}")
        return done.stdout

    def look(self):
        return self.screen.look().crop((0, 0, *self.size))

    def settle(self, unlike=None):
        """The picture when it is painted, stands still, and is another than before."""
        end = time.monotonic() + PATIENCE
        before = None
        while time.monotonic() < end:
            now = self.look()
            if now == before and (self.is_managed or is_painted(now)) and now != unlike:
                return now
            if self.program.poll() is not None:
                raise Nothing(f"it has ended with {self.program.returncode}: {self.told.read_text().strip()}")
            before = now
            time.sleep(0.15)
        raise Nothing("nothing changes" if now == unlike else "it does not stand still")

    def wait(self, sees):
        """The picture, when there is something to be seen."""
        if not self.screen.wait(lambda picture: sees(picture.crop((0, 0, *self.size))), PATIENCE):
            raise Nothing("what was waited for does not come")
        return self.settle()

    def press(self, *keys):
        before = self.look()
        self.ask("key", "--clearmodifiers", *keys)
        return self.settle(before)

    def type(self, text):
        """As a hand scanner does: without pauses, and Enter at the end."""
        before = self.look()
        self.ask("type", "--clearmodifiers", "--delay", 2, text)
        self.ask("key", "Return")
        return self.settle(before)

    def place(self):
        """Its width and height on the screen."""
        shell = self.ask("getwindowgeometry", "--shell", self.id)
        found = dict(line.split("=") for line in shell.split())
        return int(found["WIDTH"]), int(found["HEIGHT"])

    def resize(self, size):
        self.size = size
        before = self.look()
        self.ask("windowsize", self.id, *size)
        return self.settle(before)

    def turn(self):
        """The other language."""
        self.language = "en" if self.language == "ru" else "ru"
        return self.press("F2")

    def end(self, *keys, by=None):
        """How it ends, by keys or by a signal."""
        if keys:
            self.ask("key", "--clearmodifiers", *keys)
        elif by:
            self.program.send_signal(by)
        try:
            return self.program.wait(PATIENCE)
        except subprocess.TimeoutExpired as late:
            raise Nothing("it does not end") from late

    def kill(self):
        """For when something went wrong."""
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()


def is_painted(picture):
    """Whether every edge has a colour other than that of a bare screen."""
    pixels = numpy.asarray(picture)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    return bool((corners.max(axis=1) > 0).all())
