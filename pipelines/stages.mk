# Turns the stages of a page into rules. A page lists its stages and gives the command of each under its name;
# @NAME in a command is a file, so that the commands say what depends on what:
#
#     STAGES = samples votes own rows
#     votes = $(VOTE) @samples --keep majority
#
# @NAME is the product of a stage in the same round, `roundN/NAME.jsonl.zst` in $(OUT), or one of these:
#     @unlabelled             the problems of this round
#     @labelled @gold         the labelled problems, and the training rows that their solutions give
#     @valid @test            the trusted set, and the problems of the test
#     @model @next            the model that the round begins with, and where `train` saves the one it ends with
#     @trained                the model that the round ends with, for commands that ask it
#     @before-NAME @all-NAME  a stage of the round before (nothing in the first); of all rounds up to this one
#     @saved-NAME             the model that the stage saves: its command says --save @saved-NAME
#
# Stages in ONCE are made once, with the model as it is given, and serve all rounds.
#
# A product is made again when a file in its command is newer, when an executable in it is newer, or when
# the command is another one: `NAME.command` beside the product tells which command made it.
#
# To change a stage, edit its line. A program of your own goes between two commands like any filter:
#     votes = $(VOTE) @samples | zstd -dc | ./mine | $(VERIFY)
include settings.mk

# The product of stage $1 in round $2; pages without rounds, and stages that are made ONCE, have none.
product = $(OUT)/$(if $(filter-out $(if $(filter $1,$(ONCE)),%),$2),round$2/)$1.jsonl.zst
# The model that round $1 ends with, and what must be there before it can be used: the metrics of a training
# are complete when its model is. Round 0 is the model as it is given.
saved = $(if $(filter 0,$1),$(MODEL),$(OUT)/round$1/model)
trained = $(if $(filter 0,$1),$(BASE),$(call product,training,$1))
previous = $(if $1,$(shell echo $$(($1 - 1))),0)

# The file that @$1 stands for in round $2, and what a command that names it depends on.
place = $(if $(filter undefined,$(origin place.$1)),$(call $(if $(filter saved-%,$1),saved-model,stage-file),$1,$2),$(call place.$1,$2))
needs = $(if $(filter undefined,$(origin needs.$1)),$(call place,$(1:saved-%=%),$2),$(call needs.$1,$2))
place.unlabelled = $(call unlabelled,$(or $1,1))
place.labelled = $(LABELLED)
place.gold = $(SHARED)/gold.jsonl.zst
place.valid = $(VALID)
place.test = $(TEST)
place.model = $(call saved,$(call previous,$1))
needs.model = $(call trained,$(call previous,$1))
place.next = $(call saved,$1)
needs.next =
place.trained = $(call saved,$1)
needs.trained = $(call trained,$1)

stage-file = $(foreach r,$(call rounds-of,$1,$2),$(call product,$(call known,$(patsubst all-%,%,$(1:before-%=%))),$(r:none=)))
saved-model = $(patsubst %.jsonl.zst,%-model,$(call product,$(call known,$(1:saved-%=%)),$2))
rounds-of = $(if $(filter all-%,$1),$(shell seq $(or $2,$(ROUNDS))),$(if $(filter before-%,$1),$(filter-out 0,$(call previous,$2)),$(or $2,none)))
known = $(if $(filter $1,$(STAGES) $(ONCE) $(LOOP_STAGES)),$1,$(error @$1: there is no such stage; this page's are: $(ONCE) $(STAGES)))

# The command of stage $1 in round $2, with its files; and whether another command made the product.
command = $(foreach w,$($1),$(if $(filter @%,$w),$(call place,$(w:@%=%),$2),$w))
recorded = $(file <$(call product,$1,$2).command)
differ = $(subst x$1,,x$2)$(subst x$2,,x$1)
quoted = '$(subst ','\'',$1)'

# A stage whose product is a stream, and one whose product is a text that the last command prints.
define rule
$(call product,$1,$2): $(foreach w,$(filter-out @saved-$1,$(filter @%,$($1))),$(call needs,$(w:@%=%),$2)) $(filter $(BIN)/%,$($1)) \
    $(if $(call differ,$(call recorded,$1,$2),$(call command,$1,$2)),FORCE) | $(BUILT)
	@mkdir -p $$(@D)
	$$(call command,$1,$2) --output $$@
	@printf %s $$(call quoted,$$(call command,$1,$2)) >$$@.command
.PRECIOUS: $(call product,$1,$2)
endef

define text-rule
$(OUT)/$1.txt: $(foreach w,$(filter @%,$($1)),$(call needs,$(w:@%=%))) $(filter $(BIN)/%,$($1)) \
    $(if $(call differ,$(file <$(OUT)/$1.txt.command),$(call command,$1)),FORCE) | $(BUILT)
	@mkdir -p $$(@D)
	{ $$(call command,$1); } >$$@.part
	@mv $$@.part $$@
	@printf %s $$(call quoted,$$(call command,$1)) >$$@.command
.PRECIOUS: $(OUT)/$1.txt
endef

.PHONY: all FORCE
FORCE:

# The labelled half of what a loop learns from, and what a base is trained on.
$(SHARED)/gold.jsonl.zst: $(LABELLED)
	$(ROWS) sft $< --from solution --output $@
