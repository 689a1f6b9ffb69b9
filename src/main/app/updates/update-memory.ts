import { z } from 'zod'
import { JsonFile } from '../../connections/stores/json-file.ts'
import { maxManifestBytes } from './signed-manifest.ts'

const remembered = z.strictObject({
  checkedAt: z.number().nullable(),
  /** The newest manifest, with its signature. */
  signed: z.string().max(maxManifestBytes).nullable(),
})

/** The data about updates that the next session needs, on disk. */
export class UpdateMemory {
  readonly #file: JsonFile<z.infer<typeof remembered>>
  #value: z.infer<typeof remembered>

  private constructor(file: JsonFile<z.infer<typeof remembered>>, value: z.infer<typeof remembered>) {
    this.#file = file
    this.#value = value
  }

  static async open(path: string): Promise<UpdateMemory> {
    const file = new JsonFile(path, remembered, { checkedAt: null, signed: null })
    return new UpdateMemory(file, (await file.read()).value)
  }

  /** The time of the last check, in milliseconds since the epoch. */
  get checkedAt(): number | null {
    return this.#value.checkedAt
  }

  get signed(): string | null {
    return this.#value.signed
  }

  async noteCheck(checkedAt: number): Promise<void> {
    await this.#write({ ...this.#value, checkedAt })
  }

  async noteManifest(signed: string): Promise<void> {
    await this.#write({ ...this.#value, signed })
  }

  async #write(value: z.infer<typeof remembered>): Promise<void> {
    this.#value = value
    await this.#file.write(value)
  }
}
