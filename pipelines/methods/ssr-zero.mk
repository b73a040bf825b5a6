# SSR-Zero: Simple Self-Rewarding Reinforcement Learning for Machine Translation (arXiv 2505.16637)
# Claim: a model that scores its own translations from 0 to 100 gets better by those rewards alone.
# Differs: rounds of one training run each instead of online updates; the number of samples was not found.
# Family: judging
STAGES = samples judged rows
SCORING ?= prompts/translation-score.txt

samples = $(DRAW)
judged = $(CRITIQUE) @samples --ask points --range 0..100 --template $(SCORING) --reward
rows = $(ROWS) group @judged --by reward
training = $(TRAIN) @rows --loss grpo --model @model --save @next

include loop.mk
