# Adaptive-Consistency (arXiv 2305.11860) and Early-Stopping Self-Consistency (arXiv 2401.10480)
# Claim: a vote that stops as soon as it is sure is as often right as one of 40 samples, for a third.
# Differs: the votes label the problems of the demo's first round; the answers are exact.
# Family: voting
STAGES = fixed beta dirichlet unanimous share
MOST ?= 40
MANY = $(SAMPLE) @unlabelled --model @model -n $(MOST) --temperature $(TEMPERATURE)
UNTIL = $(MANY) --extract $(EXTRACT) --until

fixed = $(MANY) | $(VOTE)
beta = $(UNTIL) beta:0.95 | $(VOTE)
dirichlet = $(UNTIL) dirichlet:0.95 | $(VOTE)
unanimous = $(UNTIL) unanimous:5 | $(VOTE)
share = $(UNTIL) share:0.8 | $(VOTE)
report = $(REPORT) --savings @fixed @beta @dirichlet @unanimous @share

include ask.mk
