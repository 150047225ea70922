{{/* One pod at a time may be taken by a drain, also of a single one; a pod that is broken already is always let go. */}}
{{- define "mymacrotracker.v1.disruption" }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "mymacrotracker.v1.selector" . | nindent 6 }}
{{- end }}
