{{/* Settings of the process. What extraEnv names goes before what the chart would set: a name may stand once only. */}}
{{- define "mymacrotracker.v1.env" -}}
{{- $extra := .Values.extraEnv }}
{{- range concat (include "mymacrotracker.v1.env.process" . | fromYamlArray) (include "mymacrotracker.v1.env.base" . | fromYamlArray) (include "mymacrotracker.v1.env.peers" . | fromYamlArray) }}
{{- if not (hasKey $extra .name) }}
- {{ toJson . }}
{{- end }}
{{- end }}
{{- range $name, $value := $extra }}
- {{ dict "name" $name "value" (toString $value) | toJson }}
{{- end }}
{{- end }}

{{/* What a command needs as well: keys, database, bus. */}}
{{- define "mymacrotracker.v1.env.base" -}}
{{- $apart := include "mymacrotracker.v1.isApart" . }}
- {name: NODE_ENV, value: {{ if and $apart (not .Values.tls.enabled) }}development{{ else }}production{{ end }}}
- {name: LOG_LEVEL, value: {{ .Values.logLevel }}}
{{ include "mymacrotracker.v1.env.keys" . }}
{{ include "mymacrotracker.v1.env.database" . }}
{{ include "mymacrotracker.v1.env.bus" . }}
{{- with .Values.trust.secretName }}
- {name: NODE_EXTRA_CA_CERTS, value: /etc/mymacrotracker/trust/{{ $.Values.trust.key }}}
{{- end }}
{{- end }}

{{/* A process of one service gets the keys of that service, from which no other one's come; the master key is for a process of several. */}}
{{- define "mymacrotracker.v1.env.keys" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- if gt (len $facts.modules) 1 }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "MASTER_KEY") }}
{{- else }}
{{- range $facts.schemas }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" $ "key" (printf "%s_KEY" (upper .))) }}
{{- end }}
{{- if has "postgres" (list .Values.bus.driver .Values.bus.from) }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "BUS_KEY" "optional" true) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.fromSecret" -}}
- {name: {{ .key }}, valueFrom: {secretKeyRef: {name: {{ .root.Values.secret.name }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }}}}}
{{- end }}

{{- define "mymacrotracker.v1.env.database" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- $own := ne .Values.database.url "owner" }}
{{- if not $own }}
{{- range list "DATABASE_URL" "DATABASE_STANDBY_URL" }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" $ "key" . "optional" (eq . "DATABASE_STANDBY_URL")) }}
{{- end }}
{{- end }}
{{- range $facts.schemas }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" $ "key" (printf "%s_DATABASE_URL" (upper .)) "optional" (not $own)) }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" $ "key" (printf "%s_DATABASE_STANDBY_URL" (upper .)) "optional" true) }}
{{- end }}
{{- if has "postgres" (list .Values.bus.driver .Values.bus.from) }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "BUS_DATABASE_URL" "optional" (not $own)) }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.env.bus" -}}
{{- $bus := .Values.bus }}
{{- if eq $bus.driver $bus.from }}{{ fail "bus.from must be another bus than bus.driver" }}{{ end }}
- {name: BUS, value: {{ $bus.driver }}}
{{- with $bus.from }}
- {name: BUS_FROM, value: {{ . }}}
{{- end }}
{{- if or (ne $bus.driver "postgres") (not (has $bus.from (list "" "postgres"))) }}
- {name: BUS_COPIES, value: {{ $bus.copies | quote }}}
{{- end }}
{{- if has "kafka" (list $bus.driver $bus.from) }}
- {name: KAFKA_BROKERS, value: {{ join "," $bus.kafka.brokers | quote }}}
- {name: KAFKA_TLS, value: {{ $bus.kafka.tls | quote }}}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "KAFKA_USERNAME" "optional" (not $bus.kafka.sasl)) }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "KAFKA_PASSWORD" "optional" (not $bus.kafka.sasl)) }}
{{- end }}
{{- if has "nats" (list $bus.driver $bus.from) }}
- {name: NATS_SERVERS, value: {{ join "," $bus.nats.servers | quote }}}
- {name: NATS_TLS, value: {{ $bus.nats.tls | quote }}}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "NATS_USERNAME" "optional" true) }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "NATS_PASSWORD" "optional" true) }}
{{- end }}
{{- end }}

{{/* Where the process itself is and what it opens. The zone is a label that Kubernetes 1.35 gives to pods; before it, it is empty. */}}
{{- define "mymacrotracker.v1.env.process" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- if gt (len $facts.modules) 1 }}
- {name: MODULES, value: {{ join "," $facts.modules | quote }}}
{{- end }}
- {name: ADMIN_HOST, value: 0.0.0.0}
- {name: ADMIN_PORT, value: "8081"}
{{- if $facts.http }}
- {name: PORT, value: "8080"}
{{- end }}
{{- if $facts.serves }}
- {name: RPC_HOST, value: 0.0.0.0}
- {name: RPC_PORT, value: "9000"}
{{- end }}
- {name: STOP_GRACE_MS, value: {{ int .Values.stop.graceMs | quote }}}
- {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: ZONE, valueFrom: {fieldRef: {fieldPath: "metadata.labels['topology.kubernetes.io/zone']"}}}
{{- if has "kafka" (list .Values.bus.driver .Values.bus.from) }}
- {name: KAFKA_RACK, valueFrom: {fieldRef: {fieldPath: "metadata.labels['topology.kubernetes.io/zone']"}}}
{{- end }}
{{- with .Values.tracing.endpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
- {name: TRACE_SHARE, value: {{ $.Values.tracing.share | quote }}}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.env.peers" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- range $name, $address := $facts.calls }}
- {name: {{ upper $name }}_ADDR, value: {{ $address | quote }}}
{{- end }}
{{- if include "mymacrotracker.v1.watches" . }}
{{- with .Values.zones.excluded }}
- {name: EXCLUDED_ZONES, value: {{ join "," . | quote }}}
{{- end }}
{{- with .Values.zones.configMap }}
- {name: ZONES_CONFIG_MAP, value: {{ . }}}
{{- end }}
{{- end }}
{{- if include "mymacrotracker.v1.isApart" . }}
{{- if .Values.tls.enabled }}
- {name: TLS_CA, value: /etc/mymacrotracker/tls/ca.crt}
- {name: TLS_CERT, value: /etc/mymacrotracker/tls/tls.crt}
- {name: TLS_KEY, value: /etc/mymacrotracker/tls/tls.key}
{{- else }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "RPC_SHARED_SECRET") }}
{{- end }}
{{- end }}
{{- end }}
