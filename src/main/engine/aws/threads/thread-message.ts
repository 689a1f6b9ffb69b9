import type { Origin, SocketTimeouts } from '../sockets/http-socket.ts'
import type { ResponseHead } from '../sockets/response-head.ts'

/** The parameters that a thread starts with. */
export type ThreadData = {
  /** The locks of the files being written, chosen by descriptor. Shared by all threads. */
  readonly locks: Int32Array
  /** Its only element is 1 while a speed limit is set. Shared by all threads. */
  readonly limited: Int32Array
}

/** The connections that one client uses. They share timeouts and trusted CA certificates. */
export type PoolSetup = {
  readonly pool: number
  readonly timeouts: SocketTimeouts
  /** Additional trusted CA certificates, in PEM. */
  readonly caCertificates: readonly string[]
  /** True if unencrypted requests may not leave the local network. */
  readonly keepsPlainLocal: boolean
  /** The host of the proxy for unencrypted requests, or `null`. It may be outside the local network. */
  readonly plainProxy: string | null
}

/** Part of a file. The descriptor is valid in every thread of the process. */
export type FilePart = {
  readonly descriptor: number
  /** Offset of its first byte. */
  readonly position: number
}

/** Part of a file that is sent as the body of a request. */
export type SentPart = FilePart & {
  readonly bytes: number
  /** The CRC-32 in the request, for the thread to check, or `null` if the server checks it. */
  readonly crc32: number | null
}

/**
 * A message to a transfer thread. `id` identifies a conversation about one request or one part. `allowance`
 * is how many bytes the thread may move in all before it has to reply with `waiting`. An allowance of
 * `Infinity` holds only until a speed limit is set.
 */
export type ThreadRequest =
  | ({ readonly type: 'set-up' } & PoolSetup)
  | { readonly type: 'forget'; readonly pool: number }
  /** Sends a request without a body. The thread replies with `head` or `answer`. */
  | {
      readonly type: 'get'
      readonly id: number
      readonly pool: number
      readonly origin: Origin
      readonly head: string
    }
  /** Writes the body of the response to a file. The thread replies with `done`. */
  | ({
      readonly type: 'save'
      readonly id: number
      readonly bytes: number
      /** A descriptor of the same file that bypasses the system's cache, or `null`. */
      readonly direct: number | null
      /** The CRC-32 of the bytes already saved. */
      readonly crc32: number
      readonly allowance: number
      /** The maximum time without data from the server, in milliseconds. */
      readonly stallMs: number
    } & FilePart)
  /**
   * Computes the CRC-32 of part of a file, and copies the bytes to shared memory, if given. The thread
   * replies with `done`.
   */
  | ({
      readonly type: 'load'
      readonly id: number
      readonly bytes: number
      readonly memory: Uint8Array | null
    } & FilePart)
  /** Sends a request whose body is in shared memory or in a file. The thread replies with `answer`. */
  | {
      readonly type: 'put'
      readonly id: number
      readonly pool: number
      readonly origin: Origin
      readonly head: string
      readonly body: Uint8Array | SentPart
      readonly allowance: number
    }
  | { readonly type: 'allow'; readonly id: number; readonly allowance: number }
  /** Ends a conversation. Its connection is closed, and a pending request replies with an error. */
  | { readonly type: 'drop'; readonly id: number }

/** A socket or file error, in a form that can be sent between threads. */
export type ThreadError = {
  readonly code: string
  readonly message: string
  /** A `stall` means that the server has sent nothing for too long. */
  readonly from: 'socket' | 'file' | 'stall'
}

/** A message from a transfer thread. */
export type ThreadReply =
  /** The response has begun. Its body, of this many bytes, waits in the thread. */
  | { readonly type: 'head'; readonly id: number; readonly head: ResponseHead; readonly bytes: number }
  /** A complete response. `body` is `null` if its length is unknown or too large. */
  | {
      readonly type: 'answer'
      readonly id: number
      readonly head: ResponseHead
      readonly body: Uint8Array | null
    }
  /** The number of bytes moved in all, and their CRC-32. `waiting` asks for `allow`. */
  | {
      readonly type: 'moved' | 'waiting'
      readonly id: number
      readonly bytes: number
      readonly crc32: number
    }
  /** The bytes moved in all. They are valid despite an error. */
  | {
      readonly type: 'done'
      readonly id: number
      readonly bytes: number
      readonly crc32: number
      readonly error: ThreadError | null
    }
  | { readonly type: 'failed'; readonly id: number; readonly error: ThreadError }
