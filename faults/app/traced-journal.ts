type Reach = (step: string) => Promise<void>

/** What is written lazily returns nothing to wait for, and reads are no steps. */
const unnumbered = new Set(['part', 'renew', 'find', 'abandoned', 'doneBefore'])

/** The same journal, with a step before and after each durable write. `note` is told of each too. */
export function traced<T extends object>(
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
      if (unnumbered.has(property)) return method.bind(target) as unknown
      return async (...args: unknown[]): Promise<unknown> => {
        const [, word] = args
        const step = typeof word === 'string' && /^[a-z]+$/.test(word) ? `${call} ${word}` : call
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
