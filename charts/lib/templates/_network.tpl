{{/* Who may come in: callers by their label, phones, who asks for health and metrics. Where a process may go: names, its peers, and the ports of what it uses: anywhere, unless the values name peers. */}}
{{- define "mymacrotracker.v1.network" -}}
{{- if .Values.networkPolicy.enabled }}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "mymacrotracker.v1.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- if $facts.serves }}
    - ports: [{port: grpc, protocol: TCP}]
      from:
        {{- range $facts.serves }}
        - podSelector: {matchLabels: {mymacrotracker/calls-{{ . }}: "true"}}
        {{- end }}
    {{- end }}
    {{- if $facts.http }}
    - ports: [{port: http, protocol: TCP}]
      {{- with .Values.networkPolicy.phones }}
      from: {{ toJson . }}
      {{- end }}
    {{- end }}
    {{- with .Values.networkPolicy.admin }}
    - ports: [{port: admin, protocol: TCP}]
      from: {{ toJson . }}
    {{- end }}
  egress:
    {{- include "mymacrotracker.v1.network.names" . | trim | nindent 4 }}
    {{- range $name, $address := $facts.calls }}
    - ports: [{port: 9000, protocol: TCP}]
      to: [{podSelector: {matchLabels: {mymacrotracker/serves-{{ $name }}: "true"}}}]
    {{- end }}
    {{- if include "mymacrotracker.v1.watches" . }}
    # The API server, behind its Service or by its own address.
    - ports: [{port: 443, protocol: TCP}, {port: 6443, protocol: TCP}]
      {{- with .Values.networkPolicy.api }}
      to: {{ toJson . }}
      {{- end }}
    {{- end }}
    {{- if $facts.outward }}
    # The internet, for what is fetched from outside.
    - ports: [{port: 443, protocol: TCP}]
      {{- with .Values.networkPolicy.outward }}
      to: {{ toJson . }}
      {{- end }}
    {{- end }}
    {{- with include "mymacrotracker.v1.network.stores" . | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with .Values.tracing.endpoint }}
    - ports: [{port: {{ include "mymacrotracker.v1.network.portOf" (get (urlParse .) "host") }}, protocol: TCP}]
      {{- with $.Values.networkPolicy.tracing }}
      to: {{ toJson . }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}

{{- define "mymacrotracker.v1.network.portOf" -}}
{{ regexFind "[0-9]+$" . | default "443" }}
{{- end }}

{{- define "mymacrotracker.v1.network.names" -}}
- ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
  {{- with .Values.networkPolicy.dns }}
  to: {{ toJson . }}
  {{- end }}
{{- end }}

{{/* Database and bus. A broker names the others, on the same port as itself. */}}
{{- define "mymacrotracker.v1.network.stores" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- $bus := .Values.bus }}
{{- if or $facts.schemas (has "postgres" (list $bus.driver $bus.from)) }}
- ports: [{port: {{ .Values.database.port }}, protocol: TCP}]
  {{- with .Values.networkPolicy.database }}
  to: {{ toJson . }}
  {{- end }}
{{- end }}
{{- $ports := list }}
{{- if has "kafka" (list $bus.driver $bus.from) }}{{ range $bus.kafka.brokers }}{{ $ports = append $ports (include "mymacrotracker.v1.network.portOf" . | int) }}{{ end }}{{ end }}
{{- if has "nats" (list $bus.driver $bus.from) }}{{ range $bus.nats.servers }}{{ $ports = append $ports (include "mymacrotracker.v1.network.portOf" . | int) }}{{ end }}{{ end }}
{{- with uniq $ports }}
- ports:
    {{- range . }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- with $.Values.networkPolicy.bus }}
  to: {{ toJson . }}
  {{- end }}
{{- end }}
{{- end }}
