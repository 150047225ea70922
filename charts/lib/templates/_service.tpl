{{/* RPCs: without an address of its own, so that a name leads to all pods. */}}
{{- define "mymacrotracker.v1.service" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  {{- if $facts.http }}
  type: {{ .Values.service.type }}
  {{- with .Values.service.trafficDistribution }}
  trafficDistribution: {{ . }}
  {{- end }}
  {{- else }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "mymacrotracker.v1.selector" . | nindent 4 }}
  ports:
    {{- if $facts.http }}
    - {name: http, port: 8080, targetPort: http, appProtocol: http}
    {{- end }}
    {{- if $facts.serves }}
    - {name: grpc, port: 9000, targetPort: grpc, appProtocol: grpc}
    {{- end }}
{{- end }}

{{- define "mymacrotracker.v1.route" -}}
{{- if .Values.ingress.enabled }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  parentRefs: {{ toJson .Values.ingress.parentRefs }}
  {{- with .Values.ingress.hostnames }}
  hostnames: {{ toJson . }}
  {{- end }}
  rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs: [{name: {{ include "mymacrotracker.v1.name" . }}, port: 8080}]
{{- end }}
{{- end }}
