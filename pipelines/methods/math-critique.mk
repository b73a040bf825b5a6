# MathCritique: Enhancing LLM Reasoning via Critique Models with Test-Time and Training-Time Supervision (arXiv 2411.16579)
# Claim: critiques of wrong samples give rows for the hard problems, of which plain sampling finds none.
# Differs: the critic is the given judge; all samples are criticised, and the wrong ones alone are revised.
# Family: correction
STAGES = samples judged revised right rows
SAMPLES = 5
TEMPERATURE = 0.7

samples = $(DRAW) | $(VERIFY)
judged = $(CRITIQUE) @samples --ask free
revised = $(REFINE) @judged --only correct=false | $(VERIFY)
right = $(KEEP) @revised --only correct=true
rows = $(ROWS) sft @right
training = $(TRAIN) @rows --model $(MODEL) --save @next

include loop.mk
