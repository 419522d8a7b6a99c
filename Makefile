# make, make demo, make check, make install PREFIX=...; the other targets: make help

BUILD  ?= build
PREFIX ?= /usr/local
CFLAGS ?= -O3 -g
GCOV   ?= gcov
Q      := $(if $(V),,@)
linux  := $(filter Linux,$(shell uname))

STANDARD := -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_FILE_OFFSET_BITS=64
# That clang makes no vectors of a loop is no fault of the loop; gcc passes over the option.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-pass-failed $(if $(WERROR),-Werror)
# Without errno and traps of the mathematical functions loops vectorise; results are the same.
FLOATS   := -ffp-contract=fast -fno-math-errno -fno-trapping-math

# pkg-config is asked once, and only when something is compiled: `make deps` must run without it.
# Fedora's OpenBLAS has no pkg-config file; some builds of OpenBLAS hold LAPACKE and have no file for it. Only Debian has
# one for liblbfgs, and old Debian has none for spglib.
ask       = $(shell pkg-config $(1) 2> /dev/null)
blas      = $(or $(call ask,$(1) openblas) $(call ask,$(1) lapacke),$(2))
BLAS_LIBS = $(or $(BLAS),$(call blas,--libs,-lopenblaso))
PACKAGES  = yaml-0.1 libcbor libxxhash
LBFGS_LIBS = $(or $(call ask,--libs liblbfgs),-llbfgs)
SPGLIB_LIBS = $(or $(call ask,--libs spglib),-lsymspg)
LIBRARY_CFLAGS = $(eval LIBRARY_CFLAGS := $(call blas,--cflags,-I/usr/include/openblas) \
    $(call ask,--cflags liblbfgs) $(call ask,--cflags spglib) $(call ask,--cflags $(PACKAGES)))$(LIBRARY_CFLAGS)
LIBRARY_LIBS = $(eval LIBRARY_LIBS := $(BLAS_LIBS) $(LBFGS_LIBS) $(SPGLIB_LIBS) $(call ask,--libs $(PACKAGES)))$(LIBRARY_LIBS)
VERSION = $(shell sed -n 's/.*MBTR_VERSION "\(.*\)"/\1/p' lib/base/options.h)

# The libraries show the names of lib/mbtr.h, all others are hidden.
HIDDEN  := -fvisibility=hidden $(if $(linux),-fPIC)
COMPILE = $(CC) $(STANDARD) $(WARNINGS) $(FLOATS) $(HIDDEN) -fopenmp $(CFLAGS) $(CPPFLAGS) $(LIBRARY_CFLAGS) -Ilib
# Programs that call no BLAS load none and start three times as fast.
LINK    = $(CC) -fopenmp $(CFLAGS) $(if $(linux),-Xlinker --as-needed) $(LDFLAGS)
LIBS    = $(LIBRARY_LIBS) $(LDLIBS) -lm
# Debian's LAPACKE loads a BLAS and a LAPACK more, though OpenBLAS has both. Programs that have LAPACKE inside, where that links,
# start in three quarters of the time; those that load OpenBLAS when they first call it, in half.
inside  = -Wl,-Bstatic -llapacke -Wl,-Bdynamic $(filter-out -llapacke,$(LIBS))
late    = -Wl,-Bstatic -llapacke -Wl,-Bdynamic $(LBFGS_LIBS) $(SPGLIB_LIBS) $(call ask,--libs $(PACKAGES)) $(LDLIBS) -ldl -lm
trial   = $(shell at=$$(mktemp) && echo 'int LAPACKE_dsyev(void); int main(void) { return LAPACKE_dsyev(); }' | \
    $(CC) -x c - -o $$at $(inside) 2> /dev/null && $$($(CC) -print-prog-name=readelf) -d $$at | \
    sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'; rm -f $$at)
TRIED   = $(eval TRIED := $(trial))$(TRIED)
DRIVER_LIBS  = $(if $(TRIED),$(inside),$(LIBS))
PROGRAM_LIBS = $(if $(filter libopenblas.so.0,$(TRIED)),$(loader) $(late),$(DRIVER_LIBS))

programs  := $(patsubst cmd/%.c,$(BUILD)/bin/%,$(wildcard cmd/*.c))
internals := $(BUILD)/internals.a
library   := $(BUILD)/libmbtr.a
soname    := libmbtr.so.0
shared    := $(if $(linux),$(BUILD)/$(soname))
recipes   := $(patsubst lib/recipe/%,$(BUILD)/share/mbtr-tools/%,$(wildcard lib/recipe/recipes/*.yaml))
drivers   := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/*.c))
object     = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
faults    := $(if $(linux),$(BUILD)/test/fault.so)
# What programs begin with is none of the library. BESIDE: sources of what drivers have in them too.
start     := $(call object,lib/base/start.c)
loader    := $(call object,lib/base/blas_late.c)
beside    := $(call object,$(BESIDE))
objects   := $(filter-out $(start) $(loader),$(call object,$(wildcard lib/*.c lib/*/*.c)))
fuzzers   := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzzer/%,$(filter-out %/harness.c,$(wildcard tests/fuzz/*.c)))
reference := $(call object,$(wildcard tests/reference/*.c))
common    := $(call object,$(addprefix tests/bench/,bench.c bounds.c curves.c data.c plain.c synthetic.c))
benches   := $(patsubst $(BUILD)/obj/tests/%.o,$(BUILD)/%,$(filter-out $(common),$(call object,$(wildcard tests/bench/*.c))))

pages := $(wildcard man/*.[1357])

.PHONY: all tests benches fuzzers deps demo demo-molecules demo-hull demo-forces demo-relax check bench faults fuzz mutate lint \
        debug sanitize valgrind portability install uninstall dist deb clean help FORCE
.SECONDARY:

all: $(programs) $(library) $(shared) $(recipes)

$(BUILD)/bin/%: $(BUILD)/obj/cmd/%.o $(start) $(loader) $(beside) $(internals)
	$(info link     $@)
	$(Q)$(LINK) -o $@ $(filter-out $(loader),$^) $(PROGRAM_LIBS)

$(BUILD)/test/%: $(BUILD)/obj/tests/unit/%.o $(reference) $(beside) $(internals)
	$(info link     $@)
	$(Q)$(LINK) -o $@ $^ $(DRIVER_LIBS)

# Preloaded into programs that run as they are: no sanitizer, no coverage.
$(BUILD)/test/fault.so: tests/faults/fault.c $(BUILD)/flags
	$(info link     $@)
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -g -fPIC -shared -o $@ $<

# Errors return and memory is kept account of, also that of libyaml and xxHash where they can be linked statically.
wrapped = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=strdup,--wrap=free,--wrap=XXH3_64bits_digest
$(BUILD)/fuzzer/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/harness.o $(internals)
	$(info link     $@)
	$(Q)$(LINK) -fsanitize=fuzzer $(wrapped) -o $@ $^ -Wl,-Bstatic -lyaml -lxxhash -Wl,-Bdynamic $(LIBS)

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(common) $(reference) $(internals)
	$(info link     $@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(internals): $(objects) $(BUILD)/members
	$(info archive  $@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(objects)

# One object, in which hidden names have become local.
$(library): $(objects) $(BUILD)/members
	$(info archive  $@)
	@rm -f $@
	$(Q)$(CC) -r -nostdlib -o $(BUILD)/mbtr.o $(objects)
	$(Q)$(if $(linux),$$($(CC) -print-prog-name=objcopy) --localize-hidden $(BUILD)/mbtr.o)
	$(Q)$(AR) rcs $@ $(BUILD)/mbtr.o

$(shared): $(objects) $(BUILD)/members
	$(info link     $@)
	$(Q)$(LINK) -shared -Wl,-soname,$(soname) -o $@ $(objects) $(LIBS)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	$(info compile  $<)
	$(Q)$(COMPILE) $(if $(filter tests/%,$<),-Itests) -MMD -MP -c -o $@ $<

$(BUILD)/share/mbtr-tools/recipes/%: lib/recipe/recipes/%
	@mkdir -p $(@D)
	@cp $< $@

# These files change when the compiler, its flags or the list of the library's files do. What compiles waits for the first of
# them, which makes the folders for all.
folders = $(sort $(dir $(programs) $(drivers) $(fuzzers) $(benches) $(call object,$(wildcard cmd/*.c lib/*.c lib/*/*.c tests/*/*.c))))
keep = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@
$(BUILD)/flags: FORCE
	@pkg-config --exists --print-errors $(PACKAGES) || { echo 'make deps installs what is missing' >&2; exit 1; }
	@mkdir -p $(folders)
	$(call keep,$(COMPILE) $(LINK) $(subst $(BUILD)/,,$(PROGRAM_LIBS)))
$(BUILD)/members: FORCE
	$(call keep,$(wildcard lib/*.c lib/*/*.c))

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)

tests: all $(drivers) $(faults)
benches: all $(benches)
fuzzers: $(fuzzers)

deps:
	@sh tests/deps.sh

# A make of its own, all cores at work: what deps installed must be seen anew.
cores = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))
alone = +@$(MAKE) --no-print-directory
again = $(alone) $(cores)

demo: demo-molecules
demo-molecules demo-hull demo-relax: demo-%:
	@sh tests/deps.sh cc pkg blas yaml cbor xxhash lbfgs spglib gnuplot
	$(again) all
	@MBTR_BUILD=$(BUILD) sh tests/demo.sh $*
demo-forces:
	@sh tests/deps.sh cc pkg blas yaml cbor xxhash lbfgs spglib gnuplot ase
	$(again) all
	@MBTR_BUILD=$(BUILD) sh tests/demo.sh forces

# bats runs files side by side when GNU parallel is there, one more than there are cores, since some wait.
side = $(shell parallel --version 2> /dev/null | grep -q '^GNU' && \
    echo --no-parallelize-within-files --jobs $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

# Those that take longest begin first, so that no core waits for them in the end.
long  = $(patsubst %,tests/%.bats,install faults hull-search hull-filter krr-score man mbtr-plot messages krr-predict)
check: deps
	$(again) tests
	@MBTR_BUILD=$(abspath $(BUILD)) bats $(side) $(or $(TESTS),$(long) $(filter-out $(long),$(wildcard tests/*.bats)))

bench:
	@sh tests/deps.sh cc pkg blas yaml cbor xxhash lbfgs spglib gnuplot xz
	$(again) benches
	@MBTR_BUILD=$(BUILD) sh tests/bench/run.sh $(ROWS)

debug:
	$(again) BUILD=$(BUILD)/debug CFLAGS='-O0 -g' all

# What the sanitizers find goes to files, so that nothing is lost in the middle of a pipeline. All tests together must run
# nine lines of ten; those of TESTS alone count no lines, since each program would open a file of counts for each of its objects.
checks   = address,undefined,float-cast-overflow
findings = $(abspath $(BUILD))/sanitize/findings
counted  = $(if $(TESTS),,--coverage -DCOUNTED)
sanitize:
	@rm -rf $(findings) && mkdir -p $(findings)
	+@status=0; export ASAN_OPTIONS=exitcode=99:log_path=$(findings)/log; \
	export UBSAN_OPTIONS=$$ASAN_OPTIONS GCOV_ERROR_FILE=/dev/null; \
	$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize check \
	    LDFLAGS='-static-libasan -static-libubsan' BESIDE=tests/sanitize.c \
	    CFLAGS='-O1 -g1 -fno-omit-frame-pointer -fsanitize=$(checks) -fno-sanitize-recover=all -DONE_TARGET $(counted)' \
	    || status=1; \
	! cat $(findings)/* 2> /dev/null | grep . || status=1; \
	$(if $(counted),sh tests/coverage.sh $(BUILD)/sanitize/obj '$(GCOV)' 90 || status=1;) exit $$status

faults: deps
	$(again) tests
	@DATA=tests/data PATH=$(abspath $(BUILD))/bin:$$PATH \
	    python3 tests/faults/faults.py calls --all --preload $(faults)
	@DATA=$(abspath tests/data) PATH=$(abspath $(BUILD))/bin:$$PATH python3 tests/faults/streams.py --all
	@for table in variables limits descriptors; do \
	    DATA=$(abspath tests/data) BIN=$(abspath $(BUILD))/bin PATH=$(abspath $(BUILD))/bin:$$PATH OMP_WAIT_POLICY=passive \
	    python3 tests/environment/environment.py $$table --all || exit 1; done

# Each harness for so many seconds, on one core; then the lines of the readers that all inputs kept make them run.
SECONDS ?= 60
READERS  = $(addprefix base/,field input number table text) \
           $(addprefix structure/,comment comment_columns comment_names comment_pairs comment_value element file_ids foreign_format \
               formula lines sample structure structure_reader xyz xyz_dialect) \
           $(addprefix stream/,end_item header header_type item map_key reader record record_type) \
           $(addprefix recipe/,kernel_section recipe_parse section yaml) \
           learn/factor learn/model
fuzz: deps
	@sh tests/deps.sh fuzz
	$(again) all
	$(again) BUILD=$(BUILD)/fuzz CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,$(checks) -fno-sanitize-recover=all \
	    -DONE_TARGET -DINPUT_CHUNK=64' fuzzers
	$(again) BUILD=$(BUILD)/fuzz/lines CC=clang CFLAGS='-O1 --coverage -DONE_TARGET -DINPUT_CHUNK=64' fuzzers
	@PATH=$(abspath $(BUILD))/bin:$$PATH sh tests/fuzz/run.sh $(BUILD)/fuzz $(SECONDS) $(HARNESSES)
	@sh tests/coverage.sh $(BUILD)/fuzz/lines/obj 'llvm-cov gcov' 0 $(READERS)

# So many wrong programs, on two cores; FILES="lib/base/number.c": only of these.
N    ?= 10
SEED ?= 1
mutate: deps
	@BUILD=$(BUILD) python3 tests/mutate/mutate.py $(N) $(SEED) $(FILES)

lint: deps
	@sh tests/deps.sh shellcheck cppcheck clang-tidy clang-format pyyaml
	@sh tests/lint/lint.sh $(BUILD)/lint $(filter-out $(CC) -Ilib,$(COMPILE)) -I$(abspath lib)

valgrind: deps
	@sh tests/deps.sh valgrind
	$(again) tests
	@BUILD=$(abspath $(BUILD)) SIDE='$(subst --no-parallelize-within-files,,$(side))' sh tests/valgrind.sh $(TESTS)

# Long, and only on Debian and its kin.
MACHINES ?= s390x i386 musl
portability: deps
	@sh tests/deps.sh $(MACHINES)
	$(again) all
	@BUILD=$(abspath $(BUILD)) sh tests/portability.sh $(MACHINES)

bin     := $(DESTDIR)$(PREFIX)/bin
lib     := $(DESTDIR)$(PREFIX)/lib
include := $(DESTDIR)$(PREFIX)/include
share   := $(DESTDIR)$(PREFIX)/share/mbtr-tools
man     := $(DESTDIR)$(PREFIX)/share/man
tab     := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
doc     := $(DESTDIR)$(PREFIX)/share/doc/mbtr-tools

# Structures, by the names that the pages give them.
data := molecules=molecules/molecules alloy=alloy/cupt-emt ethanol-md=ethanol-md/ethanol-md rattled=rattled-alloy/cuau-train \
        candidates=relaxed-alloy/cuau-fcc-unrelaxed

install: all
	install -d $(bin) $(lib)/pkgconfig $(include) $(share)/recipes $(tab) $(doc)/examples/data $(addprefix $(man)/man,1 3 5 7)
	install -m 755 $(programs) $(bin)
	install -m 644 lib/mbtr.h $(include)
	install -m 644 $(library) $(shared) $(lib)
	$(if $(shared),ln -sf $(soname) $(lib)/libmbtr.so)
	install -m 644 $(recipes) $(share)/recipes
	install -m 644 lib/base/completion.bash $(share)
	for p in $(notdir $(programs)); do ln -sf ../../mbtr-tools/completion.bash $(tab)/$$p || exit 1; done
	install -m 644 $(wildcard tests/examples/*) $(doc)/examples
	for d in $(data); do to=$(doc)/examples/data/$${d%=*}.xyz.gz; \
	    gzip -9n < tests/data/$${d#*=}.xyz > $$to && chmod 644 $$to || exit 1; done
	for p in $(pages); do install -m 644 $$p $(man)/man$${p##*.} || exit 1; done
	printf '%s\n' 'prefix=$${pcfiledir}/../..' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' \
	    'Name: mbtr-tools' 'Description: Many-body tensors and kernel regression for atomistic systems' \
	    'Version: $(VERSION)' 'Cflags: -I$${includedir}' 'Requires.private: $(PACKAGES)' \
	    'Libs: -L$${libdir} -lmbtr' 'Libs.private: $(BLAS_LIBS) $(LBFGS_LIBS) $(SPGLIB_LIBS) -fopenmp -lm' \
	    > $(lib)/pkgconfig/mbtr-tools.pc

uninstall:
	rm -f $(addprefix $(bin)/,$(notdir $(programs))) $(addprefix $(tab)/,$(notdir $(programs))) \
	    $(addprefix $(lib)/,libmbtr.a libmbtr.so $(soname) pkgconfig/mbtr-tools.pc) $(include)/mbtr.h \
	    $(foreach p,$(pages),$(man)/man$(subst .,,$(suffix $p))/$(notdir $p))
	rm -rf $(share) $(doc)

# What git knows or, in a folder without it or where it tells nothing, all there is: the same bytes from both, by whomever and
# whenever.
release = mbtr-tools-$(VERSION)
packed  = $(BUILD)/$(release).tar
known   = [ -e .git ] && git ls-files 2> /dev/null | grep .
present = find .ci .gitignore cmd lib man tests Makefile $(wildcard *.md *.cff) LICENSE -type f ! -name '*.pyc'
written = [ -e .git ] && git log -1 --format=@%ct 2> /dev/null | grep . || date -r Makefile +@%s
dist:
	@mkdir -p $(BUILD)
	@{ $(known) || $(present); } | LC_ALL=C sort > $(BUILD)/sources
	@tar --create --file=$(packed) --files-from=$(BUILD)/sources --format=ustar --owner=0 --group=0 --numeric-owner \
	    --mode=u+w,go-w,a+rX --mtime="$$($(written))" --transform='s,^,$(release)/,'
	@gzip -n9f $(packed)
	@echo 'pack     $(packed).gz'

deb:
	@rm -rf $(BUILD)/deb
	$(alone) -s install DESTDIR=$(abspath $(BUILD))/deb/root PREFIX=/usr
	@sh tests/deb.sh $(VERSION) $(abspath $(BUILD))/deb/root $(BUILD)

clean:
	rm -rf $(BUILD)

help:
	@printf '%s\n' \
	    'make             build into build/' \
	    'make demo        install what is missing, build, and run the whole pipeline on a small data set' \
	    'make demo-hull   the same for the stable phases of an alloy' \
	    'make demo-forces the same for forces of a molecule, and dynamics by them (with ASE)' \
	    'make demo-relax  the same for crystals that a model relaxes' \
	    'make check       install what is missing, build, and run the tests (TESTS=tests/NAME.bats: only these)' \
	    'make bench       measure speed, memory and scaling (ROWS="kernel scaling": only these; tests/bench/run.sh lists them)' \
	    'make install     PREFIX=/usr/local, DESTDIR=' \
	    'make uninstall   the same' \
	    'make dist        pack the sources into build/$(release).tar.gz' \
	    'make deps        install what is missing' \
	    'make deb         make a Debian package of the programs, in build/' \
	    'make debug       build without optimisation into build/debug/' \
	    'make sanitize    the tests with address and undefined-behaviour sanitizers, and the share of lines of lib/ they ran' \
	    'make faults      let each call of each program fail, one in a run, and more of which make check tries a part' \
	    'make fuzz        give the readers damaged inputs, SECONDS=60 each (HARNESSES="xyz recipe stream table": only these)' \
	    'make mutate      change the programs N=10 times, SEED=1, and tell what the tests do not notice (FILES=: only there)' \
	    'make lint        hold the sources to lib/.clang-format, and let shellcheck, cppcheck and clang-tidy read them' \
	    'make valgrind    the tests below valgrind' \
	    'make portability build and test with other bytes, words and C library (MACHINES="s390x i386 musl": only these)' \
	    'make clean       remove build/' \
	    'BUILD=, CC=, CFLAGS=, LDFLAGS= and WERROR=1 are heeded; V=1 shows the commands.' \
	    'BLAS="-lblas -llapacke" takes another BLAS than OpenBLAS.'
