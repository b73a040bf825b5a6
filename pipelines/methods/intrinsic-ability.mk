# Large Language Models have Intrinsic Self-Correction Ability (arXiv 2406.15673)
# Claim: with temperature 0 and a neutral prompt a second look improves the first answer.
# Differs: nothing; the wording of the prompt is ours and does not say that the answer may be wrong.
# Family: correction
STAGES = first reconsidered

first = $(SAMPLE) @test --model @model -n 1 --temperature 0 | $(VERIFY)
reconsidered = $(REFINE) @first --template prompts/reconsider.txt --temperature 0 | $(VERIFY)
report = $(REPORT) @reconsidered

include ask.mk
