# IWSI: Importance Weighting Can Help Large Language Models Self-Improve (arXiv 2408.09849)
# Claim: of the majority's samples, those near a small trusted set teach more than all of them.
# Differs: several rounds, each from the model before; samples are weighed by that model; only
# majorities of three quarters vote; half of what is learned is labelled, since rounds drift without it.
# Family: voting
STAGES = samples votes kept own rows
PERCENT ?= 80%

samples = $(DRAW)
votes = $(VOTE) @samples --keep majority --min-share 0.75
kept = $(FILTER_BY_DS_WEIGHT) @votes --model @model --valid @valid --keep $(PERCENT)
own = $(ROWS) sft @kept
rows = $(BLEND) @own @gold --repeat

include loop.mk
