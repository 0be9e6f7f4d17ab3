# Starts a server again whenever it is gone, so that tests can kill it; told to stop, it stops the server by the signal
# that is its first argument. The rest is the command of the server.

signal=$1
shift
trap 'kill -s "$signal" "$server" 2>/dev/null; wait "$server"; exit 0' TERM
while :; do
    "$@" &
    server=$!
    wait "$server"
    # A server that was killed may leave children who are on their way out, and hold what the next one needs.
    sleep 0.1
done
