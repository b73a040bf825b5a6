# Self-REF: Learning to Route with Confidence Tokens (arXiv 2410.13284)
# Claim: a model that learns to say behind its answer whether it is sure knows better when to pass a question on.
# Differs: the two tokens are written as words; wrong answers are all taken.
# Family: synthesis
STAGES = samples sure unsure rows
SURE ?= <CN>
UNSURE ?= <UN>

samples = $(SAMPLE) @unlabelled --model @model -n 1 --temperature $(TEMPERATURE) | $(VERIFY)
sure = $(ROWS) sft @samples --only correct=true --completion '{{sample.text}}$(SURE)' --mask '^$$'
unsure = $(ROWS) sft @samples --only correct=false --completion '{{sample.text}}$(UNSURE)' --mask '^((?:.|\n)*)$(UNSURE)$$'
rows = $(BLEND) @sure @unsure

include loop.mk
