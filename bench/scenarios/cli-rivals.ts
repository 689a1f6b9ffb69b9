import type { Rival } from '../runner/compare.ts'
import { isAvailable } from '../clients/command.ts'

const tools = [
  { program: 'aws', against: 'aws-cli, including startup', module: 'aws-cli' },
  { program: 'rclone', against: 'rclone, including startup', module: 'rclone' },
] as const

/** Returns the working command-line tools on the PATH, as rivals for large transfers. */
export async function cliRivals(transfer: 'upload' | 'download'): Promise<readonly Rival[]> {
  const found: Rival[] = []
  for (const { program, against, module } of tools) {
    if (!(await isAvailable(program))) continue
    found.push({ against, module: `${transfer}-${module}`, target: null, external: true })
  }
  return found
}
