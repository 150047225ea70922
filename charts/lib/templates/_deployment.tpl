{{- define "mymacrotracker.v1.deployment" -}}
{{- $facts := include "mymacrotracker.v1.facts" . | fromYaml }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "mymacrotracker.v1.name" . }}
  labels:
    {{- include "mymacrotracker.v1.labels" . | nindent 4 }}
spec:
  {{- if eq .Values.autoscaling.kind "none" }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  progressDeadlineSeconds: 600
  # Callers learn of a new pod before an old one goes; where much is asked it first runs under its share of the load, before the next one starts.
  minReadySeconds: {{ $facts.trialSeconds | default 2 }}
  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
  selector:
    matchLabels:
      {{- include "mymacrotracker.v1.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "mymacrotracker.v1.labels" . | nindent 8 }}
        {{- with include "mymacrotracker.v1.capabilities" . | trim }}
        {{- . | nindent 8 }}
        {{- end }}
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "mymacrotracker.v1.name" . }}
      automountServiceAccountToken: false
      # Otherwise a Service auth would put AUTH_PORT and the like among the settings.
      enableServiceLinks: false
      # The sleep, the grace, and 5 s each for what a process and the kubelet take beyond it.
      terminationGracePeriodSeconds: {{ add .Values.stop.sleepSeconds (div (add .Values.stop.graceMs 999) 1000) 10 }}
      securityContext:
        {{- include "mymacrotracker.v1.podSecurity" . | nindent 8 }}
      {{- include "mymacrotracker.v1.placement" . | trim | nindent 6 }}
      topologySpreadConstraints:
        {{- include "mymacrotracker.v1.spread" . | trim | nindent 8 }}
      containers:
        - name: {{ include "mymacrotracker.v1.name" . }}
          {{- include "mymacrotracker.v1.imagePull" . | nindent 10 }}
          securityContext:
            {{- include "mymacrotracker.v1.containerSecurity" . | nindent 12 }}
          ports:
            {{- if $facts.http }}
            - {name: http, containerPort: 8080}
            {{- end }}
            - {name: admin, containerPort: 8081}
            {{- if $facts.serves }}
            - {name: grpc, containerPort: 9000}
            {{- end }}
          env:
            {{- include "mymacrotracker.v1.env" . | trim | nindent 12 }}
          resources: {{ toJson .Values.resources }}
          # Alive is who answers; ready looks at the process alone. A database that is away for an hour restarts nobody.
          startupProbe: {httpGet: {path: /healthz, port: admin}, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: {{ eq $facts.migrates "start" | ternary 300 60 }}}
          readinessProbe: {httpGet: {path: /readyz, port: admin}, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3}
          livenessProbe: {httpGet: {path: /healthz, port: admin}, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6}
          # Whoever still sends here learns meanwhile that the pod goes.
          lifecycle: {preStop: {sleep: {seconds: {{ .Values.stop.sleepSeconds }}}}}
          {{- with include "mymacrotracker.v1.mounts" . | trim }}
          volumeMounts:
            {{- . | nindent 12 }}
          {{- end }}
      {{- with include "mymacrotracker.v1.volumes" . | trim }}
      volumes:
        {{- . | nindent 8 }}
      {{- end }}
{{- end }}
