// No zod here: the preload checks inputs without bundling it.

/** The limits of an input, including everything nested in it. */
export interface InputLimits {
  readonly values: number
  /** The total length of all texts and names. */
  readonly characters: number
  /** The length of the longest text. A schema takes long to refuse one that is far longer than it allows. */
  readonly maxTextLength: number
}

/** No input may hold more, whatever its schema allows. 10,000 files fit. */
export const maxInput: InputLimits = { values: 60_000, characters: 8_000_000, maxTextLength: 8_000_000 }

const deepest = 16
/** The maximum number of names in one object. A schema lists every unknown name before it refuses them. */
const maxNames = 1_000

/** Why an input is rejected before any schema parses it. */
export type InputProblem = 'too-large' | 'not-plain'

/**
 * Detects input that a schema would take long to reject: larger than the limits, deeper than 16 levels, or
 * with more than 1,000 names in an object. Only `null`, `undefined`, booleans, numbers, strings, arrays
 * without gaps and plain objects are fine. Its running time is bounded, because it stops at the first problem and at
 * the limits, even if parts of the input are shared: a value that is referenced twice counts twice. Returns
 * `null` if the input is fine.
 */
export function inputProblem(input: unknown, limits: InputLimits = maxInput): InputProblem | null {
  let values = 0
  let characters = 0

  const visit = (value: unknown, depth: number): InputProblem | null => {
    values += 1
    if (values > limits.values || depth > deepest) return 'too-large'
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
      case 'number':
        return null
      case 'string':
        characters += value.length
        return value.length > limits.maxTextLength || characters > limits.characters ? 'too-large' : null
      case 'object':
        if (value === null) return null
        return Array.isArray(value) ? visitArray(value, depth) : visitObject(value, depth)
      default:
        return 'not-plain'
    }
  }

  const visitArray = (array: readonly unknown[], depth: number): InputProblem | null => {
    // A sparse array is cheap to send, whatever its length.
    if (array.length > limits.values - values) return 'too-large'
    for (let index = 0; index < array.length; index += 1) {
      // Reading a gap is slow, because the engine looks for the index in the prototypes too.
      const item = array[index]
      if (item === undefined) return 'not-plain'
      const problem = visit(item, depth + 1)
      if (problem !== null) return problem
    }
    return null
  }

  const visitObject = (object: object, depth: number): InputProblem | null => {
    const prototype: unknown = Object.getPrototypeOf(object)
    if (prototype !== Object.prototype && prototype !== null) return 'not-plain'
    let names = 0
    for (const name in object) {
      names += 1
      if (names > maxNames) return 'too-large'
      characters += name.length
      if (characters > limits.characters) return 'too-large'
      const problem = visit((object as Record<string, unknown>)[name], depth + 1)
      if (problem !== null) return problem
    }
    return null
  }

  return visit(input, 0)
}
