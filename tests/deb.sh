#!/bin/sh
# deb.sh VERSION ROOT PACKAGE: makes a Debian package of the programs, their pages and recipes that were installed below
# ROOT/usr. It depends on the libraries that the programs are linked with, in the versions that have what they use.
# DEBFULLNAME and DEBEMAIL name who answers for it; without them nobody outside this machine does.
set -eu

version=$1 root=$2 package=$3
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -r Makefile +%s)}
export SOURCE_DATE_EPOCH
maintainer="${DEBFULLNAME:-mbtr-tools developers} <${DEBEMAIL:-mbtr-tools@localhost}>"
doc=$root/usr/share/doc/mbtr-tools

# The library is for those who build, by make install.
rm -rf "$root/usr/include" "$root/usr/lib"
strip --remove-section=.comment "$root"/usr/bin/*
find "$root/usr/share/man" -type f -exec gzip -9n {} +
install -d "$doc" "$root/DEBIAN"
gzip -9n > "$doc/changelog.gz" << END
mbtr-tools ($version) unstable; urgency=medium

  * The history of the source tells what is new.

 -- $maintainer  $(LC_ALL=C date -R -u -d "@$SOURCE_DATE_EPOCH")
END
{
    printf 'Upstream-Name: mbtr-tools\n\nFiles: *\n'
    cat LICENSE
} > "$doc/copyright"

# dpkg-shlibdeps looks at a source package: this much of one will do.
mkdir -p "$root.source/debian"
printf 'Source: mbtr-tools\n\nPackage: mbtr-tools\nArchitecture: any\n' > "$root.source/debian/control"
libraries=$(cd "$root.source" && dpkg-shlibdeps -O "$root"/usr/bin/* | sed -n 's/^shlibs:Depends=//p')
# What programs load when they first call it stands in none of their headers.
case $libraries in
*libopenblas*) ;;
*) ! grep -q libopenblas.so.0 "$root/usr/bin/krr-train" || libraries="$libraries, libopenblas0" ;;
esac

cat > "$root/DEBIAN/control" << END
Package: mbtr-tools
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: $maintainer
Installed-Size: $(du -ks "$root/usr" | cut -f 1)
Depends: $libraries
Recommends: gnuplot-nox | gnuplot
Suggests: bash-completion, xz-utils, zstd, bzip2
Section: science
Priority: optional
Description: many-body tensors and kernel regression for atomistic systems
 Small programs for pipelines that learn energies of molecules and crystals
 from a few calculations, and predict the others: structures to many-body
 tensors, tensors to kernels, kernels to models, models to predictions and
 their errors; the search for the best values of a recipe, and for the convex
 hull of a phase diagram.
END
(cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2 > DEBIAN/md5sums)
dpkg-deb --root-owner-group --build "$root" "$package"
