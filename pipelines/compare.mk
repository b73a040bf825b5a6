# All methods on the same base and the same unlabelled problems, once for every seed of SEEDS.
include settings.mk

SEEDS ?= $(SEED)
METHODS ?= iwsi lmsi scpo unfiltered
RUNS := $(foreach seed,$(SEEDS),$(METHODS:%=$(SHARED:%-$(SEED)=%-$(seed))/%))
FIRST := $(filter %/$(firstword $(METHODS)),$(RUNS))
GREEDY := $(FIRST:%=%/round0/greedy.jsonl.zst) $(RUNS:%=%/round$(ROUNDS)/greedy.jsonl.zst)

.PHONY: all $(RUNS)
# One after another: each uses all cores, and they share the base.
.NOTPARALLEL:
all: $(OUT)/report.txt

$(RUNS):
	@$(MAKE) --no-print-directory -f methods/$(@F).mk OUT=$@ SEED=$(lastword $(subst -, ,$(@D)))

$(GREEDY): $(RUNS) ;

$(OUT)/report.txt: $(GREEDY)
	@mkdir -p $(@D)
	$(REPORT) --accuracy --each $(BY) $^ >$@.part && mv $@.part $@
	@cat $@
