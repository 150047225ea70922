{{/* What charts/lib needs to know of the process: all modules but those that were moved out, and where these are. */}}
{{- define "mymacrotracker.v1.facts" -}}
{{- $seven := list "auth" "profile" "integrations" "events" "recommender" "notifier" "gateway" }}
{{- $modules := without $seven "" }}
{{- $calls := dict }}
{{- range .Values.extracted }}
{{- $modules = without $modules . }}
{{- $_ := set $calls . (dig . (printf "k8s:///%s:9000" .) $.Values.calls) }}
{{- end }}
{{- if eq (len $modules) 1 }}{{ fail "nothing but the gateway is left: install charts/gateway in place of this chart" }}{{ end }}
modules: {{ toJson $modules }}
calls: {{ toJson $calls }}
serves: {{ if or .Values.rpc.enabled .Values.extracted }}{{ without $modules "gateway" | toJson }}{{ else }}[]{{ end }}
http: true
schemas: {{ without $seven "gateway" | toJson }}
migrates: start
outward: {{ has "integrations" $modules }}
topics: []
groups: {}
{{- end }}
