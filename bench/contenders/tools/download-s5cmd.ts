import type { Contender, ContenderInput } from '../../runner/contender.ts'
import { s5cmdCopy } from '../../clients/s5cmd.ts'

/** See s5cmdCopy. */
export function open(input: ContenderInput): Promise<Contender> {
  return Promise.resolve(s5cmdCopy(input, 'down'))
}
