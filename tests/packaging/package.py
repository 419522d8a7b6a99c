# For Spack, from this tree: in a repository of packages as mbtr-tools/package.py, then spack dev-build mbtr-tools@0.1.0
from spack.package import *


class MbtrTools(MakefilePackage):
    """Many-body tensors and kernel regression for atomistic systems, as Unix filters."""

    license("MIT")

    version("0.1.0")

    variant("plots", default=True, description="Draw pictures by gnuplot")

    depends_on("c", type="build")
    depends_on("gmake", type="build")
    depends_on("pkgconf", type="build")
    depends_on("openblas threads=openmp")
    depends_on("libyaml")
    depends_on("libcbor")
    depends_on("xxhash")
    depends_on("liblbfgs")
    depends_on("spglib")
    depends_on("gnuplot", type="run", when="+plots")

    def install(self, spec, prefix):
        make("install", f"PREFIX={prefix}")
