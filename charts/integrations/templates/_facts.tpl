{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [integrations]
calls: {{ toJson .Values.calls }}
serves: [integrations]
http: false
schemas: [integrations]
migrates: job
outward: true
topics:
  - {name: mymacrotracker.integrations.food.v1, compacted: true}
groups: {}
{{- end }}
