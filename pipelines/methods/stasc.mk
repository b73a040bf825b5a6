# STaSC: Self-Taught Self-Correction for Small Language Models (arXiv 2503.08681)
# Claim: a small model learns to correct itself from its own corrections of wrong answers to right ones.
# Differs: first answers, corrections and training all come from the model of the round (the best cell of the paper).
# Family: correction
STAGES = attempts rows
SAMPLES = 5
TEMPERATURE = 0.6

attempts = $(DRAW) | $(REFINE) -n $(SAMPLES) --temperature $(TEMPERATURE) --template prompts/another-try.txt | $(VERIFY)
rows = $(ROWS) sft @attempts --revisions --template prompts/another-try.txt --only correct=true --only parent.correct=false
training = $(TRAIN) @rows --model @model --save @next

include loop.mk
