type Reach = (step: string) => Promise<void>

/** Methods that are not steps: lazy writes return no promise, and reads change nothing. */
const untraced = new Set(['part', 'renew', 'find', 'abandoned', 'doneBefore'])

/** Wraps a journal: calls `reach` and `note` before and after each durable write. */
export function traceJournal<T extends object>(
  name: string,
  journal: T,
  reach: Reach,
  note: (call: string, args: readonly unknown[]) => void = () => undefined,
): T {
  return new Proxy(journal, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property, target)
      if (typeof method !== 'function' || typeof property !== 'string') return method
      const call = `${name}.${property}`
      if (untraced.has(property)) return method.bind(target) as unknown
      return async (...args: unknown[]): Promise<unknown> => {
        const [, phase] = args
        const step = typeof phase === 'string' && /^[a-z]+$/.test(phase) ? `${call} ${phase}` : call
        await reach(`before ${step}`)
        note(`before ${step}`, args)
        const result: unknown = await Reflect.apply(method, target, args)
        note(`after ${step}`, args)
        await reach(`after ${step}`)
        return result
      }
    },
  })
}
