import { z } from 'zod'
import { listOf, recordOf, textsOf } from './ipc/bounded.ts'
import { jobFilters } from './jobs/job-state.ts'
import { jobsView } from './jobs/jobs.ts'
import { historySpan } from './metrics/metrics.ts'

/** The maximum length of the view state as JSON, in characters. */
export const maxViewStateLength = 65_536

const maxNameLength = 200
const name = z.string().min(1).max(maxNameLength)
const pixels = z.number().min(0).max(10_000)
const ids = listOf(z.int().min(0), 500, { min: 0 })

/** Views that are identified by their kind alone. */
const kinds = ['all-queues', 'needs-you', 'mine', 'results', 'all-jobs', 'files', 'settings', 'help'] as const

const view = z.union([
  z.strictObject({ kind: z.literal('queue'), name: z.string().max(48) }),
  z.strictObject({ kind: z.enum(['dead-letters', 'queue-settings']), queue: z.string().max(48) }),
  z.strictObject({ kind: z.enum(kinds) }),
])

/** The jobs that a list shows, and the user's position in it. */
const listState = z.strictObject({
  filter: z.enum(jobFilters),
  text: z.string().max(200),
  period: z.enum(['any', 'today', 'yesterday', 'week', 'month']),
  /** Missing in files from older versions. */
  sizes: z.enum(['any', 'small', 'medium', 'large', 'huge']).default('any'),
  group: z.strictObject({ id: z.int(), name: z.string().max(2_048) }).nullable(),
  sort: jobsView.shape.sort,
  expanded: listOf(z.int(), 100, { min: 0 }),
  selection: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('some'), ids }),
    z.strictObject({ kind: z.literal('all'), except: ids }),
  ]),
  focused: z.string().max(64).nullable(),
  top: z.int().min(0),
})

/** The state of a page that is not a list of jobs. */
const pageState = z.strictObject({
  text: z.string().max(200),
  filter: z.string().max(64).nullable(),
  about: z.string().max(200).nullable(),
  sort: z.strictObject({ by: z.string().max(64), descending: z.boolean() }).nullable(),
})

/** The user's position in the window. Unknown parts are dropped. */
const window = z.object({
  view: view.nullable(),
  lastQueues: textsOf(maxNameLength, 48, 100),
  lists: recordOf(maxNameLength, listState, 50),
  /** Missing in files from older versions. */
  pages: recordOf(maxNameLength, pageState, 50).default({}),
  columns: recordOf(maxNameLength, pixels, 100),
  panelWidth: pixels,
  /**
   * The time span of a queue's chart, or `null` while it is closed. Missing in files from older
   * versions.
   */
  chart: historySpan.nullable().default(null),
})

/**
 * The state that the window keeps across restarts: a plain object without paths, fields or keys.
 * Each part may be missing.
 */
export const viewState = z
  .strictObject({
    window: window.optional(),
    /** The entries last used in the palette. */
    palette: listOf(name, 20, { min: 0 }).optional(),
  })
  .refine((state) => JSON.stringify(state).length <= maxViewStateLength, 'The view state is too large.')
export type SavedViewState = z.infer<typeof viewState>
