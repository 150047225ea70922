{{/* Topics as the Kafka driver would make them (packages/bus/src/kafka/topics.ts), for brokers that let no client make any. */}}
{{- define "mymacrotracker.v1.topics" -}}
{{- $kafka := .Values.bus.kafka }}
{{- if and (has "kafka" (list .Values.bus.driver .Values.bus.from)) $kafka.topics.create }}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- range $facts.topics }}
{{- include "mymacrotracker.v1.topic" (dict "root" $ "name" .name "keeping" (ternary "last-of-each-key" "week" (dig "compacted" false .))) }}
{{- end }}
{{- range $group, $topic := $facts.groups }}
{{- include "mymacrotracker.v1.topic" (dict "root" $ "name" (printf "%s.parked" $group) "keeping" "last-of-each-key-and-its-deletion") }}
{{- end }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.topic" }}
{{- $bus := .root.Values.bus }}
---
apiVersion: {{ $bus.kafka.topics.apiVersion }}
kind: KafkaTopic
metadata:
  name: {{ .name }}
  {{- with $bus.kafka.topics.namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    strimzi.io/cluster: {{ $bus.kafka.topics.cluster }}
    {{- include "mymacrotracker.v1.labels" .root | nindent 4 }}
  # Facts outlive a release that is taken away.
  annotations: {helm.sh/resource-policy: keep}
spec:
  partitions: 12
  replicas: {{ $bus.copies }}
  config:
    max.message.bytes: 2097152
    min.insync.replicas: {{ max 1 (sub $bus.copies 1) }}
    unclean.leader.election.enable: false
    {{- if eq .keeping "week" }}
    cleanup.policy: delete
    retention.ms: 604800000
    {{- else }}
    cleanup.policy: compact
    segment.ms: 86400000
    min.cleanable.dirty.ratio: 0.2
    {{- end }}
    {{- if eq .keeping "last-of-each-key-and-its-deletion" }}
    delete.retention.ms: 315360000000
    {{- end }}
{{- end }}
