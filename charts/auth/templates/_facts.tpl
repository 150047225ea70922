{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [auth]
calls: {{ toJson .Values.calls }}
serves: [auth]
http: false
schemas: [auth]
migrates: job
topics:
  - {name: mymacrotracker.auth.user.v1}
  - {name: mymacrotracker.auth.session.v1}
groups: {}
{{- end }}
