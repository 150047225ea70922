{{/* For the Prometheus operator and for Grafana's sidecar. What the files say is Prometheus' and Grafana's own, and not read by Helm. */}}
{{- define "mymacrotracker.v1.monitoring" -}}
{{- if .Values.monitoring.enabled }}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.monitoring.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels:
      {{- include "mymacrotracker.v1.selector" . | nindent 6 }}
  podMetricsEndpoints: [{port: admin, path: /metrics, interval: 15s, scrapeTimeout: 10s}]
{{- with .Files.Get "files/alerts.yaml" }}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ include "mymacrotracker.v1.name" $ }}
  labels:
    {{- include "mymacrotracker.v1.monitoring.labels" $ | nindent 4 }}
spec:
  {{- . | trim | nindent 2 }}
{{- end }}
{{- with .Files.Get "files/dashboard.json" }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "mymacrotracker.v1.name" $ }}-dashboard
  labels:
    {{- include "mymacrotracker.v1.monitoring.labels" $ | nindent 4 }}
    grafana_dashboard: "1"
data:
  mymacrotracker-{{ include "mymacrotracker.v1.name" $ }}.json: |
    {{- . | trim | nindent 4 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.monitoring.labels" -}}
{{ include "mymacrotracker.v1.labels" . }}
{{- with .Values.monitoring.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}
