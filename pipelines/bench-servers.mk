# How fast model servers are asked, and whether nothing is lost when they fail or the run is killed:
# against the stub server of the tests, on this machine alone. 10 minutes on 2 cores, on which nothing
# else should run. PEERS= leaves out Python's clients, which come from PyPI.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
include build.mk
OUT ?= out/bench-servers
PYTHON ?= python3
# distilabel imports requests without asking for it.
PEERS ?= openai==3.52.0 distilabel==1.5.3 requests
PARTS ?= rate faults kills $(if $(PEERS),peers)
VENV = $(OUT)-venv

.PHONY: all
all: $(if $(PEERS),$(VENV)/freeze.txt)
	./packages bench
	swift build $(SWIFT)
	PYTHON=$(VENV)/bin/python bench/servers $(BIN) $(OUT) $(PARTS)

$(VENV)/freeze.txt:
	./packages bench
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet $(PEERS)
	$(VENV)/bin/pip freeze > $@
