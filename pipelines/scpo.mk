# ScPO: Self-Consistency Preference Optimization (arXiv 2411.04109)
# Claim: preferring the commonest answer to the rarest, weighted by the margin of their votes,
# teaches as much as gold labels.
# Differs: the semi-supervised variant, half of the pairs being a right sample of the base against a
# wrong one, by the labels; one threshold of half the votes in all rounds; no second, hotter set of samples.
include common.mk

.PHONY: all
all: $(OUT)/report.txt

$(OUT)/round%/samples.jsonl.zst: $$(call unlabelled,$$*) $$(call trained,$$(call previous,$$*)) | $(OUT)/round%/
	$(SAMPLE) $< --model $(call model,$(call previous,$*)) -n $(SAMPLES) --temperature $(TEMPERATURE) --output $@

$(OUT)/round%/kept.jsonl.zst: $(OUT)/round%/samples.jsonl.zst
	$(VOTE) $< --min-share 0.5 --output $@

$(SHARED)/pairs.jsonl.zst: $(LABELLED) $(call trained,0)
	$(SAMPLE) $< --model $(MODEL) -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VERIFY) | $(BIN)/pair --by correct-vs-wrong --output $@

$(OUT)/round%/pairs.jsonl.zst: $(OUT)/round%/kept.jsonl.zst
	$(WATCH) $< >/dev/null
	$(BIN)/pair $< --by most-vs-least --output $@

$(OUT)/round%/rows.jsonl.zst: $(OUT)/round%/pairs.jsonl.zst $(SHARED)/pairs.jsonl.zst
	$(BIN)/blend $^ --repeat --output $@

$(OUT)/round%/training.jsonl.zst: $(OUT)/round%/rows.jsonl.zst
	$(TRAIN) $< --loss dpo+nll --beta 0.5 --alpha 1 --model $(call model,$(call previous,$*)) --save $(call model,$*) --output $@

$(OUT)/report.txt: $(patsubst %,$(OUT)/round%/greedy.jsonl.zst,$(call rounds,0)) $(patsubst %,$(OUT)/round%/checked.jsonl.zst,$(call rounds,1))
	$(BIN)/report --accuracy $(BY) --plot --html $(@D)/report.html $(filter %/greedy.jsonl.zst,$^) | tee $@
	$(BIN)/report --accuracy $(filter %/checked.jsonl.zst,$^) | tee -a $@
