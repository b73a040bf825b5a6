# SeRL: Self-Play Reinforcement Learning with Limited Data (arXiv 2505.20347)
# Claim: a few hundred problems are enough: the model proposes more, and its vote rewards its answers to them.
# Differs: RLOO in rounds of one training run each, where the paper uses REINFORCE++ online.
# Family: voting
STAGES = proposed samples kept rows
SAMPLES = 16
COUNT ?= 2000

proposed = $(PROPOSE) @labelled --shots 8 --count $(COUNT) --words 4-150 --max-similarity 0.7 --temperature 0.8 --top-p 0.95
samples = $(SAMPLE) @proposed --model @model -n $(SAMPLES) --temperature $(TEMPERATURE)
kept = $(VOTE) @samples | $(KEEP) --only 'vote.share>=0.2' --only 'vote.share<=0.8'
rows = $(ROWS) group @kept --by majority
training = $(WATCH) $(TRAIN) @rows --loss rloo --beta 0.001 --reference $(MODEL) --model @model --save @next

include loop.mk
