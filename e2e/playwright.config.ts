import { defineConfig } from '@playwright/test'
import { displays } from './displays.ts'

/** Runs one worker per display, because apps on the same display compete for the focus and the clipboard. */
export default defineConfig({
  retries: 0,
  testDir: '.',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: displays.length,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
})
