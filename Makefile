# Two commands to start with: `make demo` and `make test`. Each installs what it needs and says so.

CARGO ?= cargo
RELEASE := $(CARGO) build --release --locked

.PHONY: help demo test test-services bench check vectors packages components

help:
	@echo "make demo           from a register to a verdict in front of a camera"
	@echo "make test           all tests that need no services"
	@echo "make test-services  tests that need real services, which it starts"
	@echo "make check          format, lints and documentation, warnings denied"
	@echo "make bench          speed, as ratios; tables in target/bench"
	@echo "make vectors        writes test-vectors/ anew"

demo: packages
	$(RELEASE) -p issuer -p wallet -p verifier -p test-vectors
	@target/release/demo

test: packages
	$(CARGO) test --locked --workspace --all-features

# The three tools work with files alone so far.
test-services:
	@echo "no test needs a service yet"

bench: packages
	$(CARGO) bench --locked -p shared --bench verify
	$(CARGO) bench --locked -p issuer --bench enrolment
	$(CARGO) bench --locked -p verifier --bench start

check: packages components
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-features --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --locked --workspace --all-features --no-deps

vectors: packages
	$(CARGO) run --locked -p test-vectors --bin write-vectors

packages:
	@.ci/packages

components:
	@$(CARGO) fmt --version >/dev/null 2>&1 && $(CARGO) clippy --version >/dev/null 2>&1 \
		|| { echo "adding rustfmt and clippy with rustup"; rustup component add rustfmt clippy; }
