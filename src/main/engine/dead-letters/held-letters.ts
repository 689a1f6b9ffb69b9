import type {
  DeadLetter,
  DeadLettersOutcome,
  DeadLettersSnapshot,
} from '../../../shared/queues/dead-letters.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { Activity, HeldLetter } from './held-letter.ts'
import type { MoveAll } from './move-all.ts'

/** The held letters of one dead-letter queue, and the move of all its messages. */
export interface HeldQueue {
  readonly connectionId: string
  readonly name: string
  letters: readonly HeldLetter[]
  move: MoveAll | null
}

/** A snapshot is pushed as a whole on every change. Letters beyond this are shown in brief, the oldest first. */
const maxCharacters = 1_000_000

/** The outcome of an action on one letter. A letter that is gone leaves the list. */
export interface LetterOutcome {
  readonly error: EngineError | null
  readonly isGone: boolean
}

/** The dead letters that this app has received, by dead-letter queue. */
export class HeldLetters {
  readonly #now: () => number
  readonly #changed = new Emitter()
  readonly #queues = new Map<string, HeldQueue>()
  #revision = 0

  constructor(now: () => number) {
    this.#now = now
  }

  snapshot(): DeadLettersSnapshot {
    let left = maxCharacters
    const show = (letter: HeldLetter): DeadLetter => {
      const shown = letter.shown(left <= 0)
      left -= charactersOf(shown)
      return shown
    }
    return {
      revision: this.#revision,
      queues: this.queues.map(({ connectionId, name, letters, move }) => ({
        connectionId,
        name,
        letters: letters.map(show),
        move: move?.state() ?? null,
      })),
    }
  }

  /** Calls the listener on every change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  get queues(): readonly HeldQueue[] {
    return [...this.#queues.values()]
  }

  /** Returns the entry of a dead-letter queue. Adds it if needed. */
  of({ connectionId, name }: { readonly connectionId: string; readonly name: string }): HeldQueue {
    const key = `${connectionId} ${name}`
    const held = this.#queues.get(key) ?? { connectionId, name, letters: [], move: null }
    this.#queues.set(key, held)
    return held
  }

  /** Returns the job of each letter that is hidden from others now, or `null` for a letter without a job. */
  hidden({ letters }: HeldQueue): readonly (number | null)[] {
    const now = this.#now()
    return letters.filter(({ hiddenUntil }) => hiddenUntil > now).map(({ job }) => job?.id ?? null)
  }

  /** Adds received letters on top. A letter that was received again replaces its earlier entry. */
  add(held: HeldQueue, letters: readonly HeldLetter[]): void {
    const again = new Set(letters.map(({ message }) => message.id))
    held.letters = [...letters, ...held.letters.filter(({ message }) => !again.has(message.id))]
    this.notify()
  }

  /** Runs an action on some letters of a queue, and keeps the error of each that failed. */
  async onEach(
    held: HeldQueue,
    ids: readonly string[],
    activity: Activity,
    act: (letters: readonly HeldLetter[]) => Promise<readonly LetterOutcome[]>,
  ): Promise<DeadLettersOutcome> {
    const wanted = new Set(ids)
    const chosen = held.letters.filter(({ id, activity: busy }) => wanted.has(id) && busy === 'idle')
    const letters = chosen.filter((letter) => this.#mayAct(letter, activity))
    for (const letter of letters) Object.assign(letter, { activity, error: null })
    this.notify()
    let failed = chosen.length - letters.length
    const gone = new Set<HeldLetter>()
    try {
      const outcomes = await act(letters)
      for (const [index, letter] of letters.entries()) {
        letter.error = outcomes[index]?.error ?? null
        if (letter.error !== null) failed += 1
        if (outcomes[index]?.isGone === true) gone.add(letter)
      }
    } finally {
      for (const letter of letters) letter.activity = 'idle'
      held.letters = held.letters.filter((letter) => !gone.has(letter))
      this.notify()
    }
    return { done: chosen.length - failed, failed }
  }

  notify(): void {
    this.#revision += 1
    this.#changed.emit()
  }

  #mayAct(letter: HeldLetter, activity: Activity): boolean {
    try {
      letter.check(this.#now())
      if (activity === 'submitting') letter.checkIntact()
      return true
    } catch (error) {
      letter.error = toEngineError(error)
      return false
    }
  }
}

/** Returns the approximate size of a letter in a message to the page. */
function charactersOf({ body, fields, attributes }: DeadLetter): number {
  const named = [...Object.entries(fields), ...attributes.map(({ name, value }) => [name, value] as const)]
  return 1_000 + body.length + named.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}
