# Two commands to start with: `make demo` and `make test`. Each installs what it needs and says so.

CARGO ?= cargo
RELEASE := $(CARGO) build --release --locked

.PHONY: help demo test test-services bench check vectors packages components conformance bare fuzz mutants

help:
	@echo "make demo           from a register to a verdict in front of a camera"
	@echo "make test           all tests that need no services"
	@echo "make test-services  tests that need more: a second verifier, in Python, over the vectors and 24,000 presentations"
	@echo "make check          format, lints and documentation, warnings denied"
	@echo "make bench          speed, as ratios; tables in target/bench"
	@echo "make fuzz           every fuzz target for SECONDS=20 seconds"
	@echo "make mutants        changes the protocol in one place at a time; some test must break for each (an hour or two)"
	@echo "make bare           shared alone for a target without std, which rustup adds"
	@echo "make vectors        writes test-vectors/ anew"

demo: packages
	$(RELEASE) -p issuer -p wallet -p verifier -p test-vectors
	@target/release/demo

test: packages
	$(CARGO) test --locked --workspace --all-features

# Needs Python and the package index. The three tools themselves work with files alone so far.
test-services: conformance

conformance: packages
	@.ci/packages python3 python3-venv
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r test-vectors/requirements.txt
	target/python/bin/python test-vectors/verify.py
	$(CARGO) run --release --locked -p test-vectors --bin conformance -- target/python/bin/python

bench: packages
	$(CARGO) bench --locked -p shared --bench verify
	$(CARGO) bench --locked -p shared --bench status_list
	$(CARGO) bench --locked -p issuer --bench enrolment
	$(CARGO) bench --locked -p wallet --bench step
	$(CARGO) bench --locked -p verifier --bench start

check: packages components
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
