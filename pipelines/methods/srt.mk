# SRT: Can Large Reasoning Models Self-Train? (arXiv 2505.21444)
# Claim: a model gets better from rewards that its own majority vote gives, and collapses if that goes on for long.
# Differs: rounds of one training run each instead of online updates; the alarm on collapse stops the loop.
# Family: voting
STAGES = samples kept rows
SAMPLES = 32

samples = $(DRAW)
kept = $(VOTE) @samples
rows = $(ROWS) group @kept --by majority
training = $(WATCH) $(TRAIN) @rows --loss rloo --beta 0.001 --reference $(MODEL) --model @model --save @next

include loop.mk
