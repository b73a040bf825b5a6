# GSA: LLMs Can Generate a Better Answer by Aggregating Their Own Responses (arXiv 2503.04104)
# Claim: a model that sees three of its own answers writes a fourth that is better, also where no vote is possible.
# Differs: nothing; the temperatures of the paper were not found.
# Family: voting
STAGES = samples aggregated
SAMPLES = 3
TEMPERATURE = 0.7

samples = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE)
aggregated = $(REFINE) @samples --aggregate $(AGGREGATE) --temperature 0 | $(BEST) -n 1 --by index | $(VERIFY)
report = $(REPORT) --accuracy @aggregated

include ask.mk
