# Problems and a model of your own: PROBLEMS=train.jsonl MODEL=directory. A fifth of the problems
# becomes the test and needs references; a tenth of the rest the labelled set, and needs solutions;
# what remains is the unlabelled input of every round.
MODEL ?= $(error MODEL is missing: the directory of the model that is to learn from $(PROBLEMS))
LABELLED ?= $(SHARED)/labelled.jsonl.zst
VALID ?= $(LABELLED)
TEST ?= $(SHARED)/test.jsonl.zst
BASE = $(wildcard $(MODEL)/model.safetensors)
# The form that `problems` reads, such as gsm8k, or the names of the fields.
FORMAT ?= file --id id --prompt prompt --reference reference --solution solution
EXTRACT ?= number
MAX_TOKENS ?= 256
BY ?= --by all
TRAINING ?= --steps 250 --batch 16 --learning-rate 1e-5
unlabelled = $(SHARED)/unlabelled.jsonl.zst

$(SHARED)/test.jsonl.zst $(SHARED)/rest.jsonl.zst &: $(PROBLEMS) | $(BUILT)
	@mkdir -p $(@D)
	$(BIN)/problems $(FORMAT) $< | $(BIN)/holdout --share 20% --seed $(SEED) \
	  --held $(SHARED)/test.jsonl.zst --output $(SHARED)/rest.jsonl.zst

$(SHARED)/labelled.jsonl.zst $(SHARED)/unlabelled.jsonl.zst &: $(SHARED)/rest.jsonl.zst
	$(BIN)/holdout $< --share 10% --seed $(SEED) \
	  --held $(SHARED)/labelled.jsonl.zst --output $(SHARED)/unlabelled.jsonl.zst
