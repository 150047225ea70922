{{/* Rights in the release's own namespace, and only where the process uses them. */}}
{{- define "mymacrotracker.v1.access" }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- if include "mymacrotracker.v1.watches" . }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
rules:
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
  {{- with .Values.zones.configMap }}
  # A list or watch is allowed by name when it asks for metadata.name alone.
  - {apiGroups: [""], resources: [configmaps], resourceNames: [{{ . }}], verbs: [list, watch]}
  {{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ include "mymacrotracker.v1.name" . }}}
subjects: [{kind: ServiceAccount, name: {{ include "mymacrotracker.v1.name" . }}, namespace: {{ .Release.Namespace }}}]
{{- end }}
{{- end }}
