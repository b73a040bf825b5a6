# IWSI: Importance Weighting Can Help Large Language Models Self-Improve (arXiv 2408.09849)
# Claim: of the majority's samples, those near a small trusted set teach more than all of them.
# Differs: several rounds, each from the model before; samples are weighed by that model; only
# majorities of three quarters vote; half of what is learned is labelled, as without it rounds drift.
include common.mk

.PHONY: all
all: $(OUT)/report.txt

$(OUT)/round%/samples.jsonl.zst: $$(call unlabelled,$$*) $$(call trained,$$(call previous,$$*)) | $(OUT)/round%/
	$(SAMPLE) $< --model $(call model,$(call previous,$*)) -n $(SAMPLES) --temperature $(TEMPERATURE) --output $@

$(OUT)/round%/votes.jsonl.zst: $(OUT)/round%/samples.jsonl.zst
	$(VOTE) $< --keep majority --min-share 0.75 --output $@

$(OUT)/round%/kept.jsonl.zst: $(OUT)/round%/votes.jsonl.zst $(VALID)
	$(BIN)/filter-by-DS-weight $< --model $(call model,$(call previous,$*)) $(RENDERING) --valid $(VALID) --keep 80% --output $@

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
