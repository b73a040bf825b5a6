# B-STaR: Monitoring and Balancing Exploration and Exploitation in Self-Taught Reasoners (arXiv 2412.17256)
# Claim: samples that are both right and different from each other decide how much a round teaches.
# Differs: one temperature and threshold, which the balance score in the report judges; the reward is correctness alone.
# Family: voting
STAGES = samples kept rows
SAMPLES = 64
MOST ?= 8

samples = $(DRAW) | $(VERIFY) --reward
kept = $(DEDUP) --samples @samples | $(KEEP) --only 'reward>0' | $(BEST) -n $(MOST) --by reward
rows = $(ROWS) sft @kept
training = $(TRAIN) @rows --model @model --save @next
report = $(REPORT) --accuracy $(BY) @tests && $(REPORT) @all-kept

include loop.mk
