# SCoRe: Training Language Models to Self-Correct via Reinforcement Learning (arXiv 2409.12917)
# Claim: a reward for what a second attempt gains on the first keeps a model from repeating its first answer.
# Differs: rounds of one training run each; the second stage of the paper (first and second attempts, bonus 10).
# Family: correction
STAGES = attempts gains second first rows
SAMPLES = 2
BONUS ?= 10

attempts = $(DRAW) | $(REFINE) -n $(SAMPLES) --template prompts/reconsider.txt | $(VERIFY) --reward --undecided-reward 0
gains = $(COMPUTE) 'gain=reward+$(BONUS)*(reward-parent.reward)' @attempts
second = $(ROWS) group @gains --revisions --by gain --template prompts/reconsider.txt
first = $(ROWS) group @gains --only parent=null
rows = $(BLEND) @second @first
training = $(TRAIN) @rows --loss grpo --scale-rewards none --beta 0.01 --reference $(MODEL) --model @model --save @next

include loop.mk
