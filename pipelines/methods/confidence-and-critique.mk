# Confidence v.s. Critique: A Decomposition of Self-Correction Capability for LLMs (arXiv 2412.19513)
# Claim: accuracy after correction = confidence (right answers kept) and critique (wrong ones mended), which trade off.
# Differs: nothing; problems with generated answers, the form by option probabilities is left out.
# Family: correction
STAGES = first revised
SAMPLES = 10

first = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VERIFY)
revised = $(REFINE) @first --template prompts/reconsider.txt | $(VERIFY)
report = $(REPORT) @revised

include ask.mk
