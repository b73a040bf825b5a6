# Reflect, Retry, Reward: Self-Improving LLMs via Reinforcement Learning (arXiv 2505.24726)
# Claim: a model that is rewarded for reflections after which a second try succeeds gets better at the first too.
# Differs: rounds of one training run each instead of online updates.
# Family: correction
STAGES = failures reflections retries rewarded rows
SAMPLES = 4

failures = $(SAMPLE) @unlabelled --model @model -n 1 --temperature $(TEMPERATURE) | $(VERIFY) | $(KEEP) --only correct=false
reflections = $(LIFT) samples @failures --template prompts/reflect.txt --carry question=prompt,reference | $(SAMPLE) --model @model -n $(SAMPLES)
retries = $(LIFT) samples @reflections --carry question,reference | $(SAMPLE) --model @model --template prompts/retry.txt -n 1 | $(VERIFY) --reward
rewarded = $(REGROUP) @retries --onto @reflections --set 'reward=mean(reward)'
rows = $(ROWS) group @rewarded --by reward
training = $(TRAIN) @rows --loss grpo --beta 0.001 --reference $(MODEL) --model @model --save @next

include loop.mk
