/** What a side of a comparison is told. */
export interface SideInput {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The job queue, as a person calls it. */
  readonly queue: string
  /** How messages to be claimed get there: by a word to the sink, or by calls. Default: the sink. */
  readonly seeding?: 'sink' | 'calls'
  /** Where its files lie: `files/` to read, anything else to write. */
  readonly folder: string
  /** How many files or messages, or how many bytes of the one file. */
  readonly size: number
  /** Requests in flight at once, for a side that may be told. */
  readonly parallel: number
}

/** One side of a comparison, opened and warm. Only `run` is measured. */
export interface Side {
  /** What must be there before a run. */
  readonly prepare?: () => Promise<void>
  readonly run: () => Promise<void>
  /** Whether work goes on behind a run, which the next side must not be slowed by. */
  readonly goesOn?: boolean
  readonly close: () => Promise<void>
}

/** Every module in `sides/` exports this as `open`. */
export type OpenSide = (input: SideInput) => Promise<Side>

/** What one run cost. */
export interface Sample {
  readonly seconds: number
  /** User and system time of the whole process, its threads included. */
  readonly cpuSeconds: number
  /** The most memory that the process held in this run, in MiB. */
  readonly peakMib: number
  /** What it held before, in MiB. */
  readonly idleMib: number
  /** How late the event loop was, at worst 1 time in 100, in milliseconds. */
  readonly delayMs: number
}

/** What the parent asks of the child. */
export type Ask =
  | { readonly do: 'open'; readonly module: string; readonly input: SideInput }
  | { readonly do: 'run' }
  | { readonly do: 'close' }

/** What the child answers with. */
export type Reply =
  | { readonly ok: true; readonly sample: Sample | null }
  | { readonly ok: false; readonly message: string }
