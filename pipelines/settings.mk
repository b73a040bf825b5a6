# What every page shares: the settings, the commands, the problems and the model.
# Each may be set on the command line: make -f methods/iwsi.mk ROUNDS=5 SEED=7
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules

METHOD := $(basename $(notdir $(firstword $(MAKEFILE_LIST))))
SEED ?= 42
ROUNDS ?= 3
# Problems and data sets of your own; without PROBLEMS the task is to reverse a string of digits.
PROBLEMS ?=
# The model that judges and criticises, where a page asks one: a directory or a server's address.
JUDGE ?= $(MODEL)
DATA ?= ../../shared/data
# What all methods are given, and what one method makes of it. Four digits of the hash of its path keep
# two files of one name apart.
ifdef PROBLEMS
  PLACE := $(basename $(notdir $(PROBLEMS)))-$(shell realpath -m -- '$(PROBLEMS)' | md5sum | head -c 4)
endif
SHARED ?= out/$(or $(PLACE),reverse)-$(SEED)
OUT ?= $(SHARED)/$(METHOD)

SAMPLES ?= 8
TEMPERATURE ?= 1
# How a prompt is shown to the model, in the same way by every command that asks one: --chat --system TEXT.
RENDERING ?=
SAMPLE = $(BIN)/sample $(RENDERING) --max-tokens $(MAX_TOKENS) --seed $(SEED)
DRAW = $(SAMPLE) @unlabelled --model @model -n $(SAMPLES) --temperature $(TEMPERATURE)
VOTE = $(BIN)/vote --extract $(EXTRACT)
VERIFY = $(BIN)/verify --extract $(EXTRACT)
PAIR = $(BIN)/pair
BLEND = $(BIN)/blend
ROWS = $(BIN)/rows --as
FILTER_BY_DS_WEIGHT = $(BIN)/filter-by-DS-weight $(RENDERING)
TRAIN = $(BIN)/train $(RENDERING) $(TRAINING) --seed $(SEED)
REPORT = $(BIN)/report
CRITIQUE = $(BIN)/critique --model $(JUDGE)
REFINE = $(BIN)/refine $(RENDERING) --max-tokens $(MAX_TOKENS) --model @model
SCORE = $(BIN)/score $(RENDERING) --model @model
BEST = $(BIN)/best
KEEP = $(BIN)/keep
COMPUTE = $(BIN)/compute
LIFT = $(BIN)/lift
REGROUP = $(BIN)/regroup
SPLICE = $(BIN)/splice
DEDUP = $(BIN)/dedup
PROPOSE = $(BIN)/propose --model @model --seed $(SEED)

# A file name goes into rules and commands as it is.
space := $(subst ,, )
$(foreach name,PROBLEMS MODEL SHARED OUT,$(if $(findstring $(space),$(strip $($(name))))$(findstring :,$(patsubst http%,,$(patsubst replay:%,,$($(name)))))$(findstring ',$($(name)))$(findstring ",$($(name))),\
  $(error $(name)="$($(name))": make cannot handle a space, a colon or a quotation mark in a file name; rename the file or make a link)))

include build.mk
include $(if $(PROBLEMS),own.mk,reverse.mk)

# The commands of a fresh clone are built first; with another BIN they are taken as they are.
BUILT ?= $(if $(filter ../.build/release,$(BIN)),../.build/built-for-pipelines)
ifneq ($(BUILT),)
$(BUILT): ../Package.swift $(shell find ../Sources -type f)
	./packages build
	swift build $(SWIFT)
	@touch $@

$(BIN)/%: | $(BUILT) ;
endif
