# Self-check: Critique Ability of Large Language Models (arXiv 2310.04815)
# Claim: where a vote is unsure, a critic that rejects wrong candidates before the vote makes it right more often.
# Differs: certainty is the margin of the vote; if all candidates are rejected, the answer seen first wins.
# Family: correction
STAGES = votes sure unsure judged decided
SAMPLES = 12
CERTAIN ?= 0.5

votes = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VOTE)
sure = $(KEEP) @votes --only 'vote.margin>=$(CERTAIN)'
unsure = $(KEEP) @votes --only 'vote.margin<$(CERTAIN)'
judged = $(CRITIQUE) @unsure --ask yesno | $(VOTE) --weight score --score-kind yesno
decided = $(VERIFY) @sure @judged
report = $(REPORT) @decided

include ask.mk
