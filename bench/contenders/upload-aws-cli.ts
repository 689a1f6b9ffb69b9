import type { Side, SideInput } from '../runner/contender.ts'
import { awsCopy } from '../clients/aws-cli.ts'

/** See awsCopy. */
export function open(input: SideInput): Promise<Side> {
  return Promise.resolve(awsCopy(input, 'up'))
}
