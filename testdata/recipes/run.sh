#!/bin/sh
# Runs each recipe beside a crmsim of its own, where its interpreter is there. crmsim is on the PATH: see make recipes.
cd "$(dirname "$0")" || exit 2
failed=0

recipe() {
	needs=$1; shift
	if ! command -v "$needs" >/dev/null 2>&1; then
		echo "skipped: $* (there is no $needs)"
		return
	fi
	echo "== $*"
	crmsim exec --fail-on suspicion -- "$@" || failed=1
}

recipe python3 python3 python/test_sync.py
recipe node node --test node/
recipe php php php/sync.php
recipe javac java java/Sync.java
recipe openssl sh shell/sync.sh
recipe go go -C go test ./...
exit $failed
