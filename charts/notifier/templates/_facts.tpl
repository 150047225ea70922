{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [notifier]
calls: {{ toJson .Values.calls }}
serves: [notifier]
http: false
schemas: [notifier]
migrates: job
topics: []
groups:
  notifier.on-progress: mymacrotracker.recommender.progress.v1
{{- end }}
