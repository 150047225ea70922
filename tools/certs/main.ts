// Creates development certificates for calls between processes: an authority, and one certificate for each process.
//   npm run certs -- --out <folder> [--modules auth,profile,events+notifier] [--days 365] [--force]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { writeCertificates } from '@mymacrotracker/testing/certificates'

const USAGE =
  'usage: npm run certs -- --out <folder> [--modules auth,profile,events+notifier] [--days 365] [--force]'

try {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      modules: { type: 'string' },
      days: { type: 'string', default: '365' },
      force: { type: 'boolean', default: false },
    },
  })
  if (!values.out || !/^[1-9]\d{0,3}$/.test(values.days)) throw new Error(USAGE)
  const processes = values.modules
    ?.split(',')
    .map((name) => ({ name, modules: name === 'all' ? SERVICE_NAMES : name.split('+') })) ?? [
    ...SERVICE_NAMES.map((name) => ({ name: name as string, modules: [name] })),
    { name: 'all', modules: SERVICE_NAMES },
  ]
  const strangers = processes
    .flatMap(({ modules }) => modules)
    .filter((name) => !(SERVICE_NAMES as readonly string[]).includes(name))
  if (strangers.length > 0)
    throw new Error(`${strangers.join(', ')}: no module; they are ${SERVICE_NAMES.join(', ')}`)
  const { authority } = await writeCertificates({
    folder: values.out,
    processes,
    days: Number(values.days),
    force: values.force,
  })
  console.log(
    `${authority === 'made' ? 'made' : 'used'} the authority  ${join(values.out, 'ca.crt')}${authority === 'made' ? `, with its key, which can impersonate any module` : ''}`,
  )
  for (const { name, modules } of processes)
    console.log(
      `made ${name.padEnd(14)} ${join(values.out, `${name}.crt`)} and .key, valid ${values.days} days, speaks for ${modules.join(', ')}`,
    )
  console.log(
    `\nfor a process:  TLS_CA=${join(values.out, 'ca.crt')} TLS_CERT=${join(values.out, `${processes[0]!.name}.crt`)} TLS_KEY=${join(values.out, `${processes[0]!.name}.key`)}`,
  )
  console.log('for development only: production needs a managed certificate authority')
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
