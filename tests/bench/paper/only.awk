# Frames of an extended XYZ file whose atoms are all of the elements in the pattern 'only': Ag|Cu.
BEGIN { only = "^(" only ")$" }
{
    text = $0 "\n"
    n = $1
    keep = 1
    for (i = 0; i <= n; i++) {
        getline
        text = text $0 "\n"
        if (i > 0 && $1 !~ only)
            keep = 0
    }
    if (keep)
        printf("%s", text)
}
