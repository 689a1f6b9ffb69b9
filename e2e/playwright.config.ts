import { defineConfig } from '@playwright/test'
import { displays } from './displays.ts'

/** Runs one app on each display, because apps on the same one would take focus and clipboard from each other. */
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
