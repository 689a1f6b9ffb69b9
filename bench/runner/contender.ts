import type { MachineLoad } from './machine-load.ts'

/** The input of a contender. */
export interface ContenderInput {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The job queue's name. */
  readonly queue: string
  /** Where the messages to claim come from: the mock server (default), or SQS requests. */
  readonly seeding?: 'mock' | 'requests'
  /** Contains the files to read, `files/` and `large`. Contenders may write other paths. */
  readonly folder: string
  /** The number of files or messages, or the bytes of the large file. */
  readonly size: number
  /** Concurrent requests, for contenders that have such a setting. */
  readonly parallel: number
}

/** A participant in a comparison, ready to run. Only `run` is measured. */
export interface Contender {
  /** Called before each run, to create what the run needs. */
  readonly prepare?: () => Promise<void>
  readonly run: () => Promise<void>
  /**
   * True if work continues after `run` returns. The next contender then waits until it is over. Default:
   * false.
   */
  readonly hasBackgroundWork?: boolean
  readonly close: () => Promise<void>
}

/** The function `open` that every module in `contenders/` exports. */
export type OpenContender = (input: ContenderInput) => Promise<Contender>

/** The cost of one run. */
export interface Sample {
  readonly seconds: number
  /** User and system time of the process, including its threads. */
  readonly cpuSeconds: number
  /** User and system time of the programs that it ran and that have exited. `null` if the system does not report it. */
  readonly programCpuSeconds: number | null
  /** The peak resident memory of the process during this run, in MiB. */
  readonly peakMib: number
  /** Its resident memory before the run, in MiB. */
  readonly idleMib: number
  /** The event-loop delay in milliseconds, 99th percentile. */
  readonly delayMs: number
  /** How busy the machine was, including the server and the disks. */
  readonly load: MachineLoad
}

/** A message from the benchmark to the contender's process. */
export type Command =
  | { readonly type: 'open'; readonly module: string; readonly input: ContenderInput }
  | { readonly type: 'run' }
  | { readonly type: 'close' }

/** The reply to a command. `sample` is `null` except for `run`. */
export type Reply =
  | { readonly ok: true; readonly sample: Sample | null }
  | { readonly ok: false; readonly message: string }
