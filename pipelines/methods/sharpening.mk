# SFT-Sharpening: Self-Improvement in Language Models: The Sharpening Mechanism (arXiv 2412.01951)
# Claim: a model that learns the sample that it finds most likely itself puts more mass on its best answers.
# Differs: nothing; the number of samples of the paper's experiments was not found.
# Family: voting
STAGES = samples kept rows

samples = $(DRAW)
kept = $(BEST) @samples -n 1 --by logprob
rows = $(ROWS) sft @kept
training = $(TRAIN) @rows --model $(MODEL) --save @next

include loop.mk
