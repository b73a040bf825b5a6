# Unfiltered: Collapse of Self-trained Language Models (arXiv 2404.02305)
# Claim: a model that learns from all that it says gets worse; the control of the other pipelines.
# Differs: samples answer problems, instead of continuing nothing; half of what is learned is
# labelled, as in the others, so that the filters between are the only difference.
include common.mk

.PHONY: all
all: $(OUT)/report.txt

$(OUT)/round%/samples.jsonl.zst: $$(call unlabelled,$$*) $$(call trained,$$(call previous,$$*)) | $(OUT)/round%/
	$(SAMPLE) $< --model $(call model,$(call previous,$*)) -n $(SAMPLES) --temperature $(TEMPERATURE) --output $@

$(OUT)/round%/kept.jsonl.zst: $(OUT)/round%/samples.jsonl.zst
	$(VOTE) $< --output $@

$(OUT)/round%/own.jsonl.zst: $(OUT)/round%/kept.jsonl.zst
	$(BIN)/best $< --as sft --output $@

$(OUT)/round%/rows.jsonl.zst: $(OUT)/round%/own.jsonl.zst $(SHARED)/gold.jsonl.zst
	$(BIN)/blend $^ --repeat --output $@

$(OUT)/round%/training.jsonl.zst: $(OUT)/round%/rows.jsonl.zst
	$(TRAIN) $< --model $(call model,$(call previous,$*)) --save $(call model,$*) --output $@

$(OUT)/report.txt: $(patsubst %,$(OUT)/round%/greedy.jsonl.zst,$(call rounds,0)) $(patsubst %,$(OUT)/round%/checked.jsonl.zst,$(call rounds,1))
	$(BIN)/report --accuracy $(BY) --plot --html $(@D)/report.html $(filter %/greedy.jsonl.zst,$^) | tee $@
	$(BIN)/report --accuracy $(filter %/checked.jsonl.zst,$^) | tee -a $@
