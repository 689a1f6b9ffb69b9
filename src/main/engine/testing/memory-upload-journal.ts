import type { UploadStep, PlannedUpload, UploadJournal } from '../transfers/transfer-journal.ts'

/** An upload journal in memory. It records each step. */
export class MemoryUploadJournal implements UploadJournal {
  readonly plans = new Map<string, PlannedUpload>()
  readonly steps: string[] = []

  async plan(upload: PlannedUpload): Promise<void> {
    this.plans.set(upload.id, upload)
    this.steps.push('planned')
  }

  async advance(_id: string, step: UploadStep): Promise<void> {
    this.steps.push(step)
  }
}
