/**
 * The maximum total length of all strings and names in an input. 10,000 files with their fields
 * fit.
 */
const mostCharacters = 8_000_000
/** The maximum number of values, including nested ones. A value referenced twice counts twice. */
const mostValues = 200_000
const deepest = 16

/** Why an input is rejected before any schema parses it. */
export type InputProblem = 'too-large' | 'not-plain'

/**
 * Detects input that a schema would take long to reject: more than 200,000 values, 8,000,000
 * characters or 16 levels, or anything but `null`, `undefined`, booleans, numbers, strings, arrays
 * and plain objects. It takes bounded time, because it stops at the first problem and at the
 * limits, however the input shares its parts. Returns `null` if the input is fine.
 */
export function inputProblem(input: unknown): InputProblem | null {
  let values = 0
  let characters = 0

  const visit = (value: unknown, depth: number): InputProblem | null => {
    values += 1
    if (values > mostValues || depth > deepest) return 'too-large'
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
      case 'number':
        return null
      case 'string':
        characters += value.length
        return characters > mostCharacters ? 'too-large' : null
      case 'object':
        if (value === null) return null
        return Array.isArray(value) ? visitArray(value, depth) : visitObject(value, depth)
      default:
        return 'not-plain'
    }
  }

  const visitArray = (array: readonly unknown[], depth: number): InputProblem | null => {
    // A sparse array of any length is cheap to send.
    if (array.length > mostValues - values) return 'too-large'
    for (let index = 0; index < array.length; index += 1) {
      const problem = visit(array[index], depth + 1)
      if (problem !== null) return problem
    }
    return null
  }

  const visitObject = (object: object, depth: number): InputProblem | null => {
    const prototype: unknown = Object.getPrototypeOf(object)
    if (prototype !== Object.prototype && prototype !== null) return 'not-plain'
    for (const name in object) {
      characters += name.length
      if (characters > mostCharacters) return 'too-large'
      const problem = visit((object as Record<string, unknown>)[name], depth + 1)
      if (problem !== null) return problem
    }
    return null
  }

  return visit(input, 0)
}
