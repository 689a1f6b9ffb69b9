import type { Side, SideInput } from '../sample/side.ts'
import { rcloneCopy } from './rclone.ts'

/** See rcloneCopy. */
export function open(input: SideInput): Promise<Side> {
  return Promise.resolve(rcloneCopy(input, 'up'))
}
