# What tests of forces share.

# predict MODEL NAME: of the structures NAME.xyz and of these displaced, to NAME.out and NAME.moved.out.
predict()
{
    krr-predict -m "$1" --xyz "$2.xyz" > "$2.out"
    assert_at_most 0 linear_forces displace "$2.xyz" "$2.moved.xyz"
    krr-predict -m "$1" --xyz "$2.moved.xyz" > "$2.moved.out"
}
