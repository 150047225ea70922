# Postgres and Kafka, highly available, in the namespace data. See data/README.md.

DATA_NAMESPACE=data
kd() { kubectl -n "$DATA_NAMESPACE" "$@"; }

data_verb() {
  case ${1:-} in
    up) data_up ;;
    down) data_down ;;
    urls) data_urls ;;
    drill) shift; data_drill "$@" ;;
    *) die "data up | down | urls | drill kill|cut|freeze|kill-standby" ;;
  esac
}

data_up() {
  local from=$SECONDS
  load_set data
  [[ -n $(kubectl get persistentvolumes -o name) ]] || cluster_storage 4 >/dev/null
  kubectl get namespace "$DATA_NAMESPACE" >/dev/null 2>&1 || kubectl create namespace "$DATA_NAMESPACE" >/dev/null
  kd get secret postgres >/dev/null 2>&1 || kd create secret generic postgres \
    --from-literal=superuser="$(openssl rand -hex 16)" --from-literal=replicator="$(openssl rand -hex 16)" \
    --from-literal=rewinder="$(openssl rand -hex 16)" --from-literal=owner="$(openssl rand -hex 16)" >/dev/null
  kubectl apply -f "$KIT/data/postgres/api-servers.yaml" >/dev/null
  kd apply -f "$KIT/data/postgres/postgres.yaml" -f "$KIT/data/kafka/kafka.yaml" >/dev/null
  wait_for 180 "three Postgres and three Kafka pods" data_is_whole || exit 1
  say "data up in $((SECONDS - from)) s"
}
data_is_whole() {
  [[ $(kd get pods -l 'app in (postgres, kafka)' --no-headers | grep -c ' 1/1 ') == 6 ]] &&
    [[ $(postgres_members 'Sync Standby' | wc -l) == 1 && $(postgres_members Replica | wc -l) == 1 ]]
}

data_down() { # the data goes, too
  kubectl delete namespace "$DATA_NAMESPACE" --ignore-not-found --timeout=300s >/dev/null
  kubectl -n default delete role,rolebinding postgres-api-servers --ignore-not-found >/dev/null
  local zone volume
  for volume in $(kubectl get persistentvolumes -o jsonpath="{range .items[?(@.spec.claimRef.namespace=='$DATA_NAMESPACE')]}{.metadata.name} {end}"); do
    kubectl delete persistentvolume "$volume" >/dev/null
    zone=${volume#local-}
    rm -rf "$(node_disk "${zone%-*}")/volumes/${zone#*-}"
  done
  [[ -z $(kubectl get persistentvolumes -o name) ]] || cluster_storage 4 >/dev/null
}

data_urls() { # for who makes the services' secrets
  local owner superuser at=postgres-primary.$DATA_NAMESPACE:5432/mymacrotracker
  owner=$(data_secret owner) superuser=$(data_secret superuser)
  cat <<U
owner      postgresql://mymacrotracker:$owner@$at
superuser  postgresql://postgres:$superuser@$at
primary    $at
standby    postgres-standby.$DATA_NAMESPACE:5432/mymacrotracker
kafka      kafka-bootstrap.$DATA_NAMESPACE:9092
U
}
data_secret() { kd get secret postgres -o jsonpath="{.data.$1}" | base64 -d; }

postgres_members() { # ROLE, as Patroni says it: Leader, Sync Standby or Replica; one name a line
  local pod
  for pod in $(kd get pods -l app=postgres --field-selector=status.phase=Running --request-timeout=3s -o name); do
    if kd exec "$pod" -c postgres --request-timeout=5s -- patronictl -c /etc/patroni/patroni.yml list -f tsv 2>/dev/null | awk -F '\t' -v role="$1" '$4 == role { print $2 }'; then return; fi
  done
}
