export { createAuthority, issueCertificate } from './authority.ts'
export type { KeyedCertificate, LeafOptions } from './authority.ts'
export { writeCertificates } from './write-certificates.ts'
export type { CertifiedProcess } from './write-certificates.ts'
