# Self-Rewarding: Self-Rewarding Language Models (arXiv 2401.10020)
# Claim: a model that scores its own answers, and learns to prefer the best to the worst, becomes a better judge too.
# Differs: the problems are given instead of proposed; the seed rows that teach judging are those of the model.
# Family: judging
STAGES = samples judged rows
SAMPLES = 4
TEMPERATURE = 0.7

samples = $(DRAW) --top-p 0.9
judged = $(CRITIQUE) @samples --ask points --repeat 3 --reward
rows = $(PAIR) @judged --by best-vs-worst --score reward
training = $(TRAIN) @rows --loss dpo --beta 0.1 --model @model --save @next

include loop.mk
