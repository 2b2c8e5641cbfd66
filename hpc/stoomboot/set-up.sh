# Sourced by the scripts of single jobs, in the root of the repository: the Node that is asked for, and set-up if something changed.
# THESIS_NODE may name a folder with Node's bin/ in it, where the node's own is too old.
if [ -n "${THESIS_NODE:-}" ]; then PATH="$THESIS_NODE/bin:$PATH"; fi

# two jobs of one repository must not install at the same time
exec 9>.setup-lock
flock 9
node scripts/setup.mjs
exec 9>&-
