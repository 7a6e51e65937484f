# A short front for CMake. `make` builds, `make run` shows, `make test` proves; the rest is named below.
.DEFAULT_GOAL := release
.PHONY: release deps run test test-asan test-long bench fuzz fuzz-long fuzz-coverage check docs install clean

HOMES ?= 8

deps:                      ## install what is missing of debian-packages
	@cmake/deps build test

release: deps              ## build with optimisation into build/release
	@cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build --preset release

run: release               ## a DCC and a street of homes, shown end to end; DETACH=1 ends with the result
	@tests/e2e/demonstration $(if $(DETACH),--detach) --homes $(HOMES)

test: release              ## build and pass the tests, then once more under ASan and UBSan
	@ctest --preset release
	@$(MAKE) --no-print-directory test-asan

test-asan: deps
	@cmake --preset dev >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build --preset dev
	@ctest --preset dev
	@ctest --preset dev-served # albion serve itself

test-long: release         ## the long tests, by name
	@ctest --preset long

bench: release             ## each figure beside its raw primitive, as a ratio
	@tests/support/postgres run build/release/bench/albion-bench $(BENCH) || [ $$? != 77 ] || build/release/bench/albion-bench $(BENCH)

fuzz:                      ## a bounded smoke run of every fuzz target
	@cmake/deps build test check
	@cmake/fuzz smoke $(FUZZ)

fuzz-long:                 ## the long run: more than 100 million executions; FUZZ="TARGET..." for some
	@cmake/deps build test check
	@cmake/fuzz long $(FUZZ)

fuzz-coverage:             ## lines that the inputs of the fuzz runs so far reach
	@cmake/deps build test check
	@cmake/fuzz coverage $(FUZZ)

check:                     ## formatting, static analysis, both compilers, headers that stand alone, levels
	@cmake/deps build test check
	@cmake/check

docs: release              ## man pages and generated reference into build/docs
	@cmake --build --preset release --target docs

install: release
	@cmake --install build/release

clean:
	@rm -rf build run
