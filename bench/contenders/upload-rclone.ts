import type { Side, SideInput } from '../runner/contender.ts'
import { rcloneCopy } from '../clients/rclone.ts'

/** See rcloneCopy. */
export function open(input: SideInput): Promise<Side> {
  return Promise.resolve(rcloneCopy(input, 'up'))
}
