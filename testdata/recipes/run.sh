#!/bin/sh
# Runs the recipes of the languages that are named, or all, each beside a crmsim of its own, where the interpreter is
# there. crmsim is on the PATH: see make recipes.
cd "$(dirname "$0")" || exit 2
languages=$*
failed=0

recipe() {
	language=$1 needs=$2; shift 2
	case " ${languages:-$language} " in *" $language "*) ;; *) return ;; esac
	if ! command -v "$needs" >/dev/null 2>&1; then
		echo "skipped: $* (there is no $needs)"
		return
	fi
	echo "== $*"
	crmsim exec --fail-on suspicion -- "$@" || failed=1
}

recipe python python3 python3 python/test_sync.py
recipe node node node --test node/
recipe php php php php/sync.php
recipe java javac java java/Sync.java
recipe shell openssl sh shell/sync.sh
recipe go go go -C go test -mod=mod ./... # Its go.sum follows that of the module above.
exit $failed
