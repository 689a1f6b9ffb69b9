import { invalidValue, missingParameter, SqsError } from './sqs-error.ts'

/** A call's parameters. Each is validated when it is read. */
export class ActionInput {
  readonly #values: ReadonlyMap<string, unknown>

  constructor(values: object) {
    this.#values = new Map(Object.entries(values))
  }

  /** Parses a call's body. */
  static parse(body: string): ActionInput {
    let value: unknown
    try {
      value = body === '' ? {} : JSON.parse(body)
    } catch {
      value = null
    }
    if (!isObject(value)) throw new SqsError('SerializationException', 'The body is not a JSON object.')
    return new ActionInput(value)
  }

  /** Throws if it is missing or empty. */
  text(name: string): string {
    const value = this.optionalText(name)
    if (value === undefined || value === '') throw missingParameter(name)
    return value
  }

  optionalText(name: string): string | undefined {
    const value = this.#values.get(name) ?? undefined
    if (value !== undefined && typeof value !== 'string') throw invalidValue(name, value, 'Must be a string.')
    return value
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.#values.get(name) ?? undefined
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    throw invalidValue(name, value, `Must be between ${min} and ${max}.`)
  }

  /** Returns an empty list if it is missing. */
  texts(name: string): string[] {
    const value = this.#values.get(name) ?? []
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value
    throw invalidValue(name, value, 'Must be a list of strings.')
  }

  /** Returns strings by name, or an empty map if it is missing. */
  textMap(name: string): Map<string, string> {
    const entries = [...this.objects(name)]
    const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    if (texts.length < entries.length) throw invalidValue(name, 'given', 'Must contain strings.')
    return new Map(texts)
  }

  /** Returns values by name, or an empty map if it is missing. */
  objects(name: string): Map<string, unknown> {
    const value = this.#values.get(name) ?? {}
    if (!isObject(value)) throw invalidValue(name, value, 'Must be an object.')
    return new Map(Object.entries(value))
  }

  /** Returns the entries of a batch by id, 1 to 10 of them. */
  entries(): Map<string, ActionInput> {
    const value = this.#values.get('Entries') ?? []
    if (!Array.isArray(value) || !value.every(isObject)) {
      throw invalidValue('Entries', 'given', 'Must be a list of objects.')
    }
    if (value.length === 0) {
      throw new SqsError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
    }
    if (value.length > 10) {
      throw new SqsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.')
    }
    const entries = new Map<string, ActionInput>()
    for (const item of value) {
      const entry = new ActionInput(item)
      const id = entry.optionalText('Id') ?? ''
      if (!/^[\w-]{1,80}$/.test(id)) {
        throw new SqsError(
          'InvalidBatchEntryId',
          'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
        )
      }
      if (entries.has(id)) {
        throw new SqsError(
          'BatchEntryIdsNotDistinct',
          'Two or more batch entries in the request have the same Id.',
        )
      }
      entries.set(id, entry)
    }
    return entries
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
