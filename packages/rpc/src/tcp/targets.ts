import { hostsTarget } from './addresses.ts'
import { kubernetesServiceOf } from './kubernetes-names.ts'

/** The grpc-js target of an address from the settings. Throws when it is invalid. */
export function targetOf(address: string): string {
  return kubernetesServiceOf(address) === undefined ? hostsTarget(address) : address
}
