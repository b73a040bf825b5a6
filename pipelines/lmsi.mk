# LMSI: Large Language Models Can Self-Improve (arXiv 2210.11610)
# Claim: a model gets better from its own samples whose answers agree with the majority's.
# Differs: several rounds, each from the model before; one format of prompt, not four; half of what
# is learned is labelled, as without it rounds drift. As in the paper, no majority is too small.
include common.mk

.PHONY: all
all: $(OUT)/report.txt

$(OUT)/round%/samples.jsonl.zst: $$(call unlabelled,$$*) $$(call trained,$$(call previous,$$*)) | $(OUT)/round%/
	$(SAMPLE) $< --model $(call model,$(call previous,$*)) -n $(SAMPLES) --temperature $(TEMPERATURE) --output $@

$(OUT)/round%/kept.jsonl.zst: $(OUT)/round%/samples.jsonl.zst
	$(VOTE) $< --keep majority --output $@

$(OUT)/round%/own.jsonl.zst: $(OUT)/round%/kept.jsonl.zst
	$(WATCH) $< >/dev/null
	$(BIN)/best $< --as sft --output $@

$(OUT)/round%/rows.jsonl.zst: $(OUT)/round%/own.jsonl.zst $(SHARED)/gold.jsonl.zst
	$(BIN)/blend $^ --repeat --output $@

$(OUT)/round%/training.jsonl.zst: $(OUT)/round%/rows.jsonl.zst
	$(TRAIN) $< --model $(call model,$(call previous,$*)) --save $(call model,$*) --output $@

$(OUT)/report.txt: $(patsubst %,$(OUT)/round%/greedy.jsonl.zst,$(call rounds,0)) $(patsubst %,$(OUT)/round%/checked.jsonl.zst,$(call rounds,1))
	$(BIN)/report --accuracy $(BY) --plot --html $(@D)/report.html $(filter %/greedy.jsonl.zst,$^) | tee $@
	$(BIN)/report --accuracy $(filter %/checked.jsonl.zst,$^) | tee -a $@
