# How fast filters push a stream through: against zstd alone, the least that any filter between two zst
# files can take, and against orjson, DuckDB and jq doing the work of vote.
#   make -C pipelines bench-streams                 138 MB, 5 runs; about 5 minutes
#   make -C pipelines bench-streams SIZE=large      1 GB
#   make -C pipelines -f bench-streams.mk throughput|start|growth    one table alone
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.SECONDARY:
include build.mk
SIZE ?= small
RUNS ?= 5
SEED ?= 42
PROBLEMS := $(if $(filter large,$(SIZE)),150000,20000)
OUT := out/bench
FOLDER := $(OUT)/$(SIZE)
PEERS := $(OUT)/venv/installed

.PHONY: bench-streams throughput start growth built
bench-streams: throughput start growth

throughput: $(FOLDER)/in.zst $(FOLDER)/valid.zst $(PEERS) | built
start: $(FOLDER)/one.zst $(PEERS) | built
growth: $(foreach n,10000 100000 1000000,$(FOLDER)/rows-$n.zst) $(PEERS) | built
throughput start growth:
	bench/measure $@ $(FOLDER) $(BIN) $(OUT)/venv/bin/python $(RUNS)

built:
	./packages bench
	swift build $(SWIFT)

$(PEERS): bench/requirements.txt | built
	python3 -m venv $(OUT)/venv
	$(OUT)/venv/bin/pip install --quiet --requirement $<
	touch $@

# Streams as blend writes them: chains of frames of a megabyte.
$(FOLDER)/in.zst: bench/generate | built
	mkdir -p $(@D)
	bench/generate $(PROBLEMS) $(SEED) | $(BIN)/blend --quiet -o $@ -
$(FOLDER)/valid.zst: $(FOLDER)/in.zst
	$(BIN)/blend --quiet --count 100 -o $@ $<
$(FOLDER)/one.zst: bench/generate | built
	mkdir -p $(@D)
	bench/generate 1 $(SEED) | $(BIN)/blend --quiet -o $@ -
# A stream behind a stream is a stream.
$(FOLDER)/rows-1000000.zst: $(FOLDER)/rows-100000.zst
	for i in {1..10}; do cat $<; done >$@
$(FOLDER)/rows-%.zst: bench/generate | built
	mkdir -p $(@D)
	bench/generate $* $(SEED) 1 | $(BIN)/blend --quiet -o $@ -
