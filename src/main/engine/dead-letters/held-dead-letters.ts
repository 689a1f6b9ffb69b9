import type { DeadLettersOutcome, DeadLettersSnapshot } from '../../../shared/queues/dead-letters.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { Activity, HeldDeadLetter } from './held-dead-letter.ts'
import type { MoveAll } from './move-all.ts'

/** The held letters of one dead-letter queue, and the move of all its messages. */
export interface HeldQueue {
  readonly connectionId: string
  readonly name: string
  deadLetters: readonly HeldDeadLetter[]
  move: MoveAll | null
}

/** The outcome of an action on one letter. A letter that is gone leaves the list. */
export interface DeadLetterOutcome {
  readonly error: EngineError | null
  readonly isGone: boolean
}

/** The dead letters that this app has received, by dead-letter queue. */
export class HeldDeadLetters {
  readonly #now: () => number
  readonly #changed = new Emitter()
  readonly #queues = new Map<string, HeldQueue>()
  #revision = 0

  constructor(now: () => number) {
    this.#now = now
  }

  snapshot(): DeadLettersSnapshot {
    return {
      revision: this.#revision,
      queues: this.queues.map(({ connectionId, name, deadLetters, move }) => ({
        connectionId,
        name,
        deadLetters: deadLetters.map((deadLetter) => deadLetter.shown()),
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
    const held = this.#queues.get(key) ?? { connectionId, name, deadLetters: [], move: null }
    this.#queues.set(key, held)
    return held
  }

  /** Returns the job of each letter that is hidden from others now, or `null` for a letter without a job. */
  hidden({ deadLetters }: HeldQueue): readonly (number | null)[] {
    const now = this.#now()
    return deadLetters.filter(({ hiddenUntil }) => hiddenUntil > now).map(({ job }) => job?.id ?? null)
  }

  /** Adds received letters on top. A letter that was received again replaces its earlier entry. */
  add(held: HeldQueue, deadLetters: readonly HeldDeadLetter[]): void {
    const again = new Set(deadLetters.map(({ message }) => message.id))
    held.deadLetters = [...deadLetters, ...held.deadLetters.filter(({ message }) => !again.has(message.id))]
    this.notify()
  }

  /** Runs an action on some letters of a queue, and keeps the error of each that failed. */
  async onEach(
    held: HeldQueue,
    ids: readonly string[],
    activity: Activity,
    act: (deadLetters: readonly HeldDeadLetter[]) => Promise<readonly DeadLetterOutcome[]>,
  ): Promise<DeadLettersOutcome> {
    const wanted = new Set(ids)
    const chosen = held.deadLetters.filter(({ id, activity: busy }) => wanted.has(id) && busy === 'idle')
    const deadLetters = chosen.filter((deadLetter) => this.#mayAct(deadLetter, activity))
    for (const deadLetter of deadLetters) Object.assign(deadLetter, { activity, error: null })
    this.notify()
    let failed = chosen.length - deadLetters.length
    const gone = new Set<HeldDeadLetter>()
    try {
      const outcomes = await act(deadLetters)
      for (const [index, deadLetter] of deadLetters.entries()) {
        deadLetter.error = outcomes[index]?.error ?? null
        if (deadLetter.error !== null) failed += 1
        if (outcomes[index]?.isGone === true) gone.add(deadLetter)
      }
    } finally {
      for (const deadLetter of deadLetters) deadLetter.activity = 'idle'
      held.deadLetters = held.deadLetters.filter((deadLetter) => !gone.has(deadLetter))
      this.notify()
    }
    return { done: chosen.length - failed, failed }
  }

  notify(): void {
    this.#revision += 1
    this.#changed.emit()
  }

  #mayAct(deadLetter: HeldDeadLetter, activity: Activity): boolean {
    try {
      deadLetter.check(this.#now())
      if (activity === 'submitting') deadLetter.checkIntact()
      return true
    } catch (error) {
      deadLetter.error = toEngineError(error)
      return false
    }
  }
}
