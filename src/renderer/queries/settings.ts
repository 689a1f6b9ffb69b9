import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const settingsKey = ['settings'] as const

export const settingsQuery = () => pushedQuery(settingsKey, () => call('settings:get', null))

export const chooseSaveFolder = () =>
  mutationOptions({
    mutationKey: ['settings:choose-save-folder'],
    mutationFn: () => call('settings:choose-save-folder', null),
  })

export const setTransferLimit = () =>
  mutationOptions({
    mutationKey: ['settings:set-transfer-limit'],
    mutationFn: (input: Input<'settings:set-transfer-limit'>) => call('settings:set-transfer-limit', input),
  })

export const setOnQuit = () =>
  mutationOptions({
    mutationKey: ['settings:set-on-quit'],
    mutationFn: (input: Input<'settings:set-on-quit'>) => call('settings:set-on-quit', input),
  })

export const setFindResults = () =>
  mutationOptions({
    mutationKey: ['settings:set-find-results'],
    mutationFn: (input: Input<'settings:set-find-results'>) => call('settings:set-find-results', input),
  })

export const setPollBudget = () =>
  mutationOptions({
    mutationKey: ['settings:set-poll-budget'],
    mutationFn: (input: Input<'settings:set-poll-budget'>) => call('settings:set-poll-budget', input),
  })

export const setCloudWatch = () =>
  mutationOptions({
    mutationKey: ['settings:set-cloud-watch'],
    mutationFn: (input: Input<'settings:set-cloud-watch'>) => call('settings:set-cloud-watch', input),
  })

export const setSkipsSystemFiles = () =>
  mutationOptions({
    mutationKey: ['settings:set-skips-system-files'],
    mutationFn: (input: Input<'settings:set-skips-system-files'>) =>
      call('settings:set-skips-system-files', input),
  })

/** Settings for the app icon and the tray. */
export const setDesktop = () =>
  mutationOptions({
    mutationKey: ['settings:set-desktop'],
    mutationFn: (input: Input<'settings:set-desktop'>) => call('settings:set-desktop', input),
  })

/** Settings for submitting files, for saving and finishing jobs, and for closing the window. */
export const setWork = () =>
  mutationOptions({
    mutationKey: ['settings:set-work'],
    mutationFn: (input: Input<'settings:set-work'>) => call('settings:set-work', input),
  })

export const setChecksForUpdates = () =>
  mutationOptions({
    mutationKey: ['settings:set-checks-for-updates'],
    mutationFn: (checks: boolean) => call('settings:set-checks-for-updates', { checks }),
  })

export const setFirstRun = () =>
  mutationOptions({
    mutationKey: ['settings:set-first-run'],
    mutationFn: (input: Input<'settings:set-first-run'>) => call('settings:set-first-run', input),
  })

export const setTheme = () =>
  mutationOptions({
    mutationKey: ['settings:set-theme'],
    mutationFn: (input: Input<'settings:set-theme'>) => call('settings:set-theme', input),
  })
