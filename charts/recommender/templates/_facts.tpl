{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [recommender]
calls: {{ toJson .Values.calls }}
serves: [recommender]
http: false
schemas: [recommender]
migrates: job
topics:
  - {name: mymacrotracker.recommender.progress.v1}
groups:
  recommender.on-diary-entry: mymacrotracker.events.diary.v1
  recommender.on-targets-changed: mymacrotracker.profile.targets.v1
{{- end }}
