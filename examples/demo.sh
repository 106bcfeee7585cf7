#!/usr/bin/env bash
# Builds followthrough and runs its main job on a copy of these reports, with the embedded tracker: no token, no
# network besides what cargo needs to build, nothing outside a temporary folder.
set -euo pipefail

for tool in cargo git; do
    command -v "$tool" > /dev/null || {
        echo "$tool is not installed; Rust comes from https://rustup.rs, git from your system's packages" >&2
        exit 1
    }
done
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

commit() {
    git add --all
    git -c user.name=demo -c user.email=demo@example.invalid commit --quiet --message "$1"
}

# Shows a command as it would be typed, and runs it.
run() {
    local word
    printf '\n$'
    for word in "$@"; do
        case $word in
            *' '*) printf ' "%s"' "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

commit "Reports"

run followthrough plan
run followthrough sync
echo
echo "The issues, and one of them, as the embedded tracker keeps them:"
run ls .followthrough/issues
issue=$(grep --files-with-matches "Alert on lock waits" .followthrough/issues/*.md)
run cat "$issue"
echo
echo "What was written back:"
run git --no-pager diff --stat
run git --no-pager diff --unified=0 -- postmortems/2026-03-02-checkout-latency.md

commit "Issues"
echo
echo "Somebody ticks a box, and closes another issue:"
run sed -i.bak 's/\[ \] Build indexes/[x] Build indexes/' postmortems/2026-03-02-checkout-latency.md
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
