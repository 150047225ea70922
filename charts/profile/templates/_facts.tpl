{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [profile]
calls: {{ toJson .Values.calls }}
serves: [profile]
http: false
schemas: [profile]
migrates: job
topics:
  - {name: mymacrotracker.profile.profile.v1}
  - {name: mymacrotracker.profile.targets.v1}
groups:
  profile.on-user-signed-up: mymacrotracker.auth.user.v1
  profile.on-weight-recorded: mymacrotracker.events.weight.v1
{{- end }}
