import { defineConfig } from '@playwright/test'

/** Real Electron, real servers, one app at a time: the machine has two cores. */
export default defineConfig({
  retries: 0,
  testDir: '.',
  outputDir: '../test-results',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
})
