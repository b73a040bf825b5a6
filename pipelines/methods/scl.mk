# SCL: Self-Correction is More than Refinement (arXiv 2410.04055)
# Claim: pairs of a first and a second answer, of which one is right, teach a model to be right at once.
# Differs: problems in words instead of pictures; one review prompt instead of three.
# Family: correction
STAGES = attempts rows
TEMPERATURE = 0.7

attempts = $(SAMPLE) @unlabelled --model @model -n 1 --temperature $(TEMPERATURE) | $(REFINE) --template prompts/reconsider.txt | $(VERIFY)
rows = $(PAIR) @attempts --by correct-vs-wrong
training = $(TRAIN) @rows --loss dpo:1+sft:0.1 --beta 0.1 --model @model --save @next

include loop.mk
