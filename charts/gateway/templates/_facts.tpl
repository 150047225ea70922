{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [gateway]
calls: {{ toJson .Values.calls }}
serves: []
trialSeconds: 8
http: true
schemas: []
migrates: never
topics: []
groups: {}
{{- end }}
