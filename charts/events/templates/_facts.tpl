{{/* What charts/lib needs to know of this service. */}}
{{- define "mymacrotracker.v1.facts" -}}
modules: [events]
calls: {{ toJson .Values.calls }}
serves: [events]
trialSeconds: 8
http: false
schemas: [events]
migrates: job
topics:
  - {name: mymacrotracker.events.diary.v1}
  - {name: mymacrotracker.events.weight.v1}
groups:
  events.on-food-changed: mymacrotracker.integrations.food.v1
  events.on-profile-changed: mymacrotracker.profile.profile.v1
{{- end }}
