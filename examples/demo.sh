#!/usr/bin/env bash
# Builds followthrough and runs its main job on a copy of these reports, with the embedded tracker: no token, no
# network besides what cargo needs to build, nothing outside a temporary folder.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cargo build --quiet --locked --manifest-path "$here/../Cargo.toml"
target=${CARGO_TARGET_DIR:-$here/../target}
export PATH="$(cd "$target/debug" && pwd):$PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/." "$work/reports"
cd "$work/reports"
rm -f demo.sh
git init --quiet .
git add --all
git -c user.name=demo -c user.email=demo@example.invalid commit --quiet --message "Reports"

run() {
    printf '\n$ %s\n' "$*"
    "$@"
}

run followthrough plan
run followthrough sync
echo
echo "One issue, as the embedded tracker keeps it:"
issue=$(grep --files-with-matches "Alert on lock waits" .followthrough/issues/*.md)
run cat "$issue"
echo
echo "What was written back:"
run git --no-pager diff --stat
run git --no-pager diff --unified=0 -- postmortems/2026-03-02-checkout-latency.md

echo
echo "Somebody ticks a box, and closes another issue:"
sed -i.bak 's/- \[ \] Build indexes/- [x] Build indexes/' postmortems/2026-03-02-checkout-latency.md
rm -f postmortems/*.bak
handle=$(basename "$issue" .md)
run followthrough close "ft-${handle:0:8}" --as not-planned --reason "The new database reports lock waits itself."
run followthrough sync
run git --no-pager diff --unified=0 -- postmortems/2026-03-02-checkout-latency.md
run followthrough sync

run followthrough status --today 2026-11-21
printf '\n$ followthrough check --today 2026-11-21\n'
code=0
followthrough check --today 2026-11-21 || code=$?
echo "exit code $code: promised work is overdue"
test "$code" -eq 3
