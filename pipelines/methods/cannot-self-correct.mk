# Large Language Models Cannot Self-Correct Reasoning Yet (arXiv 2310.01798)
# Claim: without outside feedback a second attempt is worse than the first; a vote of as many answers is better.
# Differs: one round of correction; three answers by vote against three calls (answer, critique, answer).
# Family: correction
STAGES = first intrinsic oracle voted

first = $(SAMPLE) @test --model @model -n 1 --temperature $(TEMPERATURE) | $(VERIFY)
intrinsic = $(CRITIQUE) @first --ask free | $(REFINE) | $(VERIFY)
oracle = $(CRITIQUE) @first --ask free | $(REFINE) --only correct=false | $(VERIFY)
voted = $(SAMPLE) @test --model @model -n 3 --temperature $(TEMPERATURE) | $(VOTE) | $(VERIFY)
report = $(REPORT) @intrinsic && $(REPORT) @oracle && $(REPORT) @voted

include ask.mk
