# tests/bench/paper: converters of published formats, and the paper's table of molecules on a small scale.
load common

PAPER=$ROOT/tests/bench/paper

setup() { cd "$BATS_TEST_TMPDIR"; }

paper() { make -s -C "$PAPER" MBTR_BUILD="$MBTR_BUILD" BUILD="$BATS_TEST_TMPDIR/paper" J=1 "$@"; }


@test "blocks become extended XYZ: positions, energy of the cell, id" {
    awk -f "$PAPER/blocks2xyz.awk" "$PAPER/samples/blocks.txt" > blocks.xyz
    run "$PYTHON" - <<'END'
import json, os, subprocess
read = subprocess.run([os.environ['UNIT'] + '/xyz', 'blocks.xyz'], check=True, capture_output=True, text=True).stdout
a, b = map(json.loads, read.splitlines())
assert a['id'] == '0' and b['id'] == '1', (a, b)
assert a['numbers'] == [11, 17] and b['numbers'] == [19, 13, 9]
assert a['positions'] == [[0, 0, 0], [2.5, 2.5, 2.5]], a
assert b['positions'] == [[0, 0, 0], [1.75, 3, 2.5], [2.5, 2, 2.5]], b
assert b['cell'] == [[4, 0, 0], [1, 4, 0], [0, 0, 5]] and a['pbc'] == [True] * 3
assert a['properties'] == {'energy': -2.5} and abs(b['properties']['energy'] - 0.15) < 1e-12, (a, b)
END
    assert_success
}

@test "blocks that are not whole are refused" {
    for line in 4 7 11 2; do
        sed "${line}d" "$PAPER/samples/blocks.txt" > cut.txt
        run awk -f "$PAPER/blocks2xyz.awk" cut.txt
        assert_failure 1
        assert_output --partial 'blocks2xyz: cut.txt:'
        assert_output --partial 'block 0 is not whole'
    done
    sed '4s/0.0/zero/' "$PAPER/samples/blocks.txt" > cut.txt
    run awk -f "$PAPER/blocks2xyz.awk" cut.txt
    assert_failure 1
    assert_output "blocks2xyz: cut.txt:4: 'zero' is not a number"
    echo text > cut.txt
    run awk -f "$PAPER/blocks2xyz.awk" cut.txt
    assert_failure 1
    assert_output --partial 'no blocks'
}

@test "npz of MD17 and rMD17 become extended XYZ" {
    "$PYTHON" - <<'END'
import numpy as np
z = np.array([8, 1, 1], dtype=np.uint8)
r = np.arange(18).reshape(2, 3, 3) / 8
np.savez('md17.npz', z=z, R=r, E=np.array([[-1.5], [-2.5]]), F=-r, name='water', theory='none')
np.savez('rmd17.npz', nuclear_charges=z, coords=r, energies=np.array([-1.5, -2.5]), forces=-r,
         old_indices=np.array([7, 9]), old_energies=np.array([-1.25, -2.25]), old_forces=r)
np.savez('short.npz', z=z, R=r[:1], E=np.array([-1.5, -2.5]))
np.savez('empty.npz', z=z)
END
    for name in md17 rmd17; do
        "$PYTHON" "$PAPER/npz2xyz.py" $name.npz > $name.xyz
        run xyz-info $name.xyz
        assert_success
    done
    run -0 cat rmd17.xyz
    assert_line --index 5 3
    assert_line --index 6 'Properties=species:S:1:pos:R:3:forces:R:3 energy=-2.5 md17_energy=-2.25 md17_index=9 id=2 units=kcal/mol pbc="F F F"'
    assert_line --index 7 'O 1.125 1.25 1.375 -1.125 -1.25 -1.375'
    run -0 cat md17.xyz
    assert_line --index 1 'Properties=species:S:1:pos:R:3:forces:R:3 energy=-1.5 id=1 units=kcal/mol pbc="F F F"'
    run "$PYTHON" "$PAPER/npz2xyz.py" short.npz
    assert_failure 1
    assert_output 'npz2xyz.py: short.npz: energy: shape (2,) where (1,) was expected'
    run "$PYTHON" "$PAPER/npz2xyz.py" empty.npz
    assert_failure 1
    assert_output --partial 'none of the arrays R, coords'
}

@test "bare numbers in comment lines, a blank line after each molecule: --columns alone reads them" {
    run xyz-info --columns energy,-,gap "$PAPER/samples/numbers.xyz"
    assert_success
    assert_line --regexp '^structures\s+2'
    assert_line --regexp '^property\s+energy\s+2\s+-297.8'
    assert_line --regexp '^property\s+gap\s+2\s+7.2'
    refute_line --regexp '^property\s+-'
}

@test "the table of molecules and its learning curve, on a small scale" {
    need_speed
    sizes=(QUICK=1 TRAIN_qm7=1000 TEST_qm7=1000 FILE_qm7="$DATA/molecules/molecules.xyz")
    run paper "${sizes[@]}" table1
    assert_success
    run -0 cut -f 2-5 paper/table1.tsv
    assert_line $'qm7-gaussian\t1000\t1000\t0'
    # As in the paper: matrices, bonds, tensors; linear, gaussian. Sums over atoms have at most two thirds of the error.
    run awk -F '\t' '{ e[$2] = $6 }
        END { exit !(e["qm7-cm"] > e["qm7-bob"] && e["qm7-bob"] > e["qm7-linear"] && e["qm7-linear"] > e["qm7-gaussian"] &&
            e["qm7-gaussian"] > 1.5 * e["qm7-atoms"]) }' paper/table1.tsv
    assert_success
    run -0 paper -n "${sizes[@]}" table1
    refute_output --partial mbtr-kernel

    # The learning curve adds smaller training sets.
    run paper "${sizes[@]}" SIZES_qm7="200 1000" "$BATS_TEST_TMPDIR/paper/curve-qm7.tsv"
    assert_success
    [ -s paper/curve-qm7.svg ]
    run awk -F '\t' 'NR > 1 { e[$1, $3] = $4; n++; models[$1] } END { for (m in models) if (!(e[m, 200] > e[m, 1000])) exit 1
        exit n != 12 }' paper/curve-qm7.tsv
    assert_success
}

@test "a data set that is missing is named, with its source" {
    run paper MBTR_DATA=/nowhere table1
    assert_failure 2
    assert_output --partial 'no file "/nowhere/qm7/qm7.xyz.xz". FILE_qm7= names it. Source: 7101 molecules'
    run paper MBTR_DATA=/nowhere table2
    assert_failure 2
    assert_output --partial 'rmd17_benzene.npz'
}

# Names and URLs of all published files, as files here.
published()
{
    local m
    echo "URL_gdb7=file://$PWD/published/gdb7-13.zip"
    for m in benzene ethanol malonaldehyde toluene uracil; do
        echo "URL_md17_$m=file://$PWD/published/md17_$m.npz"
    done
}

@test "download fetches each file once and holds it to its checksum" {
    command -v curl > /dev/null && command -v unzip > /dev/null || skip "no curl or no unzip"
    mkdir published
    cp "$PAPER/samples/numbers.xyz" published/dsgdb7njp.xyz
    (cd published && "$PYTHON" -m zipfile -c gdb7-13.zip dsgdb7njp.xyz)
    for m in benzene ethanol malonaldehyde toluene uracil; do echo "$m" > published/md17_$m.npz; done
    mapfile -t urls < <(published)
    sum=$("$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' \
        published/md17_uracil.npz)

    # One digit of the sum is wrong: the file is not taken, nor when it is there.
    wrong=${sum%?}x
    run paper "${urls[@]}" SHA256_md17_uracil="$wrong" download
    assert_failure 2
    assert_output --partial "md17_uracil.npz.part: SHA256 expected $wrong, found $sum"
    [ -e paper/download/md17_toluene.npz ]
    [ ! -e paper/download/md17_uracil.npz ]
    run paper "${urls[@]}" SHA256_md17_uracil="$sum" download
    assert_success
    assert_output --regexp "md17_uracil.npz: SHA256 $sum"$'\n'
    assert_output --regexp 'md17_toluene.npz: SHA256 [0-9a-f]{64}, not compared'
    run paper "${urls[@]}" SHA256_md17_uracil="$wrong" download
    assert_failure 2
    assert_output --partial "md17_uracil.npz: SHA256 expected $wrong, found $sum"
    cmp published/dsgdb7njp.xyz paper/download/dsgdb7njp.xyz
    cmp published/md17_uracil.npz paper/download/md17_uracil.npz

    # All is there: nothing is fetched again. What cannot be fetched is named.
    run paper "${urls[@]/published/away}" download
    assert_success
    rm paper/download/md17_ethanol.npz
    run paper "${urls[@]/published/away}" download
    assert_failure 2
    assert_output --partial "away/md17_ethanol.npz: not fetched"
    [ ! -e paper/download/md17_ethanol.npz ]
}

@test "what is tuned with is learned from with each seed, and none predicts it" {
    for seed in 0 1; do
        run paper QUICK=1 FILE_qm7="$DATA/molecules/molecules.xyz" "$BATS_TEST_TMPDIR/paper/qm7/$seed/test.xyz"
        assert_success
    done
    ids() { grep -o ' name=[^ ]*' "$1" | sort; }
    for part in tune 0/pool 0/test 1/pool 1/test; do ids "paper/qm7/$part.xyz" > "${part/\//-}"; done
    run -0 wc -l tune 0-pool 0-test 1-pool 1-test
    assert_line --regexp ' 150 tune$'
    for seed in 0 1; do
        assert_line --regexp " 300 $seed-pool\$"
        assert_line --regexp " 200 $seed-test\$"
        [ -z "$(uniq -d $seed-pool)$(uniq -d $seed-test)" ]
        [ "$(comm -12 tune $seed-pool | wc -l)" = 150 ]
        [ -z "$(comm -12 $seed-pool $seed-test)" ]
    done
    [ -n "$(comm -13 0-pool 1-pool)" ]
    [ -n "$(comm -13 0-test 1-test)" ]
}

@test "recipes are tuned with these alone, of matrices and of tensors" {
    run paper QUICK=1 FILE_qm7="$DATA/molecules/molecules.xyz" RECIPES="qm7-bob qm7-linear" TUNING="--cv 3 --evaluations 3" tune
    assert_success
    for recipe in qm7-bob qm7-linear; do
        run -0 cat paper/tuned/$recipe.yaml
        assert_line --index 0 --regexp '^# krr-tune: rmse [0-9.]+ for 150 structures held out of 150, 3 evaluations'
    done
    run -0 cat paper/tuned/qm7-bob.yaml
    assert_output --partial 'matrix: bonds'
}

@test "what searches for hulls save, by strategy and risk, for each file of a folder" {
    mkdir binaries
    cp "$DATA/alloy/cupt-emt.xyz" binaries/CuPt.xyz
    run paper QUICK=1 SYSTEMS=CuPt AFLOW="$PWD/binaries" RISKS='0.05 0.2' hulls
    assert_success
    assert_line --regexp $'^CuPt\tchance\t0.05\t637\t1\t[45][0-9]\\.0\t9[12]\\.[0-9]\t100\t0$'
    assert_equal "$(grep -c "^CuPt" <<< "$output")" 6
}

@test "every recipe of the paper's tables is valid" {
    for recipe in "$PAPER"/recipes/*.yaml; do
        run xyz2mbtr --show-recipe -c "$recipe"
        assert_success
    done
}

@test "means over seeds, and their deviation" {
    mkdir -p set/0/10 set/1/10
    printf 'measure\ttotal\tper_atom\tunit\nn\t5\t5\t-\nMAE\t1\t0.5\t-\nRMSE\t3\t1\t-\n' > set/0/10/r.score
    printf 'measure\ttotal\tper_atom\tunit\nn\t5\t5\t-\nMAE\t2\t0.7\t-\nRMSE\t5\t2\t-\n' > set/1/10/r.score
    for file in set/0/10/r.train.mbtr:1 set/0/10/r.krr:2 set/0/r.test.mbtr:4 set/0/10/r.tsv:8 set/1/10/r.krr:2; do
        echo "${file#*:}" > "${file%:*}.cpu"
    done
    run "$PAPER/table.sh" t.tsv set r total 1 eV 'set/0/10/r.score set/1/10/r.score' set r per_atom 1000 meV 'set/1/10/r.score'
    assert_success
    run -0 cat t.tsv
    assert_line --index 1 $'set\tr\t10\t5\t0,1\t1.500\t0.71\t4.000\t1.4\teV\t-\t-\t-'
    assert_line --index 2 $'set\tr\t10\t5\t1\t700.0\t-\t2000.\t-\tmeV\t-\t-\t-'
    # Seconds of all four steps, of all seeds, or none.
    run -0 "$PAPER/table.sh" t.tsv set r total 1 eV 'set/0/10/r.score'
    run -0 cat t.tsv
    assert_line --index 1 $'set\tr\t10\t5\t0\t1.000\t-\t3.000\t-\teV\t15\t-\t-'
    sh "$PAPER/timed.sh" worked 'echo done > worked; i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done'
    [ "$(cat worked)" = 'done' ]
    awk '!($1 > 0.02 && $1 < 60) {exit 1}' worked.cpu
    run -1 sh "$PAPER/timed.sh" failed 'exit 1'
    [ ! -e failed.cpu ]
}
