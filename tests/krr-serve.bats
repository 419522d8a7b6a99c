# krr-serve: by ASE's own server, and by one of Python (reference/ipi.py) that does what others should not.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    head -n 440 "$DATA/ethanol-md/ethanol-md.xyz" > train.xyz
    tail -n 11 "$DATA/ethanol-md/ethanol-md.xyz" > start.xyz
}

# A linear model of two kinds of atoms, molecules or not.
linear_model()
{
    cat > linear.yaml << 'END'
representation: [{body: 2, geometry: distance, reach: 4, taper: 2, sigma: 0.3, grid: [0, 4, 20]}]
kernel: {function: linear}
regression: {property: energy, lambda: 1e-3, baseline: none}
END
    cat > hf.xyz << 'END'
2
energy=-1.5
H 0 0 0
F 0 0 0.9
2
energy=-1
H 0 0 0
F 0 0 1.1
2
energy=1
F 0 0 0
F 0 0 1.9
END
    xyz2mbtr -c linear.yaml hf.xyz > hf.mbtr
    mbtr-kernel hf.mbtr | krr-train --primal hf.mbtr > hf.krr
    sed -n 1,4p hf.xyz > one.xyz
}

# server STATEMENT ...: what listens at ./server, one connection for each; then serve OPTION ... answers it.
server()
{
    python3 "$ROOT/tests/reference/ipi.py" ./server "$@" > told 2> server.err 3>&- &
    SERVER=$!
}

serve()
{
    krr-serve -m hf.krr --template one.xyz --energy-unit eV --unix ./server "$@" 3>&-
}

# by_ase WHAT MODEL FILE UNIT
by_ase()
{
    need_ase
    run -0 timeout 300 "$ASE" "$ROOT/tests/reference/serve_ase.py" "$@" 3>&-
}

@test "energies, forces and stress that ASE is sent are those that krr-predict tells" {
    need_ase
    xyz2mbtr -c forces train.xyz > train.mbtr
    krr-train --with train.mbtr > ethanol.krr
    krr-predict -m ethanol.krr --xyz "$DATA/ethanol-md/ethanol-md.xyz" > predicted.xyz
    by_ase same ethanol.krr predicted.xyz kcal/mol
    assert_output '100 the same'
    linear_model
    for lattice in '4 0 0 0.3 5 0 0 -0.5 4' '3 0 0.7 0.3 4 0 0.1 -0.5 5'; do
        printf '4\nLattice="%s" pbc="T T T"\nH 0 0 0\nF 0 0 1\nF 1.5 2 0.3\nH 1 1 2.5\n' "$lattice"
    done > crystal.xyz
    krr-predict -m hf.krr --xyz crystal.xyz > predicted.xyz
    run -0 grep -c stress= predicted.xyz
    assert_output 2
    by_ase same hf.krr predicted.xyz eV
    assert_output '2 the same'
}

@test "ASE relaxes ethanol, and half the step makes a quarter of the energy error" {
    need_ase
    need_speed
    xyz2mbtr -c forces train.xyz > train.mbtr
    krr-train --with train.mbtr > ethanol.krr
    by_ase relax ethanol.krr start.xyz kcal/mol
    echo "# steps, largest force: $output" >&3
    read -r steps force <<< "$output"
    [ "$steps" -le 150 ]
    awk "BEGIN { exit !($force < 0.005) }"
    by_ase nve ethanol.krr start.xyz kcal/mol
    echo "# ratio, errors in eV: $output" >&3
    awk '{ exit !($1 > 3.7 && $1 < 4.3) }' <<< "$output"
}

@test "units of energy are those of CODATA" {
    linear_model
    local unit
    : > energies
    for unit in hartree Ha mHa Ry eV meV kcal/mol kJ/mol cm^-1 1/cm K; do
        python3 "$ROOT/tests/reference/ipi.py" ./server 'print(step([0, 0, 0, 0, 0, 2])[0]); say("EXIT")' 3>&- > told &
        krr-serve -m hf.krr --template one.xyz --energy-unit $unit --unix ./server
        wait $!
        cat told >> energies
    done
    python3 - << 'END'
found = [float(line) for line in open("energies")]
assert found[0] < 0
in_hartree = (1, 1, 1000, 2, 27.211386245981, 27211.386245981, 627.50947406, 2625.4996395, 219474.63136314, 219474.63136314,
              315775.02480398)
assert len(found) == len(in_hartree)
for one, a in zip(found, in_hartree):
    assert abs(found[0] / one / a - 1) < 1e-9, (found[0] / one, a)
END
}

@test "over the network too, in one packet or byte by byte" {
    linear_model
    python3 "$ROOT/tests/reference/ipi.py" PORT 'print(*step([0, 0, 0, 0, 0, 2])); say("EXIT")' 3>&- > told &
    until [ -s told ]; do sleep 0.05; done
    krr-serve -m hf.krr --template one.xyz --energy-unit eV --address "127.0.0.1:$(sed -n 1p told)"
    wait $!
    mv told by-port
    server 'print(*step([0, 0, 0, 0, 0, 2])); say("EXIT")'
    serve
    wait $SERVER
    sed -n 2p by-port | cmp - told
    server 'for byte in b"POSDATA     ": send([byte], "i1")
send([0] * 18, "f8"); send([2], "i4"); send([0] * 5, "f8"); send([2], "f8")
print(*forces()); say("EXIT")'
    serve
    wait $SERVER
    sed -n 2p by-port | cmp - told
}

@test "a server that sends messages in pieces does not wait for each to be acknowledged" {
    linear_model
    python3 "$ROOT/tests/reference/ipi.py" PORT 'import time; start = time.time()
for i in range(200): last = step([0, 0, 0, 0, 0, 2])
print(time.time() - start); say("EXIT")' 3>&- > told &
    until [ -s told ]; do sleep 0.05; done
    krr-serve -m hf.krr --template one.xyz --energy-unit eV --address "127.0.0.1:$(sed -n 1p told)"
    wait $!
    echo "# seconds: $(sed -n 2p told)" >&3
    sed -n 2p told | awk '{ exit !($1 < 6) }'
}

@test "INIT is taken at any length, and forces of the last positions are told" {
    linear_model
    server 'for n in (0, 1, 1000): say("INIT"); send([7, n], "i4"); send([1] * n, "i1")
say("STATUS"); assert hear() == "READY"
positions([0, 0, 0, 0, 0, 3]); positions([0, 0, 0, 0, 0, 2])
say("STATUS"); assert hear() == "HAVEDATA"
last = forces(); say("STATUS"); assert hear() == "READY"
assert last == step([0, 0, 0, 0, 0, 2]) != step([0, 0, 0, 0, 0, 3])
say("EXIT")
print("well")'
    run -0 --separate-stderr serve -v
    assert_equal "$output" ''
    [[ $stderr =~ ^"krr-serve: ./server: connected"$'\n'"krr-serve: 4 steps, "[0-9.e-]+" ms each"$'\n' ]]
    wait $SERVER
    [ "$(cat told)" = well ]
}

@test "a server that goes between steps has come to its end, one that goes before is an error" {
    linear_model
    server 'pass'
    run -0 serve
    assert_output ''
    wait $SERVER
    server 'step([0, 0, 0, 0, 0, 2]); step([0, 0, 0, 0, 0, 3])'
    run -0 serve
    assert_output ''
    wait $SERVER
    server 'positions([0, 0, 0, 0, 0, 2])'
    run -1 serve
    assert_output 'krr-serve: ./server: the server closed the connection before it took the forces'
    wait $SERVER
}

@test "a server that is killed is an error, and SIGPIPE is none" {
    linear_model
    server 'step([0, 0, 0, 0, 0, 2]); say("POSDATA"); send([0] * 9, "f8"); os.kill(os.getpid(), signal.SIGKILL)'
    run -1 serve
    assert_output 'krr-serve: ./server: the server closed the connection in the middle of a message'
    rm server
    # Answers that nobody takes any more.
    server 'say("STATUS"); say("STATUS"); say("STATUS"); os.kill(os.getpid(), signal.SIGKILL)'
    run serve
    [ "$status" -le 1 ]
    rm server
    server 'say("STATUS"); hear(); os.kill(os.getpid(), signal.SIGKILL)'
    run -0 serve
}

@test "a server that comes late is waited for, and --reconnect waits for the next" {
    linear_model
    { sleep 1; exec python3 "$ROOT/tests/reference/ipi.py" ./server 'step([0, 0, 0, 0, 0, 2]); say("EXIT")'; } 3>&- &
    serve --timeout 60
    wait $!
    server 'step([0, 0, 0, 0, 0, 2])' 'pass' 'positions([0, 0, 0, 0, 0, 3])' 'step([0, 0, 0, 0, 0, 2]); say("EXIT")'
    run -0 --separate-stderr serve --reconnect -v
    assert_equal "$(grep -c connected <<< "$stderr")" 4
    assert_equal "$(grep warning <<< "$stderr")" \
        'krr-serve: warning: ./server: the server closed the connection before it took the forces'
    [[ $stderr = *'krr-serve: 3 steps,'* ]]
    wait $SERVER
    server 'step([0, 0, 0, 0, 0, 2])'
    until [ -S server ]; do sleep 0.05; done
    run -0 serve --reconnect --timeout 2
    assert_output ''
    wait $SERVER
}

@test "names without a slash are those of i-PI" {
    linear_model
    local name=mbtr-test-$$-$BATS_TEST_NUMBER
    python3 "$ROOT/tests/reference/ipi.py" /tmp/ipi_$name 'step([0, 0, 0, 0, 0, 2]); say("EXIT")' 3>&- &
    krr-serve -m hf.krr --template one.xyz --energy-unit eV --unix $name
    wait $!
}

@test "two thousand steps take at most twice the time of a processor that krr-predict takes for as many frames" {
    need_plain_build
    cat > linear.yaml << 'END'
species: atom
representation:
  - {body: 2, geometry: 1/distance, sigma: 0.15, grid: [-0.275, 1.575, 20]}
  - {body: 3, geometry: angle, sigma: 0.4, grid: [-1, 4.14159, 20]}
kernel: {function: linear}
regression: {property: energy, lambda: 1e-3}
END
    xyz2mbtr -c linear.yaml train.xyz > train.mbtr
    mbtr-kernel train.mbtr | krr-train --primal train.mbtr > ethanol.krr
    awk 'NR > 2 { print $2, $3, $4 }' start.xyz > places
    server 'x = [float(w) / 0.529177 for w in open("places").read().split()]
for i in range(2000): x[0] += 1e-6; last = step(x)
say("EXIT")'
    TIMEFORMAT=%U
    { time krr-serve -q -m ethanol.krr --template start.xyz --energy-unit kcal/mol --unix ./server 3>&-; } 2> took
    wait $SERVER
    awk '{ all = all $0 "\n" } END { for (i = 0; i < 2000; i++) printf "%s", all }' start.xyz > many.xyz
    { time krr-predict -q -j 1 -m ethanol.krr --xyz many.xyz > predicted; } 2> wanted
    echo "# seconds: $(cat took wanted | xargs)" >&3
    paste took wanted | awk '{ exit !($1 < 2 * $2) }'
}
