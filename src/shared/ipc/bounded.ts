import { z } from 'zod'

/** The limits of a {@link listOf} or {@link recordOf}. */
export interface Bounds {
  readonly max: number
  /** The length of the longest name. 0 for lists. */
  readonly maxNameLength: number
  readonly item: z.ZodType
}

const bounds = new WeakMap<z.core.$ZodType, Bounds>()

/** Returns the limits of a {@link listOf} or {@link recordOf}, or `null` for any other schema. */
export function boundsOf(schema: z.core.$ZodType): Bounds | null {
  return bounds.get(schema) ?? null
}

/**
 * An array of 1 to `max` items. `min: 0` allows an empty one. Parsing stops at the first invalid
 * item, so that rejecting a long list costs no more than rejecting a short one.
 */
export function listOf<T extends z.ZodType>(
  item: T,
  max: number,
  { min = 1 }: { readonly min?: number } = {},
) {
  const list = z
    .array(z.unknown())
    .min(min)
    .max(max)
    .transform((items, context) => {
      const parsed: z.output<T>[] = []
      for (const [index, each] of items.entries()) {
        const result = item.safeParse(each)
        if (!result.success) {
          addFirstIssue(context, index, result.error)
          return z.NEVER
        }
        parsed.push(result.data)
      }
      return parsed
    })
  bounds.set(list, { max, maxNameLength: 0, item })
  return list
}

/** Up to `max` values with names of 1 to `longestName` characters. Parsing stops at the first invalid one. */
export function recordOf<V extends z.ZodType>(maxNameLength: number, value: V, max: number) {
  return namedValues(maxNameLength, value, max, (each) => value.safeParse(each))
}

/** Up to `max` texts of at most `longestText` characters, with names of 1 to `longestName`. Parsing is fast. */
export function textsOf(maxNameLength: number, maxTextLength: number, max: number) {
  const text = z.string().max(maxTextLength)
  return namedValues(maxNameLength, text, max, (each) =>
    typeof each === 'string' && each.length <= maxTextLength
      ? { success: true, data: each }
      : text.safeParse(each),
  )
}

type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: z.ZodError }

function namedValues<T>(
  maxNameLength: number,
  item: z.ZodType,
  max: number,
  parse: (value: unknown) => Parsed<T>,
) {
  const record = z
    .custom<Readonly<Record<string, unknown>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      {
        message: 'Expected named values.',
      },
    )
    .transform((input, context) => {
      const parsed: Record<string, T> = {}
      const refuse = (message: string): never => {
        context.addIssue({ code: 'custom', message })
        return z.NEVER
      }
      let count = 0
      for (const key of Object.keys(input)) {
        count += 1
        if (count > max) return refuse(`At most ${max} are possible.`)
        if (key.length < 1 || key.length > maxNameLength)
          return refuse(`A name has 1 to ${maxNameLength} characters.`)
        const result = parse(input[key])
        if (!result.success) {
          addFirstIssue(context, key, result.error)
          return z.NEVER
        }
        if (key === '__proto__') defineOwn(parsed, key, result.data)
        else parsed[key] = result.data
      }
      return parsed
    })
  bounds.set(record, { max, maxNameLength, item })
  return record
}

/** Adds a property, even `__proto__`. A plain assignment to that one would set the prototype. */
function defineOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}

function addFirstIssue(context: z.RefinementCtx, at: string | number, error: z.ZodError): void {
  const issue = error.issues[0]
  context.addIssue({ code: 'custom', message: firstProblem(error), path: [at, ...(issue?.path ?? [])] })
}

/**
 * Describes the problem with an input without repeating any of it, because an unknown name may be a path or a secret.
 */
export function firstProblem({ issues }: z.ZodError): string {
  const issue = issues[0]
  if (issue === undefined) return 'It is not valid.'
  return issue.code === 'unrecognized_keys' ? 'It has an unknown name.' : issue.message
}
