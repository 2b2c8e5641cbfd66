#!/usr/bin/env bash
# A real Slurm on this machine's loopback, for tests: slurmctld, one slurmd a node and munge, all below one folder.
# Debian's packages slurmctld, slurmd, slurm-client and munge have to be there (scripts/install-witnesses.sh).
#
#   scripts/slurm-test-cluster.sh start FOLDER            two nodes of two cores; partitions long (preempted) and urgent
#   scripts/slurm-test-cluster.sh kill-node FOLDER NODE   the machine is lost: its daemon and all its processes, at once
#   scripts/slurm-test-cluster.sh start-node FOLDER NODE
#   scripts/slurm-test-cluster.sh stop FOLDER
#
# Then: export SLURM_CONF=FOLDER/slurm.conf; sinfo
set -euo pipefail

usage() { sed -n '5,8s/^#   //p' "$0" >&2; exit 2; }
nodes="node1 node2"

# a port that nothing listens on, for the controller, and the ones after it for the nodes
free_port() {
  local port
  for port in $(seq 17001 10 17991); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  echo "no free port between 17001 and 17991" >&2; exit 1
}

# one slurmd has its own idea of where it runs; a test has several of them on one host, and requeues at once:
# cred_expire is also how long Slurm holds back a job that was requeued (its default is two minutes)
write_config() {
  local port host; port=$(free_port); host=$(hostname -s)
  cat > "$folder/slurm.conf" <<CONFIG
ClusterName=thesis
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
ReturnToService=2
SlurmdTimeout=8
KillWait=30
NodeName=node[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=2 RealMemory=8000
PartitionName=long Nodes=ALL Default=YES PriorityTier=1 PreemptMode=REQUEUE
PartitionName=urgent Nodes=ALL PriorityTier=10 PreemptMode=OFF
CONFIG
}

start() {
  mkdir -p "$folder"/{state,spool,log}
  chmod 755 "$folder"
  ( umask 077; head -c 1024 /dev/urandom > "$folder/munge.key" )
  # --force: the folder above may be writable by all, as /tmp is
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/log/munged.log" --seed-file="$folder/munge.seed"
  write_config
  slurmctld
  for node in $nodes; do slurmd -N "$node"; done
  for _ in $(seq 100); do
    if [ "$(sinfo --noheader --partition=long --states=idle --format=%D 2>/dev/null)" = 2 ]; then return; fi
    sleep 0.1
  done
  echo "the nodes do not come up; see $folder/log" >&2; exit 1
}

# what a job has started carries its node's name in its environment; the daemon of the step is its first process' parent
processes_of() {
  local pid parent environment
  for pid in $(pgrep .); do
    environment=$({ tr '\0' '\n' < "/proc/$pid/environ"; } 2>/dev/null) || continue
    grep -qx "SLURM_CONF=$folder/slurm.conf" <<< "$environment" || continue
    grep -qx "SLURMD_NODENAME=$1" <<< "$environment" || continue
    echo "$pid"
    parent=$(ps -o ppid= -p "$pid" | tr -d ' ')
    if [ "$(ps -o comm= -p "${parent:-0}" 2>/dev/null)" = slurmstepd ]; then echo "$parent"; fi
  done
}

kill_node() {
  local victims
  victims="$(cat "$folder/$1.pid" 2>/dev/null) $(processes_of "$1")"
  # shellcheck disable=SC2086
  kill -KILL $victims 2>/dev/null || true
}

stop() {
  scancel --user="$(id -un)" 2>/dev/null || true
  for node in $nodes; do kill_node "$node"; done
  for daemon in slurmctld munged; do
    if [ -f "$folder/$daemon.pid" ]; then end "$(cat "$folder/$daemon.pid")"; fi
  done
}

# a daemon writes its state before it goes: the folder is the caller's only when it is gone
end() {
  kill "$1" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

[ $# -ge 1 ] || usage
command=$1
PATH="$PATH:/usr/sbin"
[ $# -ge 2 ] || usage
mkdir -p "$2"
folder=$(cd "$2" && pwd -P)
export SLURM_CONF="$folder/slurm.conf"
case "$command" in
  start) start ;;
  stop) stop ;;
  kill-node) kill_node "${3:?which node}" ;;
  start-node) slurmd -N "${3:?which node}" ;;
  *) usage ;;
esac
