import { z } from 'zod'

/** What a list or a record made here may hold. */
export interface Bounds {
  readonly max: number
  /** The schema of the names. Absent for lists. */
  readonly name?: z.ZodType
  readonly item: z.ZodType
}

const bounds = z.registry<Bounds>()

/** Returns the bounds of a {@link listOf} or {@link recordOf}, or `null` for any other schema. */
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
  return z
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
    .register(bounds, { max, item })
}

/** Named values, at most `max` of them. Parsing stops at the first invalid one. */
export function recordOf<V extends z.ZodType>(name: z.ZodString, value: V, max: number) {
  return z
    .custom<Readonly<Record<string, unknown>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      {
        message: 'Expected named values.',
      },
    )
    .transform((input, context) => {
      const parsed: Record<string, z.output<V>> = {}
      let count = 0
      for (const key of Object.keys(input)) {
        count += 1
        const checked = name.safeParse(key)
        const result = value.safeParse(input[key])
        if (!checked.success || !result.success || count > max) {
          const error = checked.error ?? result.error
          if (error === undefined)
            context.addIssue({ code: 'custom', message: `At most ${max} are possible.` })
          else addFirstIssue(context, key, error)
          return z.NEVER
        }
        // A plain assignment to `__proto__` would set the prototype.
        Object.defineProperty(parsed, key, {
          value: result.data,
          enumerable: true,
          writable: true,
          configurable: true,
        })
      }
      return parsed
    })
    .register(bounds, { max, name, item: value })
}

function addFirstIssue(context: z.RefinementCtx, at: string | number, error: z.ZodError): void {
  const issue = error.issues[0]
  context.addIssue({ code: 'custom', message: firstProblem(error), path: [at, ...(issue?.path ?? [])] })
}

/** Describes the problem with an input without repeating any of it, as an unknown name may be a path or a secret. */
export function firstProblem({ issues }: z.ZodError): string {
  const issue = issues[0]
  if (issue === undefined) return 'It does not fit.'
  return issue.code === 'unrecognized_keys' ? 'It has a name that this call does not know.' : issue.message
}
