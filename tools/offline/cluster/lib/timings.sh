# When the control plane notices that a node is gone. Three to five times faster than upstream, so that an outage takes
# seconds to test; what runs on the cluster must not depend on it.

NODE_STATUS_S=3 NODE_LEASE_S=8 NODE_MONITOR_S=2 NODE_GRACE_S=12
LEADER_LEASE_S=8 LEADER_RENEW_S=5 LEADER_RETRY_S=1
ETCD_HEARTBEAT_MS=200 ETCD_ELECTION_MS=2000

timings_table() {
  printf '%-60s %8s %9s\n' TIMING HERE UPSTREAM
  while IFS='|' read -r what here upstream; do printf '%-60s %8s %9s\n' "$what" "$here" "$upstream"; done <<T
kubelet: renews its lease, which lasts|$NODE_LEASE_S s|40 s
kubelet: tells its status every|$NODE_STATUS_S s|10 s
controller manager: looks at nodes every|$NODE_MONITOR_S s|5 s
controller manager: a silent node is NotReady after|$NODE_GRACE_S s|50 s
pods leave a NotReady node (unless they tolerate it) after|300 s|300 s
controller manager, scheduler: another one leads after|$LEADER_LEASE_S s|15 s
etcd: heartbeat|$ETCD_HEARTBEAT_MS ms|100 ms
etcd: election after|$ETCD_ELECTION_MS ms|1000 ms
T
}
