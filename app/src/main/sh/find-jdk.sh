#!/bin/sh
# Prints the home of a JDK whose feature version is at least $1, or exits with 1 when this machine has none.
# Looks at JAVA_HOME, at the java of PATH, then where installers put JDKs. Reads each JDK's `release` file, so that
# no JVM has to start; only a java of PATH that hides its home (a shim of a version manager) is asked itself.
set -u

wanted=${1:-25}

# 25.0.3 -> 25, 25-ea -> 25, 1.8.0_412 -> 1; nothing for what is no number.
feature_of() {
    feature=${1%%[!0-9]*}
    printf '%s' "${feature:-0}"
}

# A JDK (it has a compiler), new enough: print it and be done.
try() {
    [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([^"]*\)"\{0,1\}[[:space:]]*$/\1/p' "$1/release" | head -n 1)
    if [ "$(feature_of "$version")" -ge "$wanted" ]; then
        printf '%s\n' "$1"
        exit 0
    fi
}

# The file behind a chain of symbolic links; readlink -f is not everywhere.
behind_links() {
    file=$1
    while [ -L "$file" ]; do
        link=$(readlink "$file") || break
        case $link in
            /*) file=$link ;;
            *) file=$(dirname "$file")/$link ;;
        esac
    done
    printf '%s' "$file"
}

try "${JAVA_HOME:-}"

on_path=$(command -v java 2>/dev/null || true)
if [ -n "$on_path" ]; then
    bin=$(dirname "$(behind_links "$on_path")")
    home=$(cd "$bin/.." 2>/dev/null && pwd -P)
    if [ -r "$home/release" ]; then
        try "$home"
    elif [ ! -x /usr/libexec/java_home ]; then
        try "$("$on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1)"
    fi
fi

if [ -x /usr/libexec/java_home ]; then
    try "$(/usr/libexec/java_home -v "$wanted+" 2>/dev/null || true)"
fi

for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/*jdk* /opt/jvm/* \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    try "$home"
done
exit 1
