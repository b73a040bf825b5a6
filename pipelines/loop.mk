# The rounds of a loop: the page's STAGES in each round, training on the stage `rows`, the new model's greedy answers
# to the problems of the test, and at the end the report.
include stages.mk

ROUND_NUMBERS := $(shell seq $(ROUNDS))
CHECKED := $(if $(filter kept,$(STAGES)),checked)
LOOP_STAGES = training greedy $(CHECKED)

training ?= $(WATCH) $(TRAIN) @rows --model @model --save @next
greedy = $(SAMPLE) @test --model @trained --temperature 0 | $(VERIFY)
# Whether what a round kept is right; no other stage reads it.
checked = $(VERIFY) @kept
report ?= $(REPORT) --accuracy $(BY) --plot --html $(OUT)/report.html @tests $(if $(CHECKED),&& $(REPORT) --accuracy @checks)
place.tests = $(foreach r,0 $(ROUND_NUMBERS),$(call product,greedy,$r))
place.checks = $(foreach r,$(ROUND_NUMBERS),$(call product,checked,$r))

# A vote that gives more than this share of the problems one answer has collapsed: the loop stops before it
# learns from it. Without a share it goes on.
COLLAPSE ?= 0.9
WATCH = $(if $(and $(COLLAPSE),$(CHECKED)),$(REPORT) --quiet --alarm 'one-answer>$(COLLAPSE)' @kept >/dev/null &&)

$(foreach s,$(ONCE),$(eval $(call rule,$s)))
$(foreach r,$(ROUND_NUMBERS),$(foreach s,$(STAGES) training $(CHECKED),$(eval $(call rule,$s,$r))))
$(foreach r,0 $(ROUND_NUMBERS),$(eval $(call rule,greedy,$r)))
$(eval $(call text-rule,report))

all: $(OUT)/report.txt
	@cat $<
	@echo "report: $(OUT)/report.txt $(OUT)/report.html"
