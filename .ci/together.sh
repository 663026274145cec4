#!/usr/bin/env bash
# Runs commands side by side, for what mostly waits for a registry or uses one processor only. What each printed follows when all have
# ended, one after the other as they were given. Exits with 1 if any of them failed, and names it.
set -euo pipefail
work=$(mktemp -d)
running=()
trap 'rm -rf "$work"' EXIT
# What runs in the background does not hear Ctrl-C by itself.
trap 'kill "${running[@]}" 2>/dev/null || true; exit 130' INT TERM
for command in "$@"; do
  bash -euo pipefail -c "$command" >"$work/${#running[@]}" 2>&1 &
  running+=("$!")
done
failed=()
for index in "${!running[@]}"; do
  code=0
  wait "${running[$index]}" || code=$?
  printf '\n$ %s\n' "${*:index+1:1}"
  cat "$work/$index"
  if [ "$code" -ne 0 ]; then failed+=("${*:index+1:1} (exit code $code)"); fi
done
if [ "${#failed[@]}" -eq 0 ]; then exit 0; fi
printf 'failed: %s\n' "${failed[@]}" >&2
exit 1
