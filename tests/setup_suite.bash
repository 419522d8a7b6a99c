# What all tests share is found once.
setup_suite()
{
    PYTHON=$(sh "$BATS_TEST_DIRNAME/python.sh" numpy scipy cbor2) || PYTHON=no-python-with-numpy-scipy-cbor2
    export PYTHON
}
