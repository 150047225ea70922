# The drill of the data: takes a zone away under writes to Postgres and Kafka, brings it back, counts what was acknowledged
# and is missing, and tells the longest silence between acknowledgements.

DRILLS=$STATE/drills DRILL_IMAGE=docker.io/mymacrotracker/events:dev # has the clients of both

data_drill() { # kill|cut|freeze|kill-standby
  local kind=${1:-kill} out primary standby victim zone other=a writers=(postgres kafka) w
  [[ " kill cut freeze kill-standby " == *" $kind "* ]] || die "data drill kill, cut, freeze or kill-standby"
  load_set services
  wait_for 120 "all six pods" data_is_whole || exit 1
  primary=$(postgres_members Leader) standby=$(postgres_members 'Sync Standby')
  victim=$primary
  [[ $kind != kill-standby ]] || victim=$standby
  zone=$(pod_zone "$victim")
  [[ $zone != a ]] || other=b
  out=$DRILLS/$(date +%H%M%S)-$kind
  mkdir -p "$out"
  say "$kind: the primary is in $(pod_zone "$primary"), its synchronous standby in $(pod_zone "$standby"); $zone goes, writers are in $other"

  drill_prepare "$primary"
  drill_pod postgres "$other" postgres-writer postgres-primary
  drill_pod kafka "$other" kafka-writer kafka-bootstrap
  if [[ $kind == cut ]]; then # nothing that the isolated side is told may be lost either
    writers+=(postgres-inside kafka-inside)
    drill_pod postgres-inside "$zone" postgres-writer "$primary.postgres-pods"
    drill_pod kafka-inside "$zone" kafka-writer kafka-bootstrap
  fi
  for w in "${writers[@]}"; do kd wait --for=condition=Ready "pod/drill-$w" --timeout=60s >/dev/null; done
  sleep 8

  say "$(date -u +%T.%3N) zone $zone goes"
  drill_take "$kind" "$zone"
  sleep "${OUTAGE_S:-30}"
  say "$(date -u +%T.%3N) zone $zone comes back"
  drill_give_back "$kind" "$zone"
  local from=$SECONDS
  wait_for 120 "all six pods" data_is_whole || true
  say "whole $((SECONDS - from)) s after that"
  sleep 3
  for w in "${writers[@]}"; do kd logs "drill-$w" >"$out/$w.log" || say "no log of $w"; done
  for w in 0 1 2; do kd logs "postgres-$w" --since=3m >"$out/patroni-$w.log" || true; done
  drill_verdict "$out" "$other"
}

drill_take() { case $1 in cut) zone_link "$2" down ;; freeze) zone_freeze "$2" yes ;; *) zone_kill "$2" ;; esac; }
drill_give_back() { case $1 in cut) zone_link "$2" up ;; freeze) zone_freeze "$2" no ;; *) zone_restore "$2" ;; esac; }
pod_zone() { kd get pod "$1" -o jsonpath='{.metadata.labels.topology\.kubernetes\.io/zone}'; }
drill_sql() { # PRIMARY SQL
  kd exec "$1" -c postgres -- sh -c 'PGPASSWORD=$PATRONI_SUPERUSER_PASSWORD exec psql -h /run/postgresql -U postgres -d mymacrotracker -qAtc "$1"' sh "$2"
}

drill_prepare() { # PRIMARY
  kd delete pod -l app=drill --grace-period=0 --force >/dev/null 2>&1 || true
  kd create configmap drill --from-file="$KIT/data/drill" --dry-run=client -o yaml | kd apply -f - >/dev/null
  drill_sql "$1" 'set client_min_messages = warning; drop schema if exists drill cascade; create schema drill; create table drill.acks (id text primary key); grant usage on schema drill to mymacrotracker; grant insert on drill.acks to mymacrotracker'
}

drill_pod() { # NAME ZONE PROGRAM HOST
  kd apply -f - >/dev/null <<Y
apiVersion: v1
kind: Pod
metadata: {name: drill-$1, labels: {app: drill}}
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 0
  automountServiceAccountToken: false
  nodeSelector: {topology.kubernetes.io/zone: $2}
  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists}, {key: node.kubernetes.io/not-ready, operator: Exists}]
  containers:
    - name: drill
      image: $DRILL_IMAGE
      imagePullPolicy: IfNotPresent
      command: [node, /drill/$3.mjs]
      env:
        - {name: RUN, value: $1-$(date +%s)}
        - {name: HOST, value: $4}
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: postgres, key: owner}}}
      volumeMounts: [{name: drill, mountPath: /drill}]
  volumes: [{name: drill, configMap: {name: drill}}]
Y
}

drill_verdict() { # OUT-DIR ZONE
  local failed=
  drill_sql "$(postgres_members Leader)" 'select id from drill.acks' >"$1/postgres.stored"
  drill_pod reader "$2" kafka-reader kafka-bootstrap
  wait_for 90 "the reader of Kafka" reader_has_ended || true
  kd logs drill-reader >"$1/kafka.stored"
  "$NODE" "$KIT/data/drill/verdict.mjs" "$1/postgres.stored" "$1"/postgres*.log || failed=yes
  "$NODE" "$KIT/data/drill/verdict.mjs" "$1/kafka.stored" "$1"/kafka*.log || failed=yes
  kd delete pod -l app=drill --grace-period=0 --force >/dev/null 2>&1
  kd delete configmap drill >/dev/null
  drill_sql "$(postgres_members Leader)" 'set client_min_messages = warning; drop schema if exists drill cascade'
  [[ -z $failed ]] || die "something acknowledged is lost, or a writer was told nothing: see $1"
}
reader_has_ended() { kd logs drill-reader --tail=1 | grep -qx 'all read'; }
