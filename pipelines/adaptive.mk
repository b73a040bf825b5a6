# Adaptive-Consistency (arXiv 2305.11860) and Early-Stopping Self-Consistency (arXiv 2401.10480)
# Claim: a vote that stops as soon as it is sure is as often right as one of 40 samples, for a third.
# Differs: the votes label the problems of the demo's first round; the answers are exact.
include common.mk

MOST ?= 40
RULES ?= beta:0.95 dirichlet:0.95 unanimous:5 share:0.8
# Colons separate a rule's parts for sample, and a target's for make.
name = $(OUT)/$(subst :,-,$1).jsonl.zst
ADAPTIVE := $(foreach rule,$(RULES),$(call name,$(rule)))
DRAW = $(SAMPLE) $< --model $(MODEL) -n $(MOST) --temperature $(TEMPERATURE)

.PHONY: all
all: $(OUT)/report.txt

$(OUT)/fixed.jsonl.zst: $(call unlabelled,1) $(BASE) | $(OUT)/
	$(DRAW) | $(VOTE) --output $@

$(ADAPTIVE): $(OUT)/%.jsonl.zst: $(call unlabelled,1) $(BASE) | $(OUT)/
	$(DRAW) --until $(subst -,:,$*) --extract $(EXTRACT) | $(VOTE) --output $@

$(OUT)/report.txt: $(OUT)/fixed.jsonl.zst $(ADAPTIVE)
	$(BIN)/report --savings $^ | tee $@
