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
# SIZES     of the learning curve, in percent of those to learn from; SEEDS: a choice of structures for each
# OUT       a folder for what is made:
#
#   recipe.yaml  model.krr     the experiment, and a model: krr-predict -m model.krr new.xyz
#   predictions.tsv score.tsv  of the others, and their errors
#   curve.tsv                  errors by the number of structures to learn from
#   parity.svg curve.svg tensor.svg
#
# Stopped, it goes on from the files that are complete, and krr-tune from its log. make -j 2 works on two points of the curve at
# once; give each a share of the cores then, by OMP_NUM_THREADS.

ifndef DATA
$(error which structures? make -f learn.mk DATA=my.xyz)
endif

PROPERTY ?= energy
TRAIN    ?= 80%
PROPOSE  ?= --grid
TUNE     ?= -n 50% --cv 4 --time 600
SIZES    ?= 6 12 25 50 100
SEEDS    ?= 1 2 3
OUT      ?= learn

unit   = $(if $(UNIT),--unit '$(UNIT)')
points = $(foreach size,$(SIZES),$(foreach seed,$(SEEDS),$(OUT)/curve/$(size)-$(seed).tsv))

all: $(addprefix $(OUT)/,score.tsv parity.svg curve.svg tensor.svg)
	@cat $(OUT)/score.tsv
.PHONY: all
.DELETE_ON_ERROR:
SHELL       = bash
.SHELLFLAGS = -euo pipefail -c

$(OUT)/train.xyz: $(DATA)
	mkdir -p $(OUT)/curve
	xyz-edit --need $(PROPERTY) $< | \
	    xyz-split -n $(TRAIN) --seed 1 --stratify natoms --train $@ --test $(OUT)/test.xyz

$(OUT)/proposed.yaml: $(OUT)/train.xyz
	xyz-info $(PROPOSE) -o $@ $<

$(OUT)/recipe.yaml: $(OUT)/proposed.yaml
	krr-tune -c $< -s regression.property=$(PROPERTY) $(TUNE) --log $(OUT)/tune.tsv $(OUT)/train.xyz -o $@

# Of a training set a model, which holds its tensors: $(call learn,SET.xyz,MODEL.krr)
define learn
	xyz2mbtr -c $(OUT)/recipe.yaml $(1) -o $(1:.xyz=.mbtr)
	mbtr-kernel $(1:.xyz=.mbtr) | krr-train --with $(1:.xyz=.mbtr) -o $(2)
endef

$(OUT)/model.krr: $(OUT)/recipe.yaml
	$(call learn,$(OUT)/train.xyz,$@)

$(OUT)/predictions.tsv: $(OUT)/model.krr
	krr-predict -m $< $(OUT)/test.xyz -o $@

$(OUT)/score.tsv: $(OUT)/predictions.tsv
	krr-score $(unit) $< -o $@

# SIZE-SEED: a part of the training set predicts the same others; how many they are, and the error.
$(OUT)/curve/%.tsv: $(OUT)/recipe.yaml
	xyz-split -n $(word 1,$(subst -, ,$*))% --seed $(word 2,$(subst -, ,$*)) --stratify natoms \
	    --train $(@:.tsv=.xyz) --test /dev/null $(OUT)/train.xyz
	$(call learn,$(@:.tsv=.xyz),$(@:.tsv=.krr))
	krr-predict -m $(@:.tsv=.krr) $(OUT)/test.xyz | krr-score | awk -v OFS='\t' \
	    -v n="$$(xyz-info --table $(@:.tsv=.xyz) | sed 1d | wc -l)" '$$1 == "MAE" { print n, $$2 }' > $@
	rm $(@:.tsv=.xyz) $(@:.tsv=.mbtr) $(@:.tsv=.krr)

$(OUT)/curve.tsv: $(points)
	{ printf 'n\tMAE\n'; cat $^; } > $@

$(OUT)/parity.svg: $(OUT)/predictions.tsv
	mbtr-plot parity $(unit) $< -o $@

$(OUT)/curve.svg: $(OUT)/curve.tsv
	mbtr-plot curve $(unit) $< -o $@

$(OUT)/tensor.svg: $(OUT)/model.krr
	mbtr-plot tensor $(OUT)/train.mbtr -o $@
