// What a password must be, and how it is kept.
export { passwordFault } from './domain/password-strength.ts'
export { createPasswordHasher, type PasswordHasher } from './password-hasher.ts'
