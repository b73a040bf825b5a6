# SPIN: Self-Play Fine-Tuning Converts Weak Language Models to Strong Language Models (arXiv 2401.01335)
# Claim: preferring the gold solution to the model's own answer, round after round, beats more fine-tuning.
# Differs: the rounds train with one learning rate; a round learns from its pairs and those of the round before.
# Family: judging
STAGES = samples pairs rows

samples = $(SAMPLE) @labelled --model @model -n 1 --temperature 1
pairs = $(PAIR) @samples --by reference-vs-sample
rows = $(BLEND) @before-pairs @pairs
training = $(TRAIN) @rows --loss spin --beta 0.1 --model @model --save @next

include loop.mk
