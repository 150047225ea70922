{{/*
Brings the schema to what this release needs, before its first pod starts; the release that still runs can work on it. Named by the revision, so that
`kubectl get jobs` is the history of a day. A rollback runs none: schemas only grow.
*/}}
{{- define "mymacrotracker.v1.migration" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
{{- if eq $facts.migrates "job" }}
{{- $name := printf "%s-migrate" (include "mymacrotracker.v1.name" .) }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  labels:
    {{- include "mymacrotracker.v1.migration.labels" . | nindent 4 }}
  {{- with include "mymacrotracker.v1.migration.hook" (dict "root" . "order" "-10" "leaves" true) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
automountServiceAccountToken: false
{{- if .Values.networkPolicy.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "mymacrotracker.v1.migration.labels" . | nindent 4 }}
  {{- with include "mymacrotracker.v1.migration.hook" (dict "root" . "order" "-10" "leaves" true) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: {{ $name }}}}
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "mymacrotracker.v1.network.names" . | trim | nindent 4 }}
    - ports: [{port: {{ .Values.database.port }}, protocol: TCP}]
      {{- with .Values.networkPolicy.database }}
      to: {{ toJson . }}
      {{- end }}
{{- end }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}-{{ .Release.Revision }}
  labels:
    {{- include "mymacrotracker.v1.migration.labels" . | nindent 4 }}
  {{- with include "mymacrotracker.v1.migration.hook" (dict "root" . "order" "-5" "leaves" false) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  backoffLimit: 6
  activeDeadlineSeconds: {{ .Values.migration.deadlineSeconds }}
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels:
        {{- include "mymacrotracker.v1.migration.labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      restartPolicy: Never
      securityContext:
        {{- include "mymacrotracker.v1.podSecurity" . | nindent 8 }}
      {{- /* The whole release waits for it: on a node that is lost it does not wait. Without a grace its pod is gone as soon as it leaves; Kubernetes
             calls a Job complete only when none of its pods is still leaving, and on a lost node one would do so until the node comes back. A migration bears a sudden end. */}}
      terminationGracePeriodSeconds: 0
      {{- include "mymacrotracker.v1.placement" (merge (dict "leaveAfterSeconds" 5) .) | trim | nindent 6 }}
      containers:
        - name: migrate
          {{- include "mymacrotracker.v1.imagePull" . | nindent 10 }}
          args: [dist/main.js, migrate]
          securityContext:
            {{- include "mymacrotracker.v1.containerSecurity" . | nindent 12 }}
          env:
            {{- include "mymacrotracker.v1.migration.env" . | trim | nindent 12 }}
          resources: {requests: {cpu: 50m, memory: 96Mi, ephemeral-storage: 16Mi}, limits: {memory: 256Mi, ephemeral-storage: 64Mi}}
          {{- with .Values.trust.secretName }}
          volumeMounts: [{name: trust, mountPath: /etc/mymacrotracker/trust, readOnly: true}]
          {{- end }}
      {{- with .Values.trust.secretName }}
      volumes: [{name: trust, secret: {secretName: {{ . }}, defaultMode: 288}}]
      {{- end }}
{{- end }}
{{- end }}

{{/* Of its own name: the service's own selector must not find it. */}}
{{- define "mymacrotracker.v1.migration.labels" -}}
app.kubernetes.io/name: {{ include "mymacrotracker.v1.name" . }}-migrate
{{ include "mymacrotracker.v1.originLabels" . }}
{{- end }}

{{/* `leaves`: of no use once the Job is done. Its Job stays for its log, a day. */}}
{{- define "mymacrotracker.v1.migration.hook" -}}
{{- $kind := .root.Values.migration.hook }}
{{- if eq $kind "helm" }}
annotations:
  helm.sh/hook: pre-install,pre-upgrade
  helm.sh/hook-weight: {{ .order | quote }}
  helm.sh/hook-delete-policy: before-hook-creation{{ if .leaves }},hook-succeeded{{ end }}
{{- else if eq $kind "argocd" }}
annotations:
  argocd.argoproj.io/hook: PreSync
  argocd.argoproj.io/sync-wave: {{ .order | quote }}
  argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
{{- end }}
{{- end }}

{{/* The owner's connection, and the service's own, of which the role gets its password. */}}
{{- define "mymacrotracker.v1.migration.env" -}}
{{- range include "mymacrotracker.v1.env.base" . | fromYamlArray }}
{{- if not (regexMatch "^(DATABASE_URL|.*_STANDBY_URL|.*_USERNAME|.*_PASSWORD)$" .name) }}
- {{ toJson . }}
{{- end }}
{{- end }}
{{ include "mymacrotracker.v1.fromSecret" (dict "root" . "key" "DATABASE_URL") }}
{{- end }}
