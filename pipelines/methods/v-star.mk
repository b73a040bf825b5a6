# V-STaR: Training Verifiers for Self-Taught Reasoners (arXiv 2402.06457)
# Claim: wrong samples, thrown away by STaR, train a verifier that picks the right one of many.
# Differs: the best of the samples is taken, where the paper averages over subsets; needs references.
# Family: judging
STAGES = samples right own rows pairs verifier ranked
SAMPLES = 16
PAIRS ?= 16

samples = $(DRAW) | $(VERIFY)
right = $(KEEP) @samples --only correct=true
own = $(ROWS) sft @right
rows = $(BLEND) @all-own @gold
training = $(TRAIN) @rows --model $(MODEL) --save @next
pairs = $(PAIR) @samples --by correct-vs-wrong --max-pairs $(PAIRS)
verifier = $(TRAIN) @all-pairs --loss dpo --model @trained --save @saved-verifier
ranked = $(SAMPLE) @test --model @trained -n $(SAMPLES) --temperature 1 | $(BIN)/score --model @saved-verifier | $(BEST) -n 1 --by logprob | $(VERIFY)
report = $(REPORT) --accuracy $(BY) @tests @all-ranked

include loop.mk
