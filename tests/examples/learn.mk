# From structures with a number each to a model, its errors and figures:
#
#   make -f learn.mk DATA=my.xyz
#
# DATA      structures, extended XYZ, or compressed
# PROPERTY  what is learned, a key of their comment lines; structures without it are left out
# UNIT      of it, to be shown
# TRAIN     how many to learn from; the others are predicted
# PROPOSE   the recipe that xyz-info proposes: with --atoms half the error, in ten times the time
# TUNE      what krr-tune may take to find better values
# SIZES     of the learning curve, numbers or percent of those to learn from; SEEDS: how many choices of structures for each
# OUT       a folder for what is made:
#
#   recipe.yaml  model.krr     the experiment, and a model: krr-predict -m model.krr new.xyz
#   predictions.tsv score.tsv  of the others, and their errors
#   curve.tsv                  errors by the number of structures to learn from
#   parity.svg curve.svg tensor.svg
#
# Stopped, it goes on from the files that are complete, krr-tune and krr-validate from their logs.

ifndef DATA
$(error which structures? make -f learn.mk DATA=my.xyz)
endif

PROPERTY ?= energy
TRAIN    ?= 80%
PROPOSE  ?= --grid
TUNE     ?= -n 50% --cv 4 --time 600
SIZES    ?= 6%,12%,25%,50%,100%
SEEDS    ?= 3
OUT      ?= learn

unit = $(if $(UNIT),--unit '$(UNIT)')

all: $(addprefix $(OUT)/,score.tsv parity.svg curve.svg tensor.svg)
	@cat $(OUT)/score.tsv
.PHONY: all
.DELETE_ON_ERROR:
SHELL       = bash
.SHELLFLAGS = -euo pipefail -c

$(OUT)/train.xyz: $(DATA)
	mkdir -p $(OUT)
	xyz-edit --need $(PROPERTY) $< | \
	    xyz-split -n $(TRAIN) --seed 1 --stratify natoms --train $@ --test $(OUT)/test.xyz

$(OUT)/proposed.yaml: $(OUT)/train.xyz
	xyz-info $(PROPOSE) -o $@ $<

$(OUT)/recipe.yaml: $(OUT)/proposed.yaml
	krr-tune -c $< -s regression.property=$(PROPERTY) $(TUNE) --log $(OUT)/tune.tsv $(OUT)/train.xyz -o $@

$(OUT)/model.krr: $(OUT)/recipe.yaml
	xyz2mbtr -c $< $(OUT)/train.xyz -o $(OUT)/train.mbtr
	mbtr-kernel $(OUT)/train.mbtr | krr-train --with $(OUT)/train.mbtr -o $@

$(OUT)/predictions.tsv: $(OUT)/model.krr
	krr-predict -m $< $(OUT)/test.xyz -o $@

$(OUT)/score.tsv: $(OUT)/predictions.tsv
	krr-score $(unit) $< -o $@

# Models of parts of the training set predict the same others.
$(OUT)/curve.tsv: $(OUT)/recipe.yaml
	krr-validate -c $< --curve $(SIZES) --repeats $(SEEDS) --stratify natoms --predict $(OUT)/test.xyz \
	    --log $(OUT)/curve.log $(OUT)/train.xyz -o $@

$(OUT)/parity.svg: $(OUT)/predictions.tsv
	mbtr-plot parity $(unit) $< -o $@

$(OUT)/curve.svg: $(OUT)/curve.tsv
	mbtr-plot curve $(unit) $< -o $@

$(OUT)/tensor.svg: $(OUT)/model.krr
	mbtr-plot tensor $(OUT)/train.mbtr -o $@
