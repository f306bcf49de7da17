#!/bin/sh
# The bits that training and inference give, on every Java given, with every level of AVX, with four collectors, with each
# set of kernels that a network takes there, and on 1, 2, 3 and 5 threads: a table, and an error if a set of kernels gives
# different ones.
#
#   src/test/scripts/platforms.sh netgrad.jar JAVA_HOME...
#
# The first Java compiles; it has to be the oldest. It takes some minutes: 16 processes for each Java. BUSY=2 in the
# environment gives the processors 2 loops as other work meanwhile.
set -eu
if [ $# -lt 2 ]; then
  echo "usage: $0 netgrad.jar JAVA_HOME..." >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
jar=$1
shift
work=$(mktemp -d)
busy=""
end() {
  for process in $busy; do kill "$process" 2> /dev/null || true; done
  rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

"$1/bin/java" --add-modules jdk.incubator.vector -cp "$jar" dev.netgrad.cli.Main \
    compile "$here/bits.net" -o "$work/java" --kernel-set all > "$work/log" 2>&1
"$1/bin/javac" -nowarn -d "$work/classes" "$work"/java/*.java "$here/Bits.java"

for process in $(seq "${BUSY:-0}"); do
  while :; do :; done &
  busy="$busy $!"
done

printf '%-10s %-6s %-9s %-s\n' Java UseAVX collector "bits by kernels, for 1, 2, 3 and 5 threads"
for home in "$@"; do
  for avx in 0 1 2 3; do
    # Wider vectors than the processor's are computed by Java itself, which takes very long.
    case $avx in 0 | 1) widths=128 ;; 2) widths="128 256" ;; *) widths="128 256 512" ;; esac
    for collector in Serial Parallel G1 Z; do
      # shellcheck disable=SC2086 # the widths are words
      if ! "$home/bin/java" --add-modules jdk.incubator.vector -Xmx256m -XX:UseAVX=$avx -XX:+Use${collector}GC \
          -cp "$work/classes" Bits "$work/classes" "$work/java-vector" plain $widths > "$work/bits" 2> "$work/log"; then
        cat "$work/log" >&2
        exit 1
      fi
      cat "$work/bits" >> "$work/all"
      version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release")
      printf '%-10s %-6s %-9s %s\n' "$version" $avx $collector "$(awk -F '\t' '
          $1 != set { printf "%s%s", set == "" ? "" : "   ", $1 ": " } { printf " %s", $3; set = $1 }' "$work/bits")"
    done
  done
done

echo
awk -F '\t' '
  { runs[$1]++; if (!seen[$1, $3]++) { kinds[$1]++ } }
  END {
    for (set in runs) {
      print set ": " runs[set] " runs, " kinds[set] " result" (kinds[set] == 1 ? "" : "s")
      different += kinds[set] > 1
    }
    exit different > 0
  }' "$work/all"
