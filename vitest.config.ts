import { configDefaults, defineConfig } from 'vitest/config'
import { embedded } from './scripts/embedded.mjs'

/** Whole journeys with kills, broken agents and other people's hands: minutes, not seconds, so they have their own command. */
const LONG_JOURNEYS = 'tests/journey/{answers,bad-agent,bad-input,by-hand,hotfix,killed,person,sync}.test.ts'

/** What drives Chromium has its own command, too. */
const IN_CHROMIUM = 'tests/preview/**/*.test.ts'
const BY_MODE: Readonly<Record<string, string>> = { journeys: LONG_JOURNEYS, preview: IN_CHROMIUM }

export default defineConfig(async ({ mode }) => ({
  define: await embedded(),
  resolve: { alias: { obsidian: 'obsidian-test-mocks/obsidian' } },
  test: {
    include: [BY_MODE[mode] ?? 'tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode in BY_MODE ? [] : Object.values(BY_MODE))],
    testTimeout: 30_000,
    setupFiles: ['tests/obsidian/setup.ts'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
  },
}))
