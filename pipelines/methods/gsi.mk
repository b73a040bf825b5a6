# GSI: Mitigating Tail Narrowing in LLM Self-Improvement via Socratic-Guided Sampling (arXiv 2411.00750)
# Claim: hard problems, of which few samples are right, stay in the training set if the model is helped with them.
# Differs: the help is the answer beside the question (the paper's answer-driven mode); needs references.
# Family: voting
STAGES = samples easy hard guided right rows
TEMPERATURE = 0.7
ENOUGH ?= 4

samples = $(DRAW) | $(VERIFY)
easy = $(KEEP) @samples --only correct=true --at-least $(ENOUGH)
hard = $(KEEP) @samples --only correct=true --fewer-than $(ENOUGH)
guided = $(SAMPLE) @hard --model @model --template prompts/with-answer.txt -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VERIFY)
right = $(KEEP) @easy @guided --only correct=true
rows = $(ROWS) sft @right
training = $(TRAIN) @rows --model $(MODEL) --save @next

include loop.mk
