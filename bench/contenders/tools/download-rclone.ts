import type { Contender, ContenderInput } from '../../runner/contender.ts'
import { rcloneCopy } from '../../clients/rclone.ts'

/** See rcloneCopy. */
export function open(input: ContenderInput): Promise<Contender> {
  return Promise.resolve(rcloneCopy(input, 'down'))
}
