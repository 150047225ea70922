import { hostsTarget } from './addresses.ts'
import { kubernetesServiceOf } from './kubernetes-names.ts'

/** The grpc-js target of an address as settings have it. Throws for what is none. */
export function targetOf(address: string): string {
  return kubernetesServiceOf(address) === undefined ? hostsTarget(address) : address
}
