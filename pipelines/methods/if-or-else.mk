# IoE: Confidence Matters: Revisiting Intrinsic Self-Correction Capabilities of Large Language Models (arXiv 2402.12563)
# Claim: a model that is told to keep its answer if it is confident corrects itself, and one more call settles doubt.
# Differs: each call is one message instead of a turn of one conversation.
# Family: correction
STAGES = first again decided

first = $(SAMPLE) @test --model @model -n 1 --temperature 0
again = $(REFINE) @first --template prompts/if-confident.txt --temperature 0 | $(VOTE)
decided = $(REFINE) @again --only majority=false --template prompts/decide.txt --temperature 0 | $(VERIFY)
report = $(REPORT) @decided

include ask.mk
