# RFT: Scaling Relationship on Learning Mathematical Reasoning with Large Language Models (arXiv 2308.01825)
# Claim: right samples of the model itself, each different from the others, are good additional training data.
# Differs: several rounds from the base model; needs references for the problems.
# Family: synthesis
STAGES = samples kept own rows

samples = $(DRAW) | $(VERIFY)
kept = $(KEEP) @samples --only correct=true | $(DEDUP) --samples
own = $(ROWS) sft @kept
rows = $(BLEND) @own @gold --repeat
training = $(TRAIN) @rows --model $(MODEL) --save @next

include loop.mk
