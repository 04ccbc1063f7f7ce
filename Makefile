# Two commands to start with: `make demo` and `make test`. Each installs what it needs and says so.

CARGO ?= cargo
RELEASE := $(CARGO) build --release --locked
# The window's tones: ALSA, found by pkg-config.
WINDOW := libasound2-dev pkg-config
# All that is tried as a program, built once. The demonstration does without the window.
TOOLS := $(RELEASE) -p issuer -p wallet -p verifier -p test-vectors -p packaging --features verifier/window

.PHONY: help demo test test-services terminals screens bench bench-scale check vectors packages components conformance crash lanes bare fuzz mutants deb deb-test

help:
	@echo "make demo           from a register to a verdict in front of a camera"
	@echo "make test           all tests that need no services"
	@echo "make deb            Debian packages of the three tools, in target/deb"
	@echo "make test-services  tests that need more: a second verifier, in Python, over the vectors and 24,000 presentations; crashes; lanes with a store; real terminals;"
	@echo "                    the verifier's window, photographed; the packages in a clean root file system"
	@echo "make check          format, lints and documentation, warnings denied"
	@echo "make bench          speed, as ratios; tables in target/bench"
	@echo "make bench-scale    an issuer of 1 to 100 million entitlements; takes an hour and 20 GB, ENTITLEMENTS=1000000 a minute"
	@echo "make fuzz           every fuzz target for SECONDS=20 seconds"
	@echo "make mutants        changes the protocol in one place at a time; some test must break for each (an hour or two)"
	@echo "make bare           shared alone for a target without std, which rustup adds"
	@echo "make vectors        writes test-vectors/ anew"

demo: packages
	$(RELEASE) -p issuer -p wallet -p verifier -p test-vectors
	@target/release/demo

test: packages
	@.ci/packages $(WINDOW)
	$(CARGO) test --locked --workspace --all-features

# Needs Python and the package index, and the right to trace programs. Only lanes need a service of their own: Redis.
test-services: conformance crash lanes terminals screens deb-test

conformance: packages
	@.ci/packages python3 python3-venv $(WINDOW)
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r test-vectors/requirements.txt
	target/python/bin/python test-vectors/verify.py
	$(TOOLS)
	@target/release/conformance target/python/bin/python

# Lanes of one venue, with a store between them that is stopped, started anew, and not theirs.
lanes: packages
	@.ci/packages redis-server $(WINDOW)
	$(CARGO) test --locked -p verifier --all-features --test cli lanes:: -- --ignored

# Every command that writes is killed at each of its calls that change something, and the disk fails there.
crash: packages
	@.ci/packages strace $(WINDOW)
	$(TOOLS)
	@target/release/crash

# The wallet in real terminals, on a virtual screen; read by the verifier and by two foreign readers.
terminals: packages
	@.ci/packages python3 python3-venv libzbar0 xvfb dbus xterm xfonts-base kitty libgl1-mesa-dri mlterm lxterminal \
		alacritty stterm fonts-dejavu-core fonts-liberation $(WINDOW)
	$(TOOLS)
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r wallet/tests/terminals/requirements.txt
	target/python/bin/python wallet/tests/terminals/run target/release

# The verifier's window on a virtual screen: keys pressed, states photographed, words read from the pictures.
screens: packages
	@.ci/packages $(WINDOW) python3 python3-venv xvfb libgl1-mesa-dri libegl1 libgl1 libx11-xcb1 libxcursor1 libxi6 \
		libxkbcommon-x11-0 xdotool openbox tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus
	$(TOOLS)
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r verifier/tests/window/requirements.txt
	target/python/bin/python verifier/tests/window/run target/release

# With the window, whose libraries are only recommended.
deb: packages
	@.ci/packages $(WINDOW) dpkg-dev
	$(TOOLS)
	@packaging/deb

# Needs root, and the package archive of this system.
deb-test: deb
	@.ci/packages debootstrap groff-base desktop-file-utils xvfb x11-utils lintian
	@packaging/test

bench: packages
	$(CARGO) bench --locked -p shared --bench verify
	$(CARGO) bench --locked -p shared --bench status_list
	$(CARGO) bench --locked -p shared --bench clocks
	$(CARGO) bench --locked -p issuer --bench enrolment
	$(CARGO) bench --locked -p wallet --bench step
	$(CARGO) bench --locked -p verifier --bench start
	@.ci/packages $(WINDOW) xvfb libgl1-mesa-dri libfaketime
	$(CARGO) bench --locked -p verifier --features window --bench door
	$(CARGO) bench --locked -p verifier --features window --bench door -- long
	@.ci/packages python3 python3-venv
	python3 -m venv target/python
	-target/python/bin/pip install --quiet --disable-pip-version-check -r verifier/benches/requirements.txt
	$(CARGO) bench --locked -p verifier --bench frames -- $(CURDIR)/target/python/bin/python

# The tools themselves, in processes of their own. Several sizes: ENTITLEMENTS="1000000 10000000"
bench-scale: packages
	$(RELEASE) -p verifier
	$(CARGO) bench --locked -p issuer --bench scale -- $(ENTITLEMENTS)

check: packages components
	@.ci/packages $(WINDOW)
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-features --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --locked --workspace --all-features --no-deps

vectors: packages
	$(CARGO) run --locked -p test-vectors --bin write-vectors

SECONDS ?= 20
# libFuzzer is C++.
fuzz: packages
	@.ci/packages g++
	fuzz/run $(SECONDS)

# The survivors that are harmless stand in .cargo/mutants.toml, each group with its reason.
mutants: packages
	@command -v cargo-mutants >/dev/null 2>&1 \
		|| { echo "installing cargo-mutants from crates.io"; $(CARGO) install --locked cargo-mutants; }
	$(CARGO) mutants --output target --no-shuffle

# The protocol alone, for a microcontroller without an operating system.
bare: packages
	rustup target add thumbv7em-none-eabi
	$(CARGO) build --locked -p shared --features sealed --target thumbv7em-none-eabi

packages:
	@.ci/packages

components:
	@$(CARGO) fmt --version >/dev/null 2>&1 && $(CARGO) clippy --version >/dev/null 2>&1 \
		|| { echo "adding rustfmt and clippy with rustup"; rustup component add rustfmt clippy; }
