# Mind the Gap: Examining the Self-Improvement Capabilities of Large Language Models (arXiv 2412.02674)
# Claim: the gap between a model's samples and those that it accepts itself grows with its pre-training.
# Differs: a problem of which no sample is accepted counts with its unfiltered mean, as the paper leaves it open.
# Family: voting
STAGES = samples judged
SAMPLES = 128
TEMPERATURE = 0.7
ACCEPT ?= 0.8

samples = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) --top-p 0.9 | $(VERIFY)
judged = $(CRITIQUE) @samples --word Correct,Incorrect --template prompts/correct-or-not.txt
report = $(REPORT) @judged --accept-score $(ACCEPT)

include ask.mk
