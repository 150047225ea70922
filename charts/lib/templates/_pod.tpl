{{- define "mymacrotracker.v1.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "mymacrotracker.v1.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "mymacrotracker.v1.imagePull" -}}
image: {{ include "mymacrotracker.v1.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{/* Who leaves a lost node and when; Kubernetes' own answer is 300 s. The taint NoSchedule is left out on purpose: a node that is lost is none of the zones over which pods spread. */}}
{{- define "mymacrotracker.v1.tolerations" -}}
{{- range list "not-ready" "unreachable" }}
- {key: node.kubernetes.io/{{ . }}, operator: Exists, effect: NoExecute, tolerationSeconds: {{ $.leaveAfterSeconds | default $.Values.zones.leaveAfterSeconds }}}
{{- end }}
{{- with .Values.tolerations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
Zones strictly, machines as well as it goes. DoNotSchedule, since two replicas in one zone leave another without any: its callers would cross over. A zone
that is gone must not count, or its share could never be placed: so nodeTaintsPolicy Honor, and no minDomains. Each release spreads by itself (matchLabelKeys).
*/}}
{{- define "mymacrotracker.v1.spread" -}}
{{- if .Values.zones.spread }}
- topologyKey: topology.kubernetes.io/zone
  maxSkew: 1
  whenUnsatisfiable: DoNotSchedule
  nodeTaintsPolicy: Honor
  matchLabelKeys: [pod-template-hash]
  labelSelector: {matchLabels: {{ include "mymacrotracker.v1.selector" . | fromYaml | toJson }}}
{{- end }}
- topologyKey: kubernetes.io/hostname
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  matchLabelKeys: [pod-template-hash]
  labelSelector: {matchLabels: {{ include "mymacrotracker.v1.selector" . | fromYaml | toJson }}}
{{- end }}

{{/* What a pod needs of the nodes it may run on. */}}
{{- define "mymacrotracker.v1.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
tolerations:
  {{- include "mymacrotracker.v1.tolerations" . | trim | nindent 2 }}
{{- end }}

{{- define "mymacrotracker.v1.mounts" -}}
{{- if and .Values.tls.enabled (include "mymacrotracker.v1.isApart" .) }}
- {name: tls, mountPath: /etc/mymacrotracker/tls, readOnly: true}
{{- end }}
{{- if .Values.trust.secretName }}
- {name: trust, mountPath: /etc/mymacrotracker/trust, readOnly: true}
{{- end }}
{{- if include "mymacrotracker.v1.watches" . }}
- {name: api, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
{{- end }}
{{- end }}

{{/* The token that asks for endpoints lives an hour and is mounted only where it is used. 288 is 0440 in octal. */}}
{{- define "mymacrotracker.v1.volumes" -}}
{{- if and .Values.tls.enabled (include "mymacrotracker.v1.isApart" .) }}
- name: tls
  secret: {secretName: {{ include "mymacrotracker.v1.tlsSecret" . }}, defaultMode: 288}
{{- end }}
{{- with .Values.trust.secretName }}
- name: trust
  secret: {secretName: {{ . }}, defaultMode: 288}
{{- end }}
{{- if include "mymacrotracker.v1.watches" . }}
- name: api
  projected:
    defaultMode: 288
    sources:
      - serviceAccountToken: {path: token, expirationSeconds: 3600}
      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
      - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
{{- end }}
{{- end }}
