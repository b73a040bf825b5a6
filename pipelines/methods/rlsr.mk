# RLSR: Self Rewarding Self Improving (arXiv 2505.08827)
# Claim: a model learns from its own yes or no on its answers, without any reference.
# Differs: rounds of one training run each instead of online updates; the problems are given instead of proposed.
# Family: judging
STAGES = samples judged rows

samples = $(DRAW)
judged = $(CRITIQUE) @samples --ask yesno --reward
rows = $(ROWS) group @judged --by reward
training = $(TRAIN) @rows --loss grpo --model @model --save @next

include loop.mk
