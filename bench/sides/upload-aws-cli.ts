import type { Side, SideInput } from '../sample/side.ts'
import { awsCopy } from './aws-cli.ts'

/** See awsCopy. */
export function open(input: SideInput): Promise<Side> {
  return Promise.resolve(awsCopy(input, 'up'))
}
