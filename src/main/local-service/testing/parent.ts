import { Harness } from './harness.ts'

// A parent process for a test to kill: starts a server and sends its address.
const [, , folder = ''] = process.argv
process.send?.(await new Harness(folder).service.start())
