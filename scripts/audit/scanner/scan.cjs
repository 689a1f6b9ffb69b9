// Runs in a separate process: the scanner's pending requests would crash it on a machine without a connection.
// Arguments: the folder to scan, and the version of Electron. Prints the findings as the last line.
const { join } = require('node:path')

const scanner = join(__dirname, 'node_modules/@doyensec/electronegativity')
const [, , input, electronVersionOverride] = process.argv

async function scan() {
  const loaded = require(scanner)
  const { errors, issues } = await (loaded.default ?? loaded)(
    {
      input,
      electronVersionOverride,
      isRelative: true,
      customScan: [],
      // This check fetches a list from GitHub. A separate check covers Electron's age.
      excludeFromScan: ['availablesecurityfixesglobalcheck'],
    },
    false,
  )
  const unread = errors.map(({ file, message }) => ({ check: 'UNREADABLE', file, line: 0, sample: message }))
  const found = issues.map(({ id, file, location, sample }) => ({
    check: id,
    file,
    line: location.line,
    sample: String(sample ?? ''),
  }))
  process.stdout.write(`\n${JSON.stringify([...unread, ...found])}\n`, () => process.exit(0))
}

void scan()
