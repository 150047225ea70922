{{- define "mymacrotracker.v1.autoscaling" -}}
{{- if eq .Values.autoscaling.kind "hpa" }}
{{- include "mymacrotracker.v1.autoscaling.hpa" . }}
{{- else if eq .Values.autoscaling.kind "keda" }}
{{- include "mymacrotracker.v1.autoscaling.keda" . }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.autoscaling.target" -}}
{apiVersion: apps/v1, kind: Deployment, name: {{ include "mymacrotracker.v1.name" . }}}
{{- end }}

{{/* Up at once, down after five quiet minutes. */}}
{{- define "mymacrotracker.v1.autoscaling.behavior" -}}
scaleUp: {stabilizationWindowSeconds: 0}
scaleDown: {stabilizationWindowSeconds: 300, policies: [{type: Pods, value: 1, periodSeconds: 60}]}
{{- end }}

{{- define "mymacrotracker.v1.autoscaling.hpa" }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {{ include "mymacrotracker.v1.autoscaling.target" . }}
  minReplicas: {{ .Values.autoscaling.min }}
  maxReplicas: {{ .Values.autoscaling.max }}
  metrics:
    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .Values.autoscaling.cpuPercent }}}}}
  behavior:
    {{- include "mymacrotracker.v1.autoscaling.behavior" . | nindent 4 }}
{{- end }}

{{/* On CPU, and with Kafka on how far each consumer is behind. */}}
{{- define "mymacrotracker.v1.autoscaling.keda" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- $kafka := .Values.bus.kafka }}
{{- $onLag := and (eq .Values.bus.driver "kafka") $facts.groups }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {{ include "mymacrotracker.v1.autoscaling.target" . }}
  minReplicaCount: {{ .Values.autoscaling.min }}
  maxReplicaCount: {{ .Values.autoscaling.max }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- include "mymacrotracker.v1.autoscaling.behavior" . | nindent 8 }}
  {{- if $onLag }}
  # When the brokers do not answer: what was there stays, or the least.
  fallback: {failureThreshold: 3, replicas: {{ .Values.autoscaling.min }}, behavior: currentReplicasIfHigher}
  {{- end }}
  triggers:
    - {type: cpu, metricType: Utilization, metadata: {value: {{ .Values.autoscaling.cpuPercent | quote }}}}
    {{- if $onLag }}
    {{- range $group, $topic := $facts.groups }}
    - type: kafka
      metadata:
        bootstrapServers: {{ join "," $kafka.brokers | quote }}
        consumerGroup: {{ $group }}
        topic: {{ $topic }}
        lagThreshold: {{ $.Values.autoscaling.lag | quote }}
        {{- if $kafka.tls }}
        tls: enable
        {{- end }}
        {{- if $kafka.sasl }}
        sasl: scram_sha512
        {{- end }}
      {{- if $kafka.sasl }}
      authenticationRef: {name: {{ include "mymacrotracker.v1.name" $ }}}
      {{- end }}
    {{- end }}
    {{- end }}
{{- if and $onLag $kafka.sasl }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  secretTargetRef:
    - {parameter: username, name: {{ .Values.secret.name }}, key: KAFKA_USERNAME}
    - {parameter: password, name: {{ .Values.secret.name }}, key: KAFKA_PASSWORD}
    {{- if and $kafka.tls .Values.trust.secretName }}
    - {parameter: ca, name: {{ .Values.trust.secretName }}, key: {{ .Values.trust.key }}}
    {{- end }}
{{- end }}
{{- end }}
