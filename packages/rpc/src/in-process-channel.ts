import { Metadata, connectivityState, status, type Channel } from '@grpc/grpc-js'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import { statusOf } from './dispatch/failed-call.ts'
import { MAX_MESSAGE_BYTES } from './dispatch/messages.ts'

type Call = ReturnType<Channel['createCall']>
type Listener = Parameters<Call['start']>[1]
type StatusObject = Parameters<Listener['onReceiveStatus']>[0]
type Deadline = Parameters<Channel['createCall']>[1]

interface ChannelOptions {
  dispatcher: Dispatcher
  /** The calling module. */
  peer: string
  /** Delivers each idempotent call twice, the second after the first; for the contract suite. */
  deliverTwice?: boolean
}

/**
 * A grpc-js channel to a module of the same process. The generated client serialises as always, and the bytes reach the
 * dispatcher on the next tick, with deadline, metadata, status codes, interceptors and streaming as over TCP.
 */
export class InProcessChannel {
  readonly #options: ChannelOptions
  #closed = false

  constructor(options: ChannelOptions) {
    this.#options = options
  }

  createCall(path: string, deadline: Deadline): Call {
    if (this.#closed) throw new Error('the channel is closed')
    return new InProcessCall(path, deadline, this.#options)
  }

  /** As grpc-js types `channelOverride`, by its own class. */
  asChannel(): Channel {
    return this as unknown as Channel
  }

  close(): void {
    this.#closed = true
  }
  getTarget(): string {
    return 'in-process'
  }
  getConnectivityState(): connectivityState {
    return this.#closed ? connectivityState.SHUTDOWN : connectivityState.READY
  }
  watchConnectivityState(
    _state: connectivityState,
    _deadline: Date | number,
    callback: (error?: Error) => void,
  ): void {
    setImmediate(callback)
  }
}

let callNumber = 0

class InProcessCall implements Call {
  readonly #path: string
  readonly #deadlineAt: number
  readonly #options: ChannelOptions
  readonly #abort = new AbortController()
  readonly #number = callNumber++
  #metadata = new Metadata()
  #listener: Listener | undefined
  #request: Buffer | undefined
  #timer: NodeJS.Timeout | undefined
  #ended = false
  #readsWanted = 0
  #onRead: (() => void) | undefined

  constructor(path: string, deadline: Deadline, options: ChannelOptions) {
    this.#path = path
    this.#deadlineAt = deadline instanceof Date ? deadline.getTime() : deadline
    this.#options = options
  }

  start(metadata: Metadata, listener: Listener): void {
    this.#metadata = metadata
    this.#listener = listener
    if (this.#deadlineAt === Infinity) return
    this.#timer = setTimeout(
      () => this.cancelWithStatus(status.DEADLINE_EXCEEDED, 'Deadline exceeded'),
      Math.max(0, this.#deadlineAt - Date.now()),
    )
  }

  sendMessageWithContext(context: { callback?: (error?: Error | null) => void }, message: Buffer): void {
    this.#request = message
    if (context.callback) setImmediate(context.callback)
  }

  halfClose(): void {
    process.nextTick(() => void this.#run())
  }

  startRead(): void {
    this.#readsWanted++
    this.#onRead?.()
  }

  cancelWithStatus(code: status, details: string): void {
    if (this.#ended) return
    this.#abort.abort(new Error(details))
    this.#end({ code, details, metadata: new Metadata() })
  }

  getPeer(): string {
    return 'in-process'
  }
  getCallNumber(): number {
    return this.#number
  }
  getAuthContext(): null {
    return null
  }
  setCredentials(): void {
    /* the peer's name is known without them */
  }

  async #run(): Promise<void> {
    if (this.#ended) return
    try {
      const { dispatcher, deliverTwice } = this.#options
      if (!dispatcher.has(this.#path))
        return this.#end({
          code: status.UNIMPLEMENTED,
          details: `no such method: ${this.#path}`,
          metadata: new Metadata(),
        })
      if (dispatcher.isStream(this.#path)) {
        for await (const bytes of dispatcher.stream(this.#path, this.#call())) await this.#deliver(bytes)
      } else {
        const bytes = await dispatcher.unary(this.#path, this.#call())
        if (deliverTwice && dispatcher.rule(this.#path).idempotent)
          await dispatcher.unary(this.#path, this.#call())
        await this.#deliver(bytes)
      }
      this.#end({ code: status.OK, details: 'OK', metadata: new Metadata() })
    } catch (error) {
      this.#end(statusOf(error))
    }
  }

  #call() {
    return {
      peer: this.#options.peer,
      metadata: this.#metadata.clone(),
      deadlineAt: this.#deadlineAt,
      signal: this.#abort.signal,
      request: this.#request ?? Buffer.alloc(0),
    }
  }

  async #deliver(bytes: Buffer): Promise<void> {
    if (this.#readsWanted === 0 && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#onRead = resolve
      })
    this.#onRead = undefined
    if (this.#ended) return
    this.#readsWanted--
    if (bytes.length > MAX_MESSAGE_BYTES) throw new Error('an answer exceeds the limit')
    this.#listener?.onReceiveMessage(bytes)
  }

  #end(outcome: StatusObject): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#onRead?.()
    this.#listener?.onReceiveStatus(outcome)
  }
}
