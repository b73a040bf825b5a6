# DSC: Make Every Penny Count: Difficulty-Adaptive Self-Consistency for Cost-Efficient Reasoning (arXiv 2408.13457)
# Claim: easy problems, ranked by the model or by the data, need one sample; hard ones get the most.
# Differs: ranks by the samples of the problems before, or by a field: DIFFICULTY="--difficulty meta.difficulty".
# Family: voting
STAGES = fixed dsc
MOST ?= 40
DIFFICULTY ?=
MANY = $(SAMPLE) @test --model @model -n $(MOST) --temperature $(TEMPERATURE)

fixed = $(MANY) | $(VOTE)
dsc = $(MANY) --until dsc $(DIFFICULTY) --extract $(EXTRACT) | $(VOTE)
report = $(REPORT) --savings @fixed @dsc

include ask.mk
