# Self-Consistency: Self-Consistency Improves Chain of Thought Reasoning in Language Models (arXiv 2203.11171)
# Claim: the majority of 40 sampled answers is right more often than the greedy answer.
# Differs: nothing; MAJORITY="--weight logprob" or "--weight raw-logprob" gives the weighted votes of the paper.
# Family: voting
STAGES = greedy samples votes
SAMPLES = 40
TEMPERATURE = 0.7
MAJORITY ?=

greedy = $(SAMPLE) @test --model @model --temperature 0 | $(VERIFY)
samples = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) --top-k 40
votes = $(VOTE) @samples $(MAJORITY) | $(VERIFY)
report = $(REPORT) --accuracy @greedy && $(REPORT) @votes

include ask.mk
