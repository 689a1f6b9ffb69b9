import type {
  PlannedUpload,
  UnfinishedUpload,
  UploadJournal,
  UploadStep,
} from '../transfers/transfer-journal.ts'

/** An upload journal in memory that records each step. */
export class MemoryUploadJournal implements UploadJournal {
  readonly plans = new Map<string, PlannedUpload>()
  readonly steps: string[] = []
  readonly #last = new Map<string, UploadStep>()

  async plan(upload: PlannedUpload): Promise<void> {
    this.plans.set(upload.id, upload)
    this.steps.push('planned')
  }

  async advance(id: string, step: UploadStep): Promise<void> {
    this.steps.push(step)
    this.#last.set(id, step)
  }

  /** Returns the uploads that the next session finds. */
  unfinished(): UnfinishedUpload[] {
    return [...this.plans.values()].flatMap((plan) => {
      const step = this.#last.get(plan.id) ?? 'planned'
      return step === 'sent' || step === 'dropped' ? [] : [{ ...plan, step }]
    })
  }
}
