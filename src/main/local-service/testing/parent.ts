import { Harness } from './harness.ts'

// A parent process that a test kills. It starts a server and sends its address.
const [, , folder = ''] = process.argv
process.send?.(await new Harness(folder).service.start())
