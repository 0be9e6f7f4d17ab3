# Outlives the task that started it, and tidies up after it.
#
# Standard input is a pipe that only the task holds open. The task writes a line "SIGNAL PID" for every server that it
# starts. When the pipe closes, because the task is done, failed, was interrupted or was killed, this script stops the
# servers and removes the folder given as its argument.

trap '' HUP INT TERM
folder=$1

servers=
while read -r signal pid; do
    servers="$servers $signal:$pid"
done

for server in $servers; do
    kill -s "${server%%:*}" "${server#*:}" 2>/dev/null
done

# Ten seconds for a server to go by itself; then it goes by force.
for server in $servers; do
    waited=0
    while kill -s 0 "${server#*:}" 2>/dev/null && [ "$waited" -lt 100 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    kill -s KILL "${server#*:}" 2>/dev/null
done

# A process of a server that is on its way out may still write a file while the folder goes.
waited=0
until rm -rf "$folder" 2>/dev/null || [ "$waited" -ge 50 ]; do
    sleep 0.1
    waited=$((waited + 1))
done
