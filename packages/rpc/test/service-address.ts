import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Passage {
  client: Socket
  frozen: boolean
}

/** Leads to a server as the address of a Service does. A connection that freezes stays open, takes what is sent and says nothing more. */
export async function startServiceAddress(to: string) {
  const passages = new Set<Passage>()
  let nextFrozen = 0
  const listener = createServer((client) => {
    const passage = { client, frozen: nextFrozen-- > 0 }
    passages.add(passage)
    const server = connect(Number(new URL(to).port), 'localhost')
    client
      .on('data', (sent) => {
        if (!passage.frozen) server.write(sent)
      })
      .on('error', () => {})
      .on('close', () => {
        passages.delete(passage)
        server.destroy()
      })
    server
      .on('data', (said) => {
        if (!passage.frozen) client.write(said)
      })
      .on('error', () => {})
      .on('close', () => {
        if (!passage.frozen) client.end()
      })
  })
  await new Promise<void>((resolve) => {
    listener.listen(0, 'localhost', resolve)
  })
  return {
    url: `https://localhost:${(listener.address() as AddressInfo).port}`,
    get connections() {
      return passages.size
    },
    /** All connections of now, and so many of those to come. */
    freeze(next: number) {
      nextFrozen = next
      for (const each of passages) each.frozen = true
    },
    close() {
      for (const { client } of passages) client.destroy()
      listener.close()
    },
  }
}
