// The keys of single services from MASTER_KEY, for scripts that run before any install. The same as packages/keys makes;
// a test compares them.
import { hkdfSync } from 'node:crypto'

export const KEY_HOLDERS = ['auth', 'profile', 'integrations', 'events', 'recommender', 'notifier', 'bus']

/** `masterKey`: base64 of 32 bytes, several between commas. */
export function serviceKeyOf(masterKey, service) {
  const info = `mymacrotracker/service/${service}`
  return masterKey
    .split(',')
    .map((each) => hkdfSync('sha256', Buffer.from(each, 'base64'), Buffer.alloc(0), info, 32))
    .map((bytes) => Buffer.from(bytes).toString('base64'))
    .join(',')
}

/** `{ AUTH_KEY: …, … }` */
export function serviceKeys(masterKey) {
  return Object.fromEntries(
    KEY_HOLDERS.map((name) => [`${name.toUpperCase()}_KEY`, serviceKeyOf(masterKey, name)]),
  )
}
