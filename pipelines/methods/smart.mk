# SMART: Self-learning Meta-strategy Agent for Reasoning Tasks (arXiv 2410.16128)
# Claim: a model that learns the first strategy that worked for each problem chooses well at its first attempt.
# Differs: every strategy is tried for every problem, as sampling cannot skip what is solved; three strategies.
# Family: synthesis
STAGES = samples kept rows
TRY = $(SAMPLE) --model @model -n 1 --temperature $(TEMPERATURE) --template

samples = $(TRY) prompts/step-by-step.txt @unlabelled | $(TRY) prompts/subproblems.txt | $(TRY) prompts/equations.txt | $(VERIFY)
kept = $(KEEP) @samples --only correct=true | $(BEST) -n 1 --by index --ascending
rows = $(ROWS) sft @kept
training = $(TRAIN) @rows --model @model --save @next

include loop.mk
