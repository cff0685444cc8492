#!/usr/bin/env bash
# Asks `terraform console` for the answer to every expression of a table and writes the table anew.
# usage: generate.sh core.tsv …   (the first column is kept, the second is what Terraform prints, or `!error`)
# Newlines and backslashes of answers are written as \n and \\.
set -u
export TF_CLI_CONFIG_FILE=/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$(dirname "$0")/surroundings.tf" "$folder"
(cd "$folder" && terraform init -input=false >/dev/null)
for table in "$@"; do
    path=$(realpath "$table")
    : >"$folder/answers"
    while IFS= read -r expression; do
        [ -n "$expression" ] || continue
        if answer=$(cd "$folder" && printf '%s\n' "$expression" | terraform console 2>/dev/null); then
            answer=${answer//\\/\\\\}
            answer=${answer//$'\n'/\\n}
        else
            answer='!error'
        fi
        printf '%s\t%s\n' "$expression" "$answer" >>"$folder/answers"
    done < <(cut -f1 "$path")
    cp "$folder/answers" "$path"
done
