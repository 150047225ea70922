/** Findings of the manifest linters that we accept, and why. */
export interface Accepted {
  check: string
  because: string
}

const NO_CPU_LIMIT =
  'a limit of CPU slows what is under way; the share that a pod asks for is kept without it'

/** Options of kube-score. */
export const SCORE_OPTIONS: readonly Accepted[] = [
  { check: '--ignore-container-cpu-limit', because: NO_CPU_LIMIT },
]

/** More of them, for trying it out on one machine. */
export const SMALL_SCORE_OPTIONS: readonly Accepted[] = [
  {
    check: '--ignore-test=container-image-pull-policy',
    because: 'an image that was loaded by hand is in no registry',
  },
  {
    check: '--ignore-test=container-security-context-user-group-id',
    because: 'the user of the official Postgres image is 999',
  },
]

/** Checks of checkov, in every rendering. */
export const CHECKOV_SKIPS: readonly Accepted[] = [
  { check: 'CKV_K8S_11', because: NO_CPU_LIMIT },
  { check: 'CKV_K8S_21', because: 'the namespace is that of the release; templates name none' },
  {
    check: 'CKV_K8S_35',
    because:
      'settings come from the environment, secrets among them; a process shows its environment to nobody else',
  },
]

/** More of them, for trying it out on one machine. */
export const SMALL_SKIPS: readonly Accepted[] = [
  { check: 'CKV_K8S_43', because: 'a digest is a value; the production values have one' },
  { check: 'CKV_K8S_15', because: 'an image that was loaded by hand is in no registry' },
  { check: 'CKV_K8S_40', because: 'the user of the official Postgres image is 999' },
]
