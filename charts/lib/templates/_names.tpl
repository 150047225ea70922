{{/*
Each chart defines "mymacrotracker.v1.facts", a YAML object that says what its process is:
  calls      where the services are that it calls, by name
  modules    which modules run in it
  serves     those of them that answer RPCs of other processes
  http       whether phones come in by it
  schemas    modules of it that have a schema in Postgres
  migrates   job: a Job before the rollout; start: the process itself; never
  outward    whether it fetches from the internet
  topics     topics it produces: {name, compacted}
  groups     its consumers: group name to topic
*/}}

{{- define "mymacrotracker.v1.name" -}}
{{ .Chart.Name }}
{{- end }}

{{- define "mymacrotracker.v1.selector" -}}
app.kubernetes.io/name: {{ include "mymacrotracker.v1.name" . }}
{{- end }}

{{- define "mymacrotracker.v1.version" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Of every object. A label holds 63 characters, without "+". */}}
{{- define "mymacrotracker.v1.labels" -}}
{{ include "mymacrotracker.v1.selector" . }}
{{ include "mymacrotracker.v1.originLabels" . }}
{{- end }}

{{- define "mymacrotracker.v1.originLabels" -}}
app.kubernetes.io/part-of: mymacrotracker
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ include "mymacrotracker.v1.version" . | replace "+" "-" | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "-" | trunc 63 }}
{{- end }}

{{/* Whom a process may call and whom it serves, as labels that network policies read. */}}
{{- define "mymacrotracker.v1.capabilities" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- range $facts.serves }}
mymacrotracker/serves-{{ . }}: "true"
{{- end }}
{{- range $name, $address := $facts.calls }}
mymacrotracker/calls-{{ $name }}: "true"
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.image" -}}
{{ .Values.image.repository }}:{{ include "mymacrotracker.v1.version" . }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "mymacrotracker.v1.tlsSecret" -}}
{{ .Values.tls.secretName | default (printf "%s-tls" (include "mymacrotracker.v1.name" .)) }}
{{- end }}

{{/* Not empty when the process asks the API server where its peers are. */}}
{{- define "mymacrotracker.v1.watches" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- range $facts.calls }}{{ if hasPrefix "k8s:///" . }}yes{{ end }}{{ end }}
{{- end }}

{{/* Not empty when processes of elsewhere are called, or call. */}}
{{- define "mymacrotracker.v1.isApart" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- if or $facts.serves $facts.calls }}yes{{ end }}
{{- end }}
