import type { Settings } from '../../../shared/connections/connections.ts'
import { countText, plural } from '../../../shared/texts/intl.ts'

export type OnClose = Settings['onClose']

/** The work that stops when the app quits. */
export interface ClosingWork {
  /** The number of held jobs. */
  readonly held: number
  /** The number of running or waiting transfers. */
  readonly moving: number
  /** The shortest remaining lease, in seconds. */
  readonly leaseSeconds: number
}

interface CloseChoice {
  readonly label: string
  /** `null` keeps the window open. */
  readonly choice: Exclude<OnClose, 'ask'> | null
}

/**
 * Returns the action to take without asking, or `ask` if the user has to choose. Quitting never
 * keeps the window in the background.
 */
export function withoutQuestion(work: ClosingWork | null, choice: OnClose, quits: boolean): OnClose | 'quit' {
  if (work === null || (work.held === 0 && work.moving === 0)) return 'quit'
  return quits && choice === 'background' ? 'ask' : choice
}

/** Returns the question's buttons, the safest first. */
export function closeChoices({ held, leaseSeconds }: ClosingWork): readonly CloseChoice[] {
  return [
    { label: 'Keep working in the background', choice: 'background' },
    {
      label: held === 0 ? 'Quit' : held === 1 ? 'Release it and quit' : 'Release them and quit',
      choice: 'release',
    },
    ...(held === 0
      ? []
      : [
          {
            label: `Quit and keep ${held === 1 ? 'it' : 'them'} for ${leaseSeconds} s`,
            choice: 'keep',
          } as const,
        ]),
    { label: 'Cancel', choice: null },
  ]
}

/** Returns the question's text. */
export function closeMessage({ held, moving }: ClosingWork): {
  readonly message: string
  readonly detail: string
} {
  const jobs = `You hold ${plural(held, 'job')}`
  const files =
    moving === 1 ? '1 file is being transferred' : `${countText(moving)} files are being transferred`
  const what = held === 0 ? files : moving === 0 ? jobs : `${jobs}, and ${files}`
  const details = [
    ...(held === 0 ? [] : ['Others can claim released jobs at once.']),
    ...(moving === 0 ? [] : ['Transfers continue at the next launch.']),
  ]
  return { message: `${what}. What should happen?`, detail: details.join(' ') }
}
