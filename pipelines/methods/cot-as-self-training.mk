# Rethinking Chain-of-Thought from the Perspective of Self-Training (arXiv 2412.10827)
# Claim: answers get less uncertain from round to round of a chain of thought, and a round for the unsure ones is enough.
# Differs: two rounds of three; the vote at the end is over the answers of all rounds; one task cue.
# Family: voting
STAGES = first sure unsure decided
SAMPLES = 3

first = $(SAMPLE) @test --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VOTE)
sure = $(KEEP) @first --only vote.entropy=0
unsure = $(KEEP) @first --only 'vote.entropy>0' | $(REFINE) --template prompts/another-try.txt --temperature $(TEMPERATURE) | $(VOTE)
decided = $(VERIFY) @sure @unsure
report = $(REPORT) @decided

include ask.mk
