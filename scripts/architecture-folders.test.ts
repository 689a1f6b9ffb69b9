import { expect, test } from 'vitest'
import { layoutProblems, listedFolders } from './architecture-folders.mjs'

const markdown = `# Architecture

## Layout

Some text.

\`\`\`
src/main/        the main process
  engine/        the engine
    aws/         the AWS calls
      s3/        one method per S3 call
    claims/      claimed jobs
src/renderer/    the window
  features/      one folder each
    footer/      costs
docs/adr/        decisions
\`\`\`
`

test('reads the folders from the indented tree', () => {
  expect([...listedFolders(markdown)]).toEqual([
    'src/main',
    'src/main/engine',
    'src/main/engine/aws',
    'src/main/engine/aws/s3',
    'src/main/engine/claims',
    'src/renderer',
    'src/renderer/features',
    'src/renderer/features/footer',
    'docs/adr',
  ])
})

test('reports a folder without a line and a line without a folder', () => {
  const existing = new Set([
    'src/main/engine',
    'src/main/engine/aws',
    'src/main/engine/aws/s3',
    'src/main/app',
  ])
  expect(layoutProblems(listedFolders(markdown), existing)).toEqual([
    'src/main/app/ has no line.',
    'src/main/engine/claims/ does not exist.',
    'src/renderer/features/footer/ does not exist.',
  ])
})
