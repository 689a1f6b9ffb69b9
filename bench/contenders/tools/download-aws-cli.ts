import type { Contender, ContenderInput } from '../../runner/contender.ts'
import { awsCopy } from '../../clients/aws-cli.ts'

/** See awsCopy. */
export function open(input: ContenderInput): Promise<Contender> {
  return Promise.resolve(awsCopy(input, 'down'))
}
