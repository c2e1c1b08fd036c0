#!/bin/sh
# A sandbox a test, with curl and openssl: WiseCRM365 (MD5 over the sorted query) and SocialEpoch (three signed headers).
set -eu
: "${CRMSIM_URL:=http://127.0.0.1:8080}"
export CRMSIM_URL

name=shell-$$
control() { curl -sS --fail-with-body -X "$1" "$CRMSIM_URL/_sim/sandboxes/$name$2" ${3:+-d "$3"}; }
curl -sS -f -o /dev/null -d "{\"name\":\"$name\"}" "$CRMSIM_URL/_sim/sandboxes"
trap 'control DELETE ""' EXIT
eval "$(crmsim env --sandbox "$name")" # WISECRM_URL, WISECRM_APPID, …

md5() { printf %s "$1" | openssl md5 -r | cut -d' ' -f1; }
now() { date -u -d "$(control GET /clock | sed -n 's/.*"now": "\([^"]*\)".*/\1/p')" +%s000; }
expect() { case $1 in *"$2"*) echo "ok - $3" ;; *) echo "NOT OK - $3: $1"; exit 1 ;; esac; }

# wisecrm METHOD PATH BODY NAME=VALUE… signs with the parameters in the order of their names; values are not encoded for that.
wisecrm() {
	method=$1 path=$2 body=$3; shift 3
	set -- "$@" "appid=$WISECRM_APPID" "op_user=$WISECRM_OP_USER" sign_type=MD5 "timestamp=$(now)"
	text=$(printf '%s\n' "$@" | LC_ALL=C sort | tr '\n' '&')
	query=""; for pair in "$@" "sign=$(md5 "${text}appkey=$WISECRM_APPKEY")"; do query="$query&$pair"; done
	curl -sS -X "$method" -H 'Content-Type: application/json' ${body:+-d "$body"} "$WISECRM_URL$path?${query#&}"
}

socialepoch() {
	at=$(now)
	curl -sS -H "tenant_id: $SOCIALEPOCH_TENANT_ID" -H "timestamp: $at" -H "token: $(md5 "$SOCIALEPOCH_TENANT_ID$at$SOCIALEPOCH_API_KEY")" \
		-H 'Content-Type: application/json' -d "$2" "$SOCIALEPOCH_URL$1"
}

control PUT /faults '["wisecrm.addAccount=garbage:x1:after"]' >/dev/null
expect "$(wisecrm POST account/add '{"accountName":"acme"}' | head -c 6)" '<html>' 'the write fails'
expect "$(wisecrm GET account/list '' fields=accountName qname=acme)" '"total_size":1' 'and yet it took effect, so it is not repeated'
control PUT /clock '{"advance":"24h"}' >/dev/null
expect "$(socialepoch se-api/user/query '{"username":"nobody"}')" '"code":200' 'the other vendor answers a day later'
crmsim verify addAccount --sandbox "$name" --exactly 1 --where '{"body":{"accountName":"acme"}}'
crmsim report --sandbox "$name" --fail-on suspicion
