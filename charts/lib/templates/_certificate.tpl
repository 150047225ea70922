{{/* By cert-manager, in the name of each module that runs here: peers know each other by these URIs. */}}
{{- define "mymacrotracker.v1.certificate" -}}
{{- if and .Values.tls.enabled .Values.tls.issuer.name (include "mymacrotracker.v1.isApart" .) }}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  secretName: {{ include "mymacrotracker.v1.tlsSecret" . }}
  issuerRef: {name: {{ .Values.tls.issuer.name }}, kind: {{ .Values.tls.issuer.kind }}, group: cert-manager.io}
  duration: 720h
  renewBefore: 240h
  privateKey: {algorithm: ECDSA, size: 256, rotationPolicy: Always}
  usages: [digital signature, server auth, client auth]
  uris:
    {{- range $facts.modules }}
    - spiffe://mymacrotracker/{{ . }}
    {{- end }}
{{- end }}
{{- end }}
